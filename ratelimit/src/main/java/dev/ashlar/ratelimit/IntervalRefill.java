package dev.ashlar.ratelimit;

/**
 * A refill that brings all permits of a period together, at the period's end. Units are permits, and everything is
 * exact. With as many permits as the capacity it is a fixed window.
 */
final class IntervalRefill extends Refill {
    private final long permits;
    private final long period;
    /** How long the first period has been under way when the counter is at its origin. */
    private final long phase;

    IntervalRefill(long capacity, long permits, long periodNanos, long phaseNanos) {
        super(capacity, 1);
        this.permits = permits;
        this.period = periodNanos;
        this.phase = phaseNanos;
    }

    @Override
    long ticks(long elapsedNanos) {
        return Math.floorDiv(elapsedNanos + phase, period) * permits;
    }

    @Override
    long ticksFrom(long least) {
        return -Math.floorDiv(-least, permits) * permits;
    }

    @Override
    long nanosUntil(long target, long level, long elapsedNanos) {
        long deficit = target - level;
        if (deficit <= 0) {
            return 0;
        }
        long periods = (deficit - 1) / permits + 1;
        long wait = periods * period - Math.floorMod(elapsedNanos + phase, period);
        // Only a clock that has lost more than its 10 000 days can make it overflow.
        return Math.multiplyHigh(periods, period) == 0 && wait > 0 ? wait : Long.MAX_VALUE - 1;
    }
}
