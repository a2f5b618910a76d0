package dev.ashlar.ratelimit.redis;

import dev.ashlar.ratelimit.FixedWindow;
import dev.ashlar.ratelimit.LeakyBucket;
import dev.ashlar.ratelimit.Limit;
import dev.ashlar.ratelimit.SlidingWindowCounter;
import dev.ashlar.ratelimit.TokenBucket;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;

/**
 * A limit as a script knows it. Immutable.
 *
 * @param script which one
 * @param unit what a permit counts there
 * @param numbers the last arguments, four
 * @param permits the most that can ever be granted at once
 */
record SharedLimit(Script script, long unit, List<String> numbers, long permits) {
    private static final long MICRO = 1000;
    /** Integers that a double has exactly; half of them, so that sums have room. */
    private static final BigInteger EXACT = BigInteger.ONE.shiftLeft(52);

    private static final int MAX_SLOTS = 100;

    static SharedLimit of(Limit limit) {
        if (limit instanceof TokenBucket bucket && bucket.initialTokens() == bucket.permits()) {
            return bucket.isAtIntervals()
                    ? steps(limit, bucket.refillPermits(), bucket.refillPeriod())
                    : even(limit, bucket.refillPermits(), bucket.refillPeriod());
        }
        if (limit instanceof LeakyBucket bucket && !bucket.isShaper()) {
            return even(limit, bucket.outflowPermits(), bucket.outflowPeriod());
        }
        if (limit instanceof FixedWindow window) {
            return steps(limit, window.permits(), window.window());
        }
        if (limit instanceof SlidingWindowCounter counter) {
            return slots(counter);
        }
        throw new IllegalArgumentException("limit must be a token bucket without initial tokens, a meter, a fixed "
                + "window or a sliding window counter: limit=" + limit);
    }

    /** So many units a microsecond, of which a permit has so many that both are whole. */
    private static SharedLimit even(Limit limit, long permits, Duration period) {
        BigInteger gained = BigInteger.valueOf(permits).multiply(BigInteger.valueOf(MICRO));
        BigInteger divisor = gained.gcd(BigInteger.valueOf(period.toNanos()));
        BigInteger unit = BigInteger.valueOf(period.toNanos()).divide(divisor);
        return bucket(limit, unit, gained.divide(divisor), 0);
    }

    private static SharedLimit steps(Limit limit, long permits, Duration period) {
        return bucket(limit, BigInteger.ONE, BigInteger.valueOf(permits), micros("period", limit, period.toNanos()));
    }

    private static SharedLimit bucket(Limit limit, BigInteger unit, BigInteger gain, long step) {
        BigInteger full = unit.multiply(BigInteger.valueOf(limit.permits()));
        if (full.max(gain).compareTo(EXACT) > 0) {
            throw new IllegalArgumentException(
                    "limit must be a fraction of smaller numbers to be kept exactly: limit=" + limit);
        }
        return new SharedLimit(
                Script.BUCKET,
                unit.longValueExact(),
                List.of(unit.toString(), full.toString(), gain.toString(), Long.toString(step)),
                limit.permits());
    }

    private static SharedLimit slots(SlidingWindowCounter counter) {
        if (counter.slots() > MAX_SLOTS) {
            throw new IllegalArgumentException("slots must be <= " + MAX_SLOTS + ": limit=" + counter);
        }
        long width = micros("slot", counter, counter.window().toNanos() / counter.slots());
        BigInteger product = BigInteger.valueOf(counter.permits()).multiply(BigInteger.valueOf(width));
        if (product.compareTo(EXACT) > 0) {
            throw new IllegalArgumentException("limit must be of smaller numbers to be kept exactly: limit=" + counter);
        }
        return new SharedLimit(
                Script.COUNTER,
                1,
                List.of(
                        Long.toString(counter.permits()),
                        Long.toString(width),
                        Integer.toString(counter.slots()),
                        counter.isEstimating() ? "1" : "0"),
                counter.permits());
    }

    private static long micros(String name, Limit limit, long nanos) {
        if (nanos % MICRO != 0) {
            throw new IllegalArgumentException(name + " must be whole microseconds: limit=" + limit);
        }
        return nanos / MICRO;
    }
}
