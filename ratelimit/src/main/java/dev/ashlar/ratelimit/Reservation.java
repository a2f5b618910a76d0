package dev.ashlar.ratelimit;

import java.time.Duration;

/**
 * Permits that were promised for a time to come; or the answer that they were not.
 *
 * <p>The time that was told does not change, whatever others do. Safe for use by several threads.
 */
public interface Reservation {
    /**
     * Returns how many permits were asked for.
     *
     * @return permits, 1 or more
     */
    long permits();

    /**
     * Tells whether the permits were promised.
     *
     * @return false if they were not, so that nothing was taken
     */
    boolean isGranted();

    /**
     * Returns how long to wait before the permits may be used, counted from when they were reserved.
     *
     * @return zero if they may be used at once; if they were not promised, the time to wait before they could be had, or
     *     {@link Decision#NEVER}
     */
    Duration delay();

    /**
     * Gives the permits back, if their time has not come. Then the limiter is as if they had never been reserved, but
     * that others who reserved meanwhile keep the times that they were told. When the time has come, also if it was the
     * time of reserving, it is too late, for nobody knows whether they were used: who does know can
     * {@linkplain RateLimiter#refund refund} them.
     *
     * <p>A thread that waits for them then stops waiting. Permits for which a thread has waited are used: it is too late.
     *
     * @return whether they were given back, by this call
     */
    boolean cancel();

    /**
     * Waits until the permits may be used. If the thread is interrupted before that, the permits are given back.
     *
     * @throws InterruptedException if the thread was interrupted while it had to wait
     * @throws IllegalStateException if the permits were not promised, or were given back or are being given back, also
     *     by another thread while this one waited
     */
    void await() throws InterruptedException;
}
