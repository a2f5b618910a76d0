package dev.ashlar.ratelimit;

/**
 * How a bucket of one capacity fills as time goes by; immutable, and shared by all buckets that are alike.
 */
/*
 * A bucket is one long, "spent", and what refills it is a counter of the clock, "ticks". Both count units, of which a
 * permit is made:
 *
 *     level = min(full, ticks - spent)      grant: spent = ticks - level + cost
 *
 * so that a bucket that nobody touches refills without a write. The level is below zero while permits are promised
 * that are still to come, or while the clock is behind what it was at the last grant.
 *
 * Overflow: ticks, full and what can be promised are bounded (Checks), so that ticks - spent fits a long modulo 2^64
 * wherever the clock goes within its 10 000 days, and spent never gets near Long.MIN_VALUE, which is free to mark a
 * bucket that was dropped.
 */
abstract class Refill {
    /** Levels are cut off here, so that a clock that has lost decades cannot make a deficit overflow. */
    private static final long LEAST_LEVEL = -(1L << 61);

    final long capacity;
    /** Units of one permit. */
    final long unit;
    /** Units of a full bucket. */
    final long full;

    Refill(long capacity, long unit) {
        this.capacity = capacity;
        this.unit = unit;
        this.full = Math.multiplyExact(capacity, unit);
    }

    /** The refill counter, in units, so many nanoseconds after (or before) its origin. */
    abstract long ticks(long elapsedNanos);

    /** The least value of the counter, of those at which waiting may end, that is not below {@code least}. */
    abstract long ticksFrom(long least);

    /** The least wait after which a bucket that has {@code level} units now has {@code target}; 0 if it has them. */
    abstract long nanosUntil(long target, long level, long elapsedNanos);

    /** What is in a bucket, in units. */
    final long level(long spent, long ticks) {
        return Math.max(LEAST_LEVEL, Math.min(full, ticks - spent));
    }

    /** What is spent after {@code cost} units are taken at a value of the counter, there or not. */
    final long spend(long spent, long cost, long ticks) {
        return ticks - level(spent, ticks) + cost;
    }

    /** What is spent after up to {@code units} are put back at a value of the counter; never more than it holds. */
    final long putBack(long spent, long units, long ticks) {
        long level = level(spent, ticks);
        return ticks - level - Math.min(units, full - level);
    }

    /** Whole permits in so many units. */
    final long permits(long level) {
        return Math.max(0, level) / unit;
    }
}
