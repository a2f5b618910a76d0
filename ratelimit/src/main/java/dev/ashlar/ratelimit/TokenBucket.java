package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket: holds up to {@code capacity} permits, and refills at a rate of its own. For bursts with a bound on the
 * long run: the algorithm to take unless there is a reason for another.
 *
 * <p>Guarantee: in any span {@code T} at most {@code capacity + rate * T} permits are granted; so up to twice the
 * capacity within the time it takes to fill, which is the price of allowing bursts. A caller that always asks gets
 * {@code capacity + rate * T} but for the one permit that is still under way. The refill is greedy: a permit is there as
 * soon as its share of the period has passed. With {@link Builder#refillAtIntervals} all permits of a period come
 * together at its end: at most {@code capacity + permits * (1 + T / period)} in any span, rounded down.
 *
 * <p>Arithmetic: refills at intervals are exact, and greedy ones are where the rate, as permits per nanosecond in lowest
 * terms, has a numerator of at most 4; that is 1, 2, 3 or 4 permits per anything, and most round rates. At any other
 * rate a permit is never late, and early by less than half a nanosecond; errors do not add up. (At those rates the bound
 * above is {@code capacity + rate * (T + 0.5)}.)
 *
 * <p>Cost: one 64-bit word. A grant is a reading of the clock and one compare-and-set, a denial a reading of the clock
 * and one load: it writes nothing. Lock-free, but for reserving, cancelling and refunding.
 *
 * <p>Clock: while a clock that went back is behind, the bucket has so much less as it would have refilled in the time
 * lost.
 *
 * <p>Limits: at most one permit per nanosecond; a bucket must fill within 10 000 days.
 *
 * <p>Source: the generic cell rate algorithm in its virtual scheduling form, ITU-T Recommendation I.371; we count in
 * fractions of a permit instead of time, so that any rate can be kept exactly in one word.
 */
public final class TokenBucket extends Limit {
    private final long capacity;
    private final long refillPermits;
    private final Duration refillPeriod;
    private final boolean atIntervals;
    private final boolean aligned;
    private final long initialTokens;

    private TokenBucket(Builder builder) {
        capacity = builder.capacity;
        refillPermits = builder.refillPermits;
        refillPeriod = builder.refillPeriod;
        atIntervals = builder.atIntervals;
        aligned = builder.aligned;
        initialTokens = builder.initialTokens == Builder.UNSET ? capacity : builder.initialTokens;
    }

    /**
     * Returns a bucket that refills greedily and is full at first.
     *
     * @param capacity how many permits it holds, 1 or more
     * @param permits how many come in a period, from 1 to one per nanosecond
     * @param period the period, from one nanosecond to 10 000 days
     * @return the bucket
     * @throws IllegalArgumentException if an argument is out of its range, or the bucket takes longer than 10 000 days
     *     to fill
     */
    public static TokenBucket of(long capacity, long permits, Duration period) {
        return builder().capacity(capacity).refill(permits, period).build();
    }

    /**
     * Starts the description of a bucket; a capacity and a refill are required.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns how many permits the bucket holds.
     *
     * @return the greatest burst, 1 or more
     */
    @Override
    public long permits() {
        return capacity;
    }

    /**
     * Returns how many permits come in a period.
     *
     * @return permits, 1 or more
     */
    public long refillPermits() {
        return refillPermits;
    }

    /**
     * Returns the period of the refill.
     *
     * @return the period
     */
    public Duration refillPeriod() {
        return refillPeriod;
    }

    /**
     * Tells whether all permits of a period come together at its end.
     *
     * @return false if the refill is greedy
     */
    public boolean isAtIntervals() {
        return atIntervals;
    }

    /**
     * Tells whether periods are counted from 1970 in UTC.
     *
     * @return false if they are counted from when the limiter was made
     */
    public boolean isAligned() {
        return aligned;
    }

    /**
     * Returns how many permits are in the bucket at first.
     *
     * @return permits, 0 to the capacity
     */
    public long initialTokens() {
        return initialTokens;
    }

    @Override
    public Duration window() {
        return Spans.toFill(capacity, refillPermits, refillPeriod);
    }

    @Override
    long initialPermits() {
        return initialTokens;
    }

    @Override
    boolean startsRecovered() {
        return initialTokens == capacity;
    }

    @Override
    Template template(Instant origin) {
        long nanos = refillPeriod.toNanos();
        Refill refill = atIntervals
                ? new IntervalRefill(capacity, refillPermits, nanos, aligned ? Spans.phaseNanos(origin, nanos) : 0)
                : EvenRefill.of(capacity, refillPermits, nanos);
        return new BucketTemplate(refill, initialTokens);
    }

    @Override
    public String toString() {
        return "TokenBucket[capacity=" + capacity + ", refill=" + refillPermits + (atIntervals ? " at once" : "")
                + " per "
                + refillPeriod + (aligned ? " of the wall clock" : "")
                + (initialTokens == capacity ? "" : ", initialTokens=" + initialTokens) + "]";
    }

    /** Describes a {@link TokenBucket}. Not safe for use by several threads at once; may be used again. */
    public static final class Builder {
        private static final long UNSET = -1;

        private long capacity = UNSET;
        private long refillPermits = UNSET;
        private Duration refillPeriod = Duration.ZERO;
        private boolean atIntervals;
        private boolean aligned;
        private long initialTokens = UNSET;

        private Builder() {}

        /**
         * Sets how many permits the bucket holds: the greatest burst, and the most that is granted at once.
         *
         * @param capacity permits, 1 or more
         * @return this builder
         * @throws IllegalArgumentException if {@code capacity < 1}
         */
        public Builder capacity(long capacity) {
            this.capacity = Checks.positive("capacity", capacity);
            return this;
        }

        /**
         * Sets a greedy refill: so many permits in every period, evenly.
         *
         * @param permits permits in a period, from 1 to one per nanosecond
         * @param period the period, from one nanosecond to 10 000 days
         * @return this builder
         * @throws IllegalArgumentException if {@code permits} or {@code period} is out of its range
         */
        public Builder refill(long permits, Duration period) {
            return refill(permits, period, false, false);
        }

        /**
         * Sets a refill of so many permits together at the end of every period, counted from when the limiter is made.
         *
         * @param permits permits in a period, from 1 to one per nanosecond
         * @param period the period, from one nanosecond to 10 000 days
         * @return this builder
         * @throws IllegalArgumentException if {@code permits} or {@code period} is out of its range
         */
        public Builder refillAtIntervals(long permits, Duration period) {
            return refill(permits, period, true, false);
        }

        /**
         * Sets a refill of so many permits together whenever the wall clock shows a whole period, counted from 1970 in
         * UTC: every full minute, hour or day. The wall clock is read once, when the limiter is made; what is done to
         * it later does not count.
         *
         * @param permits permits in a period, from 1 to one per nanosecond
         * @param period the period, from one nanosecond to 10 000 days
         * @return this builder
         * @throws IllegalArgumentException if {@code permits} or {@code period} is out of its range
         */
        public Builder refillByWallClock(long permits, Duration period) {
            return refill(permits, period, true, true);
        }

        private Builder refill(long permits, Duration period, boolean atIntervals, boolean aligned) {
            Checks.rate(permits, period);
            this.refillPermits = permits;
            this.refillPeriod = period;
            this.atIntervals = atIntervals;
            this.aligned = aligned;
            return this;
        }

        /**
         * Sets how many permits are in the bucket at first. Unless set, it is full.
         *
         * @param initialTokens permits, 0 to the capacity
         * @return this builder
         * @throws IllegalArgumentException if {@code initialTokens < 0}
         */
        public Builder initialTokens(long initialTokens) {
            this.initialTokens = Checks.atLeast("initialTokens", 0, initialTokens);
            return this;
        }

        /**
         * Builds the bucket.
         *
         * @return the bucket
         * @throws IllegalStateException if the capacity or the refill is not set
         * @throws IllegalArgumentException if there are more initial tokens than the capacity, or the bucket takes
         *     longer than 10 000 days to fill
         */
        public TokenBucket build() {
            if (capacity == UNSET) {
                throw new IllegalStateException("capacity must be set");
            }
            if (refillPermits == UNSET) {
                throw new IllegalStateException("refill must be set");
            }
            Spans.checkFills("capacity", capacity, refillPermits, refillPeriod);
            if (initialTokens > capacity) {
                throw new IllegalArgumentException(
                        "initialTokens must be <= capacity: initialTokens=" + initialTokens + ", capacity=" + capacity);
            }
            return new TokenBucket(this);
        }
    }
}
