package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * What is allowed: an algorithm and its numbers, without any state.
 *
 * <p>A limit is given to whatever keeps the state of it: a {@link LocalRateLimiter} for one thing, a
 * {@link KeyedRateLimiter} for every key by itself, a rule, or a limiter that many servers share. Each of its subclasses
 * is one algorithm, and says what it admits in the worst case.
 *
 * <p>Immutable, so threads may share it.
 */
public abstract sealed class Limit
        permits TokenBucket,
                LeakyBucket,
                FixedWindow,
                SlidingWindowLog,
                SlidingWindowCounter,
                WarmUp,
                CompositeLimit,
                ConstantLimit {
    Limit() {}

    /**
     * Returns the limit that grants everything.
     *
     * @return the limit without a bound: {@link #permits()} is {@link Long#MAX_VALUE}
     */
    public static Limit unlimited() {
        return ConstantLimit.UNLIMITED;
    }

    /**
     * Returns the limit that grants nothing, ever.
     *
     * @return the limit of which {@link #permits()} is 0
     */
    public static Limit denyAll() {
        return ConstantLimit.DENY_ALL;
    }

    /**
     * Returns the most permits that can ever be granted at once.
     *
     * @return permits, 0 or more; asking for more is "never"
     */
    public abstract long permits();

    /**
     * Returns how long the limit takes to recover once it was used up: the time in which a bucket fills, or the window.
     *
     * @return the span, rounded up to a nanosecond; zero if the limit grants everything or nothing
     */
    public abstract Duration window();

    /**
     * What makes the states of this limit.
     *
     * @param origin the time of the wall clock at the origin of the states' time
     */
    abstract Template template(Instant origin);

    /** How many permits there are when nothing is used. */
    long capacity() {
        return permits();
    }

    /** How many permits there are at first. */
    long initialPermits() {
        return capacity();
    }

    /** Whether a state that was never used is like one that has recovered. */
    boolean startsRecovered() {
        return true;
    }
}
