package dev.ashlar.ratelimit;

/**
 * Decides, call by call, whether so many permits may be taken now.
 *
 * <p>Every method answers at once; none blocks, and none queues the caller. A call either takes all the permits it
 * asks for or takes none. A refused call changes nothing: it costs the limiter no permits and puts nobody else back.
 *
 * <p>"Not now" and "never" are told apart everywhere alike: a request for more than the limiter can ever grant at
 * once is answered by {@link Long#MAX_VALUE} or a decision that {@linkplain Decision#isNever() is never} granted,
 * and not by an exception, for the number of permits is often data.
 *
 * <p>Implementations are safe for use by any number of threads.
 */
public interface RateLimiter {
    /**
     * Takes one permit if it is there.
     *
     * @return whether the permit was taken
     */
    default boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes permits if all of them are there.
     *
     * @param permits how many, 1 or more
     * @return whether the permits were taken
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    default boolean tryAcquire(long permits) {
        return tryAcquireNanos(permits) == 0;
    }

    /**
     * Takes permits if all of them are there, and otherwise tells how long to wait. Allocates nothing.
     *
     * @param permits how many, 1 or more
     * @return 0 if the permits were taken; {@link Long#MAX_VALUE} if so many are never granted at once; otherwise
     *     after how many nanoseconds they are there, provided that nobody else takes them first: the least such
     *     number, so that a retry exactly then succeeds and a retry one nanosecond earlier does not
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    long tryAcquireNanos(long permits);

    /**
     * Takes permits if all of them are there, and tells the caller all about it.
     *
     * @param permits how many, 1 or more
     * @return the decision; what remains is counted after the permits were taken
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    Decision decide(long permits);

    /**
     * Tells what {@link #decide(long)} would decide now, without taking anything.
     *
     * @param permits how many, 1 or more
     * @return the decision; as nothing is taken, what remains includes the permits asked for
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    Decision peek(long permits);
}
