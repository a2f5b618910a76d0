package dev.ashlar.ratelimit;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes states that need more than a word.
 *
 * @param source makes an algorithm that was never used, at a time
 * @param maxWaiting how many permits may be promised of which the time has not come
 */
record LockedTemplate(LongFunction<Algorithm> source, long maxWaiting) implements Template {
    @Override
    public State state(@Nullable Object key, long now) {
        return new LockedState(key, source.apply(now), maxWaiting, now);
    }

    @Override
    public Algorithm algorithm(long now) {
        return source.apply(now);
    }
}
