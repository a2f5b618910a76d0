package dev.ashlar.ratelimit;

import static java.math.BigInteger.ONE;

import java.math.BigInteger;

/** A refill that brings permits evenly, each as soon as its share of the period has passed. */
/*
 * This is the virtual scheduling form of the generic cell rate algorithm [1], with the time at which the bucket will be
 * full counted in units of refill rather than in seconds, so that taking permits is an exact addition and errors
 * cannot pile up.
 *
 * The rate, as permits per nanosecond, is the fraction N/D in lowest terms, at most 1.
 *
 *   N <= 4: a permit is D units, a nanosecond brings N. Everything is an exact integer; there is no error at all.
 *   N > 4:  a permit is U = ceil(4D/N) units, a nanosecond brings u = NU/D of them, 4 <= u < 5. The counter is
 *           floor(elapsed * u): an exact bucket that reads a clock of 1/u, thus a quarter of a nanosecond or less.
 *
 * u is kept as a binary fraction with 60 bits behind the point, rounded up; that is too fast by less than one unit in
 * 2^60 ns, 36 years. Taken together, over any span T up to the limit of Checks.MAX_NANOS,
 *
 *     rate * T - 1 unit  <  refilled  <  rate * T + 2 units       2 units refill in half a nanosecond or less
 *
 * and as the truncation is the same at both ends of a whole number of permits, a permit is never late: it comes at
 * the first nanosecond at which the exact bucket has it, or less than half a nanosecond before. (Only while the clock
 * is behind an earlier grant, the rounding of u works the other way, and a permit may be late by one nanosecond.)
 *
 * Overflow: u <= 5 and MAX_NANOS bounds both the time to fill (so full <= 5 * 8.64e17 < 2^62) and the time since
 * creation (so ticks < 2^62).
 *
 * [1] ITU-T Recommendation I.371.
 */
final class EvenRefill extends Refill {
    private static final long UNITS_PER_NANO = 4;
    private static final int RATE_BITS = 60;
    private static final long FRACTION = (1L << RATE_BITS) - 1;
    private static final int INVERSE_BITS = 62;

    /** Units per nanosecond, times 2^60. */
    private final long rate;
    /** Nanoseconds per unit, times 2^62, rounded down. */
    private final long inverse;

    private EvenRefill(long capacity, long n, long d) {
        super(capacity, n <= UNITS_PER_NANO ? d : (UNITS_PER_NANO * d - 1) / n + 1);
        BigInteger den = BigInteger.valueOf(d);
        BigInteger scaled =
                BigInteger.valueOf(n).multiply(BigInteger.valueOf(unit)).shiftLeft(RATE_BITS);
        rate = scaled.add(den).subtract(ONE).divide(den).longValueExact();
        inverse = ONE.shiftLeft(INVERSE_BITS + RATE_BITS)
                .divide(BigInteger.valueOf(rate))
                .longValueExact();
    }

    /** So many permits in every period, which together fill the capacity within {@link Checks#MAX_NANOS}. */
    static EvenRefill of(long capacity, long permits, long periodNanos) {
        long divisor =
                BigInteger.valueOf(permits).gcd(BigInteger.valueOf(periodNanos)).longValueExact();
        return new EvenRefill(capacity, permits / divisor, periodNanos / divisor);
    }

    @Override
    long ticks(long elapsedNanos) {
        return Wide.multiplyShift(elapsedNanos, rate, RATE_BITS);
    }

    @Override
    long nanosUntil(long target, long level, long elapsedNanos) {
        long deficit = target - level;
        if (deficit <= 0) {
            return 0;
        }
        // What the clock has brought of the next unit; without it, the sum would depend on the clock's own range.
        long begun = elapsedNanos * rate & FRACTION;
        // Never too great, and too small by 5 at the most: 1/u for the unit begun, the rest by rounding.
        long wait = Wide.multiplyShift(deficit - 1, inverse, INVERSE_BITS);
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

    /** A moment between two nanoseconds, if need be: who waits for it is not put back by the rounding of the clock. */
    @Override
    long ticksFrom(long least) {
        return least;
    }
}
