package dev.ashlar.ratelimit;

/** Guava's {@code SmoothWarmingUp}, with its cold factor of 3; reckoned in nanoseconds and their fractions. */
/*
 * A limiter that is not used stores permits, up to warmUp / interval of them. Stored ones are dearer than fresh ones: a
 * permit costs the time of the interval while less than half of that is stored, and then more and more, up to three
 * times as much. The cost of a request is paid by the next one, which waits until it is.
 */
final class WarmUpAlgorithm extends Algorithm {
    private static final double COLD_FACTOR = 3;

    private final long limit;
    /** Nanoseconds a permit when warm. */
    private final double interval;

    private final double maxStored;
    private final double threshold;
    /** By how much a stored permit above the threshold is dearer than the one below it. */
    private final double slope;

    private double stored;
    /** When the next request is served: at this nanosecond and a fraction. */
    private long free;

    private double fraction;

    WarmUpAlgorithm(long limit, double interval, double warmUpNanos, long now) {
        this.limit = limit;
        this.interval = interval;
        this.threshold = warmUpNanos / interval / 2;
        this.maxStored = threshold + 2 * warmUpNanos / (interval + COLD_FACTOR * interval);
        this.slope = (COLD_FACTOR - 1) * interval / (maxStored - threshold);
        this.stored = maxStored;
        this.free = now;
    }

    private WarmUpAlgorithm(WarmUpAlgorithm other) {
        limit = other.limit;
        interval = other.interval;
        threshold = other.threshold;
        maxStored = other.maxStored;
        slope = other.slope;
        stored = other.stored;
        free = other.free;
        fraction = other.fraction;
    }

    @Override
    long limit() {
        return limit;
    }

    @Override
    long waitNanos(long permits, long now) {
        return Math.max(0, free - now + (fraction > 0 ? 1 : 0));
    }

    @Override
    void take(long permits, long now) {
        coolDown(now);
        double dear = Math.max(0, Math.min((double) permits, stored - threshold));
        double above = stored - threshold;
        double cost = dear * (price(above) + price(above - dear)) / 2 + (permits - dear) * interval;
        stored -= Math.min((double) permits, stored);
        owe(cost);
    }

    /** Starts cold, whatever was before. */
    @Override
    void charge(long permits, long now) {}

    /** So much of what is owed is let off as the permits cost when warm. */
    @Override
    void refund(long permits, long now) {
        double owed = free - now + fraction;
        if (owed > 0) {
            owe(-Math.min(owed, permits * interval));
        }
    }

    @Override
    long remaining(long now) {
        return waitNanos(1, now) == 0 ? limit : 0;
    }

    @Override
    long resetNanos(long now) {
        double missing = maxStored - stored;
        double nanos = free - now + fraction + missing * coolDownInterval();
        return missing == 0 && nanos <= 0 ? 0 : (long) Math.ceil(Math.max(0, nanos));
    }

    @Override
    Algorithm copy() {
        return new WarmUpAlgorithm(this);
    }

    private void coolDown(long now) {
        double idle = now - free - fraction;
        if (idle >= 0) {
            stored = Math.min(maxStored, stored + idle / coolDownInterval());
            free = now;
            fraction = 0;
        }
    }

    private void owe(double nanos) {
        double sum = fraction + nanos;
        long whole = (long) Math.floor(sum);
        free += whole;
        fraction = sum - whole;
    }

    /** It takes the warm-up time to become cold. */
    private double coolDownInterval() {
        return interval * (threshold * 2) / maxStored;
    }

    private double price(double above) {
        return interval + above * slope;
    }
}
