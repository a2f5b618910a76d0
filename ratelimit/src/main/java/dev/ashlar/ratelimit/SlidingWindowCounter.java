package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * A sliding window counter: counts permits by sub-windows, {@code slots} of them to the window. Nearly as good as a
 * {@link SlidingWindowLog}, in memory that does not depend on the limit.
 *
 * <p>It comes in two modes, which differ in how the oldest sub-window counts while it is only partly in the window:
 *
 * <ul>
 *   <li><em>conservative</em> ({@link #of(long, Duration)}): in full. At most {@code limit} permits in any span up to the
 *       window, wherever it begins. The price is that a permit may be free again only up to one sub-window later than it
 *       should be: somebody who always asks gets at least {@code slots / (slots + 1)} of the limit in the long run.
 *   <li><em>estimating</em> ({@link #estimating(long, Duration, int)}): by the share of it that is inside, as if its
 *       permits had been taken evenly. With one slot, the usual choice, this is the well-known estimate from the
 *       previous and the present window. Nobody who asks evenly is refused wrongly, but in the worst case <em>almost
 *       twice the limit</em> gets into a window: all at the end of a sub-window, and then whatever becomes free as that
 *       one leaves the window. More slots do not change that, but the errors of usual traffic.
 * </ul>
 *
 * <p>{@linkplain RateLimiter#refund Refunds} give back the oldest permits that count, as it is not known which ones were
 * not used; so the bounds hold, and the price is that of {@link SlidingWindowLog}. What is given back by an estimating
 * counter out of its oldest sub-window counts only by that one's share.
 *
 * <p>Cost: eight bytes a slot; a lock; asking looks at all slots.
 *
 * <p>Limits: {@code slots} up to 1000, a divisor of the window in nanoseconds; at most one permit per nanosecond;
 * windows up to 10 000 days. Sub-windows are counted from when the limiter was made, or by the server's clock where
 * the state is shared.
 */
public final class SlidingWindowCounter extends Limit {
    private static final int DEFAULT_SLOTS = 10;
    private static final int MAX_SLOTS = 1000;

    private final long limit;
    private final Duration window;
    private final int slots;
    private final boolean estimating;

    private SlidingWindowCounter(long limit, Duration window, int slots, boolean estimating) {
        Checks.positive("limit", limit);
        long nanos = Checks.span("window", window);
        if (limit > nanos) {
            throw new IllegalArgumentException(
                    "limit must be <= 1 per nanosecond: limit=" + limit + ", window=" + window);
        }
        Checks.atMost("slots", MAX_SLOTS, Checks.positive("slots", slots));
        if (nanos % slots != 0) {
            throw new IllegalArgumentException(
                    "window must be a whole number of nanoseconds a slot: window=" + window + ", slots=" + slots);
        }
        this.limit = limit;
        this.window = window;
        this.slots = slots;
        this.estimating = estimating;
    }

    /**
     * Returns the conservative counter with ten slots.
     *
     * @param limit permits, from 1 to one per nanosecond
     * @param window its length, a multiple of ten nanoseconds up to 10 000 days
     * @return the limit
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static SlidingWindowCounter of(long limit, Duration window) {
        return of(limit, window, DEFAULT_SLOTS);
    }

    /**
     * Returns the conservative counter.
     *
     * @param limit permits, from 1 to one per nanosecond
     * @param window its length, a multiple of {@code slots} nanoseconds up to 10 000 days
     * @param slots sub-windows, 1 to 1000
     * @return the limit
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static SlidingWindowCounter of(long limit, Duration window, int slots) {
        return new SlidingWindowCounter(limit, window, slots, false);
    }

    /**
     * Returns the estimating counter.
     *
     * @param limit permits, from 1 to one per nanosecond
     * @param window its length, a multiple of {@code slots} nanoseconds up to 10 000 days
     * @param slots sub-windows, 1 to 1000; 1 is the classic estimate from two windows
     * @return the limit
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static SlidingWindowCounter estimating(long limit, Duration window, int slots) {
        return new SlidingWindowCounter(limit, window, slots, true);
    }

    @Override
    public long permits() {
        return limit;
    }

    @Override
    public Duration window() {
        return window;
    }

    /**
     * Returns how many sub-windows make up the window.
     *
     * @return 1 to 1000
     */
    public int slots() {
        return slots;
    }

    /**
     * Tells the modes apart.
     *
     * @return false if the counter is conservative
     */
    public boolean isEstimating() {
        return estimating;
    }

    @Override
    Template template(Instant origin) {
        long width = window.toNanos() / slots;
        return new LockedTemplate(now -> new CounterAlgorithm(limit, width, slots, estimating, now), Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        return "SlidingWindowCounter[" + limit + " per " + window + ", slots=" + slots
                + (estimating ? ", estimating" : "") + "]";
    }
}
