package dev.ashlar.ratelimit;

import static java.math.BigInteger.ONE;

import java.math.BigInteger;
import java.time.Duration;

/**
 * The arithmetic of a token bucket of one capacity and rate; immutable, and shared by all buckets that are alike.
 */
/*
 * A bucket is one long, "spent", and what refills it is a counter of the clock, "ticks", that all buckets of a kind
 * share. Both count units, of which a permit is made:
 *
 *     level = min(full, ticks - spent)      grant: spent = ticks - level + cost
 *
 * so that a bucket that nobody touches refills without a write. This is the virtual scheduling form of the generic
 * cell rate algorithm [1], with the time at which the bucket will be full counted in units of refill rather than in
 * seconds, so that taking permits is an exact addition and errors cannot pile up.
 *
 * The rate, as permits per nanosecond, is the fraction N/D in lowest terms, at most 1.
 *
 *   N <= 4: a permit is D units, a nanosecond brings N. Everything is an exact integer; there is no error at all.
 *   N > 4:  a permit is U = ceil(4D/N) units, a nanosecond brings u = NU/D of them, 4 <= u < 5. The counter is
 *           floor(elapsed * u): an exact bucket that reads a clock of 1/u, thus a quarter of a nanosecond or less.
 *
 * u is kept as a binary fraction with 60 bits behind the point, rounded up; that is too fast by less than one unit in
 * 2^60 ns, 36 years. Taken together, over any span T up to the limit of MAX_NANOS,
 *
 *     rate * T - 1 unit  <  refilled  <  rate * T + 2 units       2 units refill in half a nanosecond or less
 *
 * and as the truncation is the same at both ends of a whole number of permits, a permit is never late: it comes at
 * the first nanosecond at which the exact bucket has it, or less than half a nanosecond before. (Only while the clock
 * is behind an earlier grant, the rounding of u works the other way, and a permit may be late by one nanosecond.)
 *
 * Overflow: u <= 5 and MAX_NANOS bounds both the time to fill (so full <= 5 * 8.64e17 < 2^62) and the time since
 * creation (so ticks < 2^62); spent lies between -full and ticks + full. All differences are taken modulo 2^64 and
 * fit. spent never gets near Long.MIN_VALUE, which is free to mark a bucket that was dropped.
 *
 * [1] ITU-T Recommendation I.371.
 */
final class Refill {
    /** How long a bucket may take to fill, and how long it may live. */
    static final long MAX_DAYS = 10_000;

    static final long MAX_NANOS = Duration.ofDays(MAX_DAYS).toNanos();

    private static final long UNITS_PER_NANO = 4;
    private static final int RATE_BITS = 60;
    private static final long FRACTION = (1L << RATE_BITS) - 1;
    private static final int INVERSE_BITS = 62;
    /** Levels are cut off here, so that a clock that has lost decades cannot make a deficit overflow. */
    private static final long LEAST_LEVEL = -(1L << 61);

    final long capacity;
    /** Units of one permit. */
    final long unit;
    /** Units of a full bucket. */
    final long full;
    /** Units per nanosecond, times 2^60. */
    private final long rate;
    /** Nanoseconds per unit, times 2^62, rounded down. */
    private final long inverse;

    private final long permits;
    private final Duration period;

