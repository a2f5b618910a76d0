package dev.ashlar.ratelimit;

import java.time.Duration;
import java.util.Objects;

/**
 * What a limiter decided, with all that a refused caller should be told.
 *
 * <p>Durations run from the moment of the decision by the limiter's clock, are exact to a nanosecond, and hold as long
 * as nobody else takes permits meanwhile. Immutable, so threads may share it.
 *
 * @param granted whether the permits were taken (or, of a peek, are there to be taken)
 * @param limit the most permits that can ever be granted at once, 0 or more
 * @param remaining how many permits are left at this moment, 0 or more
 * @param retryAfter when to ask for as many again: zero if granted, {@link #NEVER} if they are never granted, and
 *     otherwise greater than zero
 * @param resetAfter when the limiter will be as if it had never been used, zero or more
 */
public record Decision(boolean granted, long limit, long remaining, Duration retryAfter, Duration resetAfter) {
    /** The {@code retryAfter} of what is never granted: {@link Long#MAX_VALUE} nanoseconds. */
    public static final Duration NEVER = Duration.ofNanos(Long.MAX_VALUE);

    /**
     * Creates a decision.
     *
     * @param granted whether the permits were taken
     * @param limit the most permits that can ever be granted at once, 0 or more
     * @param remaining how many permits are left at this moment, 0 or more
     * @param retryAfter zero if granted, {@link #NEVER} or otherwise greater than zero if not
     * @param resetAfter when the limiter will be as if it had never been used, zero or more
     * @throws IllegalArgumentException if a number or duration is out of its range
     */
    public Decision {
        Objects.requireNonNull(retryAfter, "retryAfter");
        Objects.requireNonNull(resetAfter, "resetAfter");
        Checks.atLeast("limit", 0, limit);
        Checks.atLeast("remaining", 0, remaining);
        if (granted && !retryAfter.isZero()) {
            throw new IllegalArgumentException("retryAfter must be 0 if granted: retryAfter=" + retryAfter);
        }
        if (!granted && (retryAfter.isZero() || retryAfter.isNegative())) {
            throw new IllegalArgumentException("retryAfter must be > 0 unless granted: retryAfter=" + retryAfter);
        }
        if (resetAfter.isNegative()) {
            throw new IllegalArgumentException("resetAfter must be >= 0: resetAfter=" + resetAfter);
        }
    }

    static Decision granted(long limit, long remaining, Duration resetAfter) {
        return new Decision(true, limit, remaining, Duration.ZERO, resetAfter);
    }

    static Decision denied(long limit, long remaining, Duration retryAfter, Duration resetAfter) {
        return new Decision(false, limit, remaining, retryAfter, resetAfter);
    }

    static Decision never(long limit, long remaining, Duration resetAfter) {
        return new Decision(false, limit, remaining, NEVER, resetAfter);
    }

    /**
     * Tells "never" from "not now": whether more was asked for than can ever be granted at once.
     *
     * @return whether it makes no sense to ask for as many again
     */
    public boolean isNever() {
        return retryAfter.equals(NEVER);
    }
}
