package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * A fixed window counter: so many permits in each of the windows that follow one another. For quotas that people reckon
 * in, as "1000 a day".
 *
 * <p>Guarantee: at most {@code limit} permits in each window; so up to <em>twice the limit</em> in a span as short as
 * you like, across the edge of two windows, and {@code limit * (2 + T / window)} in any span {@code T} (the quotient
 * rounded down). What is reserved ahead counts in the window in which its time comes.
 *
 * <p>Cost: one 64-bit word, lock-free, as a {@link TokenBucket} that is filled up at the end of each window.
 *
 * <p>Limits: at most one permit per nanosecond; windows of one nanosecond to 10 000 days.
 */
public final class FixedWindow extends Limit {
    private final long limit;
    private final Duration window;
    private final boolean aligned;

    private FixedWindow(long limit, Duration window, boolean aligned) {
        Checks.positive("limit", limit);
        long nanos = Checks.span("window", window);
        if (limit > nanos) {
            throw new IllegalArgumentException(
                    "limit must be <= 1 per nanosecond: limit=" + limit + ", window=" + window);
        }
        this.limit = limit;
        this.window = window;
        this.aligned = aligned;
    }

    /**
     * Returns windows of which the first begins when the limiter is made.
     *
     * @param limit permits in a window, from 1 to one per nanosecond
     * @param window its length, from one nanosecond to 10 000 days
     * @return the limit
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static FixedWindow of(long limit, Duration window) {
        return new FixedWindow(limit, window, false);
    }

    /**
     * Returns windows that begin whenever the wall clock shows a whole number of them since 1970 in UTC: every full
     * minute, hour or day. The wall clock is read once, when the limiter is made; what is done to it later does not
     * count.
     *
     * @param limit permits in a window, from 1 to one per nanosecond
     * @param window its length, from one nanosecond to 10 000 days
     * @return the limit
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static FixedWindow byWallClock(long limit, Duration window) {
        return new FixedWindow(limit, window, true);
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
     * Tells whether windows are counted from 1970 in UTC.
     *
     * @return false if they are counted from when the limiter was made
     */
    public boolean isAligned() {
        return aligned;
    }

    @Override
    Template template(Instant origin) {
        long nanos = window.toNanos();
        long phase = aligned ? Spans.phaseNanos(origin, nanos) : 0;
        return new BucketTemplate(new IntervalRefill(limit, limit, nanos, phase), limit);
    }

    @Override
    public String toString() {
        return "FixedWindow[" + limit + " per " + window + (aligned ? " of the wall clock" : "") + "]";
    }
}
