package dev.ashlar.ratelimit;

import java.math.BigInteger;

/**
 * The oracle: a token bucket in rational numbers of any size, n permits in d nanoseconds, counted in 1/d of a permit.
 * It keeps what was spent beyond the refill so far, the textbook's bucket solved for the time at which it was full.
 */
final class ExactBucket {
    final long capacity;
    final BigInteger n;
    final BigInteger d;
    private BigInteger spent;
    private long furthest;

    ExactBucket(long capacity, long permits, long periodNanos, long initialTokens) {
        this.capacity = capacity;
        this.n = BigInteger.valueOf(permits);
        this.d = BigInteger.valueOf(periodNanos);
        this.spent = cost(initialTokens).negate();
    }

    BigInteger cost(long permits) {
        return d.multiply(BigInteger.valueOf(permits));
    }

    BigInteger level(long elapsed) {
        return n.multiply(BigInteger.valueOf(elapsed)).subtract(spent).min(cost(capacity));
    }

    boolean isFull(long elapsed) {
        return level(elapsed).equals(cost(capacity));
    }

    boolean has(long permits, long elapsed) {
        return level(elapsed).compareTo(cost(permits)) >= 0;
    }

    /** Takes the permits, there or not. */
    void take(long permits, long elapsed) {
        furthest = Math.max(furthest, elapsed);
        spent = n.multiply(BigInteger.valueOf(elapsed)).subtract(level(elapsed)).add(cost(permits));
    }

    /** Whether the clock went back behind creation or a grant. */
    boolean isBehind(long elapsed) {
        return elapsed < furthest;
    }

    long remaining(long elapsed) {
        return level(elapsed).max(BigInteger.ZERO).divide(d).longValueExact();
    }

    long waitNanos(long permits, long elapsed) {
        BigInteger missing = cost(permits).subtract(level(elapsed)).max(BigInteger.ZERO);
        return missing.add(n).subtract(BigInteger.ONE).divide(n).longValueExact();
    }
}
