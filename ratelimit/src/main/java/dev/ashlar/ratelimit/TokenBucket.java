package dev.ashlar.ratelimit;

import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket: holds up to {@code capacity} permits, and refills evenly at a rate of its own.
 *
 * <p>Guarantee: in any span of {@code T} nanoseconds by its clock at most {@code capacity + rate * T} permits are
 * granted; so up to twice the capacity within the time it takes to fill, which is the price of allowing bursts. A
 * caller that always asks gets {@code capacity + rate * T} but for the one permit that is still under way. Refill is
 * greedy: a permit is there as soon as its share of the period has passed, not at the end of the period.
 *
 * <p>Arithmetic: exact integers where the rate, as permits per nanosecond in lowest terms, has a numerator of at most
 * 4; that is 1, 2, 3 or 4 permits per anything, and most round rates. At any other rate a permit is never late, and
 * early by less than half a nanosecond, less than a reading of the clock can tell; errors do not add up. (At those
 * rates the bound above is {@code capacity + rate * (T + 0.5)}.)
 *
 * <p>Clock: only differences of readings count, so any origin will do, and a {@link System#nanoTime()} that wraps is
 * nothing special. While a clock that went back is behind, the bucket has so much less as it would have refilled in
 * the time lost; never more is granted than if the clock had stood still.
 *
 * <p>Cost: a grant is a reading of the clock and one compare-and-set, a denial a reading of the clock and one load:
 * it writes nothing. Only {@link #decide} and {@link #peek} allocate. Lock-free; any thread may call at any time.
 *
 * <p>Limits: at most one permit per nanosecond; a bucket must fill within 10 000 days, and may live as long by its
 * clock. More permits at once than {@code capacity} are never granted.
 *
 * <p>Source: the generic cell rate algorithm in its virtual scheduling form, ITU-T Recommendation I.371; we count in
 * fractions of a permit instead of time, so that any rate can be kept exactly in one 64-bit word.
 */
public final class TokenBucket extends TokenCell implements RateLimiter {
    private final Refill refill;
    private final LongSupplier nanoClock;
    private final long origin;

    private TokenBucket(Refill refill, long initialTokens, LongSupplier nanoClock) {
        super(-initialTokens * refill.unit);
        this.refill = refill;
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
    }

    /**
     * Starts the description of a bucket; a capacity and a refill are required.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean tryAcquire(long permits) {
        Checks.positive("permits", permits);
        if (permits > refill.capacity) {
            return false;
        }
        long cost = permits * refill.unit;
        return take(refill, cost, refill.ticks(elapsedNanos())) >= cost;
    }

    @Override
    public long tryAcquireNanos(long permits) {
        Checks.positive("permits", permits);
        if (permits > refill.capacity) {
            return Long.MAX_VALUE;
        }
        long cost = permits * refill.unit;
        long now = elapsedNanos();
        return refill.nanosUntil(cost, take(refill, cost, refill.ticks(now)), now);
    }

    @Override
    public Decision decide(long permits) {
        Checks.positive("permits", permits);
        long now = elapsedNanos();
        if (permits > refill.capacity) {
            return refill.never(level(refill, refill.ticks(now)), now, 0);
        }
        long cost = permits * refill.unit;
        long level = take(refill, cost, refill.ticks(now));
        return level >= cost ? refill.granted(level - cost, now, 0) : refill.denied(cost, level, now, 0);
    }

    @Override
    public Decision peek(long permits) {
        Checks.positive("permits", permits);
        long now = elapsedNanos();
        return refill.peek(permits, level(refill, refill.ticks(now)), now, 0);
    }

    private long elapsedNanos() {
        return nanoClock.getAsLong() - origin;
    }

    @Override
    public String toString() {
        return "TokenBucket[" + refill + "]";
    }

    /** Describes a {@link TokenBucket}. Not safe for use by several threads at once; may be used again. */
    public static final class Builder {
        private static final long UNSET = -1;

        private long capacity = UNSET;
        private long refillPermits = UNSET;
        private Duration refillPeriod = Duration.ZERO;
        private long initialTokens = UNSET;
        private @Nullable LongSupplier nanoClock;

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
         * Sets the rate of refill: so many permits in every period, evenly.
         *
         * @param permits permits in a period, from 1 to one per nanosecond
         * @param period the period, from one nanosecond to 10 000 days
         * @return this builder
         * @throws IllegalArgumentException if {@code permits} or {@code period} is out of its range
         */
        public Builder refill(long permits, Duration period) {
            Checks.positive("permits", permits);
            Objects.requireNonNull(period, "period");
            if (period.isZero() || period.isNegative()) {
                throw new IllegalArgumentException("period must be > 0: period=" + period);
            }
            if (period.compareTo(Duration.ofDays(Refill.MAX_DAYS)) > 0) {
                throw new IllegalArgumentException("period must be <= " + Refill.MAX_DAYS + " days: period=" + period);
            }
            if (permits > period.toNanos()) {
                throw new IllegalArgumentException(
                        "permits must be <= 1 per nanosecond: permits=" + permits + ", period=" + period);
            }
            this.refillPermits = permits;
            this.refillPeriod = period;
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
         * Sets the clock, for tests and simulations. Unless set, it is {@link System#nanoTime()}.
         *
         * @param nanoClock nanoseconds since any origin; called by every thread that uses the bucket
         * @return this builder
         */
        public Builder nanoClock(LongSupplier nanoClock) {
            this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
            return this;
        }

        /**
         * Builds the bucket.
         *
         * @return a new bucket
         * @throws IllegalStateException if the capacity or the refill is not set
         * @throws IllegalArgumentException if there are more initial tokens than the capacity, or the bucket takes
         *     longer than 10 000 days to fill
         */
        public TokenBucket build() {
            Refill refill = refill();
            long tokens = initialTokens == UNSET ? capacity : initialTokens;
            if (tokens > capacity) {
                throw new IllegalArgumentException(
                        "initialTokens must be <= capacity: initialTokens=" + tokens + ", capacity=" + capacity);
            }
            return new TokenBucket(refill, tokens, nanoClock == null ? System::nanoTime : nanoClock);
        }

        /** What the buckets of many keys share. They start full, and read the clock of their keyed limiter. */
        Refill buildTemplate() {
            if (initialTokens != UNSET) {
                throw new IllegalArgumentException(
                        "initialTokens must not be set, buckets of keys start full: initialTokens=" + initialTokens);
            }
            if (nanoClock != null) {
                throw new IllegalArgumentException("nanoClock must be set on the keyed limiter, not on its bucket");
            }
            return refill();
        }

        private Refill refill() {
            if (capacity == UNSET) {
                throw new IllegalStateException("capacity must be set");
            }
            if (refillPermits == UNSET) {
                throw new IllegalStateException("refill must be set");
            }
            return new Refill(capacity, refillPermits, refillPeriod);
        }
    }
}
