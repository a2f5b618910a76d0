package dev.ashlar.ratelimit;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

/** Spans of time that may overflow a long before they are known to be in range. */
final class Spans {
    private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);

    private Spans() {}

    /** How long so many permits take to come, rounded up to a nanosecond. */
    static Duration toFill(long capacity, long permits, Duration period) {
        BigInteger per = BigInteger.valueOf(permits);
        BigInteger nanos = fill(capacity, period).add(per).subtract(BigInteger.ONE);
        return Duration.ofNanos(nanos.divide(per).longValueExact());
    }

    static void checkFills(String name, long capacity, long permits, Duration period) {
        BigInteger most = BigInteger.valueOf(permits).multiply(BigInteger.valueOf(Checks.MAX_NANOS));
        if (fill(capacity, period).compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must refill within " + Checks.MAX_DAYS + " days: " + name + "="
                    + capacity + ", refill=" + permits + " per " + period);
        }
    }

    /** How long a period has been under way at a time, if periods are counted from 1970 in UTC. */
    static long phaseNanos(Instant time, long periodNanos) {
        return BigInteger.valueOf(time.getEpochSecond())
                .multiply(SECOND)
                .add(BigInteger.valueOf(time.getNano()))
                .mod(BigInteger.valueOf(periodNanos))
                .longValueExact();
    }

    private static BigInteger fill(long capacity, Duration period) {
        return BigInteger.valueOf(capacity).multiply(BigInteger.valueOf(period.toNanos()));
    }
}