    Refill(long capacity, long permits, Duration period) {
        this.capacity = capacity;
        this.permits = permits;
        this.period = period;
        long nanos = period.toNanos();
        BigInteger fill = BigInteger.valueOf(capacity).multiply(BigInteger.valueOf(nanos));
        if (fill.compareTo(BigInteger.valueOf(permits).multiply(BigInteger.valueOf(MAX_NANOS))) > 0) {
            throw new IllegalArgumentException("capacity must refill within " + MAX_DAYS + " days: capacity=" + capacity
                    + ", refill=" + permits + " per " + period);
        }
        long divisor =
                BigInteger.valueOf(permits).gcd(BigInteger.valueOf(nanos)).longValueExact();
        long n = permits / divisor;
        long d = nanos / divisor;
        unit = n <= UNITS_PER_NANO ? d : (UNITS_PER_NANO * d - 1) / n + 1;
        full = Math.multiplyExact(capacity, unit);
        BigInteger den = BigInteger.valueOf(d);
        BigInteger scaled =
                BigInteger.valueOf(n).multiply(BigInteger.valueOf(unit)).shiftLeft(RATE_BITS);
        rate = scaled.add(den).subtract(ONE).divide(den).longValueExact();
        inverse = ONE.shiftLeft(INVERSE_BITS + RATE_BITS)
                .divide(BigInteger.valueOf(rate))
                .longValueExact();
    }

    /** The refill counter, in units, so many nanoseconds after (or before) its origin. */
    long ticks(long elapsedNanos) {
        return multiplyShift(elapsedNanos, rate, RATE_BITS);
    }

    /** What is in a bucket, in units; below zero only while the clock is behind what it was at the last grant. */
    long level(long spent, long ticks) {
        return Math.max(LEAST_LEVEL, Math.min(full, ticks - spent));
    }

    /** Whole permits in so many units. */
    long permits(long level) {
        return Math.max(0, level) / unit;
    }

    /** The least wait after which a bucket that has {@code level} units now has {@code target}; 0 if it has them. */
    long nanosUntil(long target, long level, long elapsedNanos) {
        long deficit = target - level;
        if (deficit <= 0) {
            return 0;
        }
        // What the clock has brought of the next unit; without it, the sum would depend on the clock's own range.
        long begun = elapsedNanos * rate & FRACTION;
        // Never too great, and too small by 5 at the most: 1/u for the unit begun, the rest by rounding.
        long wait = multiplyShift(deficit - 1, inverse, INVERSE_BITS);
        while (refilled(wait, begun) < deficit) {
            wait++;
        }
        return wait;
    }

    /** {@code floor((nanos * rate + begun) / 2^60)}. */
    private long refilled(long nanos, long begun) {
        long fraction = (nanos * rate & FRACTION) + begun;
        return ticks(nanos) + (fraction >>> RATE_BITS);
    }

    /*
     * Decisions on a level seen at elapsedNanos. Where the state's time was ahead of the clock, lag tells by how much,
     * and the caller has to wait that much longer.
     */

    Decision granted(long levelAfter, long elapsedNanos, long lag) {
        return new Decision(true, capacity, permits(levelAfter), Duration.ZERO, reset(levelAfter, elapsedNanos, lag));
    }

    Decision denied(long cost, long level, long elapsedNanos, long lag) {
        Duration retryAfter = Duration.ofNanos(nanosUntil(cost, level, elapsedNanos) + lag);
        return new Decision(false, capacity, permits(level), retryAfter, reset(level, elapsedNanos, lag));
    }

    Decision never(long level, long elapsedNanos, long lag) {
        return new Decision(false, capacity, permits(level), Decision.NEVER, reset(level, elapsedNanos, lag));
    }

    Decision peek(long wanted, long level, long elapsedNanos, long lag) {
        if (wanted > capacity) {
            return never(level, elapsedNanos, lag);
        }
        long cost = wanted * unit;
        return level >= cost ? granted(level, elapsedNanos, lag) : denied(cost, level, elapsedNanos, lag);
    }

    private Duration reset(long level, long elapsedNanos, long lag) {
        return level == full ? Duration.ZERO : Duration.ofNanos(nanosUntil(full, level, elapsedNanos) + lag);
    }

    /** {@code floor(a * b / 2^shift)} of the full 128-bit product, modulo 2^64. */
    private static long multiplyShift(long a, long b, int shift) {
        return Math.multiplyHigh(a, b) << (Long.SIZE - shift) | (a * b) >>> shift;
    }

    @Override
    public String toString() {
        return "capacity=" + capacity + ", refill=" + permits + " per " + period;
    }
}
