package dev.ashlar.ratelimit;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what a limiter decides: a listener for an {@link ObservedRateLimiter}, or several. Any thread may use it; the
 * counters are read one by one, while others go on counting.
 */
public final class RateLimitCounters implements RateLimitListener {
    private final LongAdder granted = new LongAdder();
    private final LongAdder denied = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();

    /** Creates counters that are 0. */
    public RateLimitCounters() {}

    @Override
    public void onGranted(long permits) {
        granted.add(permits);
    }

    @Override
    public void onDenied(long permits) {
        denied.add(permits);
    }

    @Override
    public void onWaiting(long permits, long nanos) {
        waits.increment();
        waitedNanos.add(nanos);
    }

    /**
     * Returns how many permits were taken or promised.
     *
     * @return permits, 0 or more
     */
    public long granted() {
        return granted.sum();
    }

    /**
     * Returns how many permits were refused.
     *
     * @return permits, 0 or more
     */
    public long denied() {
        return denied.sum();
    }

    /**
     * Returns how many calls had to wait.
     *
     * @return calls, 0 or more
     */
    public long waits() {
        return waits.sum();
    }

    /**
     * Returns how long they had to wait, all together, as they were told.
     *
     * @return nanoseconds, 0 or more
     */
    public long waitedNanos() {
        return waitedNanos.sum();
    }

    @Override
    public String toString() {
        return "RateLimitCounters[granted=" + granted() + ", denied=" + denied() + ", waits=" + waits()
                + ", waitedNanos=" + waitedNanos() + "]";
    }
}
