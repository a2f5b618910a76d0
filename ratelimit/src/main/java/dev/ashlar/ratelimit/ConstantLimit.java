package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Grants everything, or nothing. */
final class ConstantLimit extends Limit implements Template {
    static final ConstantLimit UNLIMITED = new ConstantLimit(Long.MAX_VALUE);
    static final ConstantLimit DENY_ALL = new ConstantLimit(0);

    private final long permits;

    private ConstantLimit(long permits) {
        this.permits = permits;
    }

    @Override
    public long permits() {
        return permits;
    }

    @Override
    public Duration window() {
        return Duration.ZERO;
    }

    @Override
    Template template(Instant origin) {
        return this;
    }

    @Override
    public State state(@Nullable Object key, long now) {
        return new ConstantState(key, permits);
    }

    @Override
    public Algorithm algorithm(long now) {
        return new ConstantAlgorithm(permits);
    }

    @Override
    public String toString() {
        return permits == 0 ? "denyAll" : "unlimited";
    }
}
