package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * A leaky bucket: what comes in leaves at a steady rate. There are two, which share no more than the name.
 *
 * <p>As a <em>meter</em>, every permit is a drop in the bucket, drops leak out, and what would make it overflow is
 * refused. It is the mirror of a {@link TokenBucket} and has its guarantee, arithmetic and cost: at most
 * {@code capacity + rate * T} permits in any span {@code T}.
 *
 * <p>As a <em>shaper</em>, it is a queue with a steady outflow: one permit leaves in each interval of
 * {@code period / permits}, and never two within less, however long nothing came. Who calls
 * {@link RateLimiter#acquire()} or {@link RateLimiter#reserve(long)} waits in the queue for the time that is told at
 * once, in the order of arrival; when {@code queueSize} permits are waiting, more are refused. Who does not wait, as by
 * {@link RateLimiter#tryAcquire()}, is served if nobody waits and the last interval is over. A request for several
 * permits leaves as one, and the next after as many intervals: at most {@code permits + rate * T} in any span, where
 * {@code permits} are of the largest request. Who cancels leaves room in the queue at once; those behind keep the times
 * that they have been told.
 *
 * <p>Cost: the meter is lock-free, one word; the shaper has a lock, and an object for every one that waits.
 *
 * <p>Limits: at most one permit per nanosecond; the meter must run dry within 10 000 days, the shaper within 1 000.
 */
public final class LeakyBucket extends Limit {
    private static final long METER = -1;

    private final long capacity;
    private final long queueSize;
    private final long permits;
    private final Duration period;

    private LeakyBucket(long capacity, long queueSize, long permits, Duration period) {
        this.capacity = capacity;
        this.queueSize = queueSize;
        this.permits = permits;
        this.period = period;
    }

    /**
     * Returns a leaky bucket that refuses what would make it overflow.
     *
     * @param capacity how many permits it holds, 1 or more
     * @param permits how many leak out in a period, from 1 to one per nanosecond
     * @param period the period, from one nanosecond to 10 000 days
     * @return the bucket
     * @throws IllegalArgumentException if an argument is out of its range, or the bucket takes longer than 10 000 days
     *     to run dry
     */
    public static LeakyBucket meter(long capacity, long permits, Duration period) {
        Checks.positive("capacity", capacity);
        Checks.rate(permits, period);
        Spans.checkFills("capacity", capacity, permits, period);
        return new LeakyBucket(capacity, METER, permits, period);
    }

    /**
     * Returns a leaky bucket that lets requests out at a steady rate.
     *
     * @param queueSize how many permits may wait, 1 or more
     * @param permits how many flow out in a period, from 1 to one per nanosecond
     * @param period the period, from one nanosecond to 1 000 days
     * @return the bucket
     * @throws IllegalArgumentException if an argument is out of its range, or the queue takes longer than 1 000 days to
     *     become empty
     */
    public static LeakyBucket shaper(long queueSize, long permits, Duration period) {
        Checks.positive("queueSize", queueSize);
        Checks.rate(permits, period);
        Spans.checkFills("queueSize", queueSize, permits, period);
        if (Spans.toFill(queueSize, permits, period).toNanos() > Checks.MAX_AHEAD_NANOS) {
            throw new IllegalArgumentException("queueSize must flow out within 1000 days: queueSize=" + queueSize
                    + ", outflow=" + permits + " per " + period);
        }
        return new LeakyBucket(1, queueSize, permits, period);
    }

    /**
     * Tells the shaper from the meter.
     *
     * @return whether requests wait in a queue
     */
    public boolean isShaper() {
        return queueSize != METER;
    }

    /**
     * Returns the most permits that can be asked for at once.
     *
     * @return the capacity of a meter, the size of the queue of a shaper
     */
    @Override
    public long permits() {
        return isShaper() ? queueSize : capacity;
    }

    /**
     * Returns how many permits leave in a period.
     *
     * @return permits, 1 or more
     */
    public long outflowPermits() {
        return permits;
    }

    /**
     * Returns the period of the outflow.
     *
     * @return the period
     */
    public Duration outflowPeriod() {
        return period;
    }

    @Override
    public Duration window() {
        return Spans.toFill(permits(), permits, period);
    }

    @Override
    long capacity() {
        return capacity;
    }

    @Override
    Template template(Instant origin) {
        Refill refill = EvenRefill.of(capacity, permits, period.toNanos());
        return isShaper()
                ? new LockedTemplate(
                        now -> new BucketAlgorithm(refill, queueSize, refill.ticks(now) - refill.full), queueSize)
                : new BucketTemplate(refill, capacity);
    }

    @Override
    public String toString() {
        return "LeakyBucket[" + (isShaper() ? "queueSize=" : "capacity=") + permits() + ", outflow=" + permits + " per "
                + period + "]";
    }
}
