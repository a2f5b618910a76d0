package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * A sliding window log: remembers when each permit was taken. The only algorithm that is exact for every window.
 *
 * <p>Guarantee: at most {@code limit} permits in any span shorter than the window, wherever it begins, and every request
 * is granted that this allows. A permit is free again exactly one window after it was taken.
 *
 * <p>{@linkplain RateLimiter#refund Refunds} give back the oldest permits in the window, as it is not known which ones were
 * not used: as many are free at once, and the bound holds. The price: if it was a younger one, that one counts on in the
 * place of the oldest, up to one window longer. So ask first what refuses most, if one request asks several limiters.
 *
 * <p>Cost: eight bytes a permit, up to the limit, from 16 permits on as they are needed; a lock; asking reads one entry
 * and a grant of n permits writes n, whatever the limit.
 *
 * <p>Limits: {@code limit} up to 16 777 216, that is 128 MB; windows of one nanosecond to 10 000 days.
 */
public final class SlidingWindowLog extends Limit {
    private static final int MAX_LIMIT = 1 << 24;

    private final int limit;
    private final Duration window;

    private SlidingWindowLog(int limit, Duration window) {
        this.limit = limit;
        this.window = window;
    }

    /**
     * Returns a limit on every window of a length.
     *
     * @param limit permits, 1 to 16 777 216
     * @param window its length, from one nanosecond to 10 000 days
     * @return the limit
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static SlidingWindowLog of(long limit, Duration window) {
        Checks.atMost("limit", MAX_LIMIT, Checks.positive("limit", limit));
        Checks.span("window", window);
        return new SlidingWindowLog((int) limit, window);
    }

    @Override
    public long permits() {
        return limit;
    }

    @Override
    public Duration window() {
        return window;
    }

    @Override
    Template template(Instant origin) {
        return new LockedTemplate(now -> new LogAlgorithm(limit, window.toNanos()), Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        return "SlidingWindowLog[" + limit + " per " + window + "]";
    }
}
