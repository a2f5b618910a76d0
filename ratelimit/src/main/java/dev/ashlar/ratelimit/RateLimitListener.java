package dev.ashlar.ratelimit;

/**
 * Is told what an {@link ObservedRateLimiter} decides. Called by the threads that ask, outside of any lock, after the
 * decision: it must not block, and what it throws is thrown to the caller, who has his permits then.
 */
public interface RateLimitListener {
    /**
     * Permits were taken, or promised.
     *
     * @param permits how many, 1 or more
     */
    default void onGranted(long permits) {}

    /**
     * Permits were refused.
     *
     * @param permits how many, 1 or more
     */
    default void onDenied(long permits) {}

    /**
     * Somebody begins to wait for permits.
     *
     * @param permits how many, 1 or more
     * @param nanos how long he will wait, greater than 0
     */
    default void onWaiting(long permits, long nanos) {}
}
