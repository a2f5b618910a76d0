package dev.ashlar.ratelimit;

/**
 * An algorithm at work: the state of one limit, for one thread at a time. It is asked for times that never go back.
 * Permits are 1 to {@link #limit()}.
 */
abstract class Algorithm {
    /** The most permits that can ever be granted at once. */
    abstract long limit();

    /** How many permits there are when it was never used. */
    long capacity() {
        return limit();
    }

    /** How long until so many permits are there; 0 if they are. */
    abstract long waitNanos(long permits, long now);

    /** Takes permits that are there at that time. */
    abstract void take(long permits, long now);

    /** Takes permits that are there or not, as a reconfigured limiter does that has used them before. */
    void charge(long permits, long now) {
        take(Math.min(permits, limit()), now);
    }

    /** Puts permits back as far as they are missing. */
    abstract void refund(long permits, long now);

    /** How many permits could be taken. */
    abstract long remaining(long now);

    /** How long until the state cannot be told from a new one; 0 if it cannot. */
    abstract long resetNanos(long now);

    /** Another one in the same state. */
    abstract Algorithm copy();
}
