package dev.ashlar.ratelimit;

import java.time.Duration;

/**
 * Decides, call by call, whether so many permits may be taken.
 *
 * <p>A call either takes all the permits it asks for or takes none. A refused call changes nothing: it costs the limiter
 * no permits and puts nobody else back.
 *
 * <p>"Not now" and "never" are told apart everywhere alike: a request for more than the limiter can ever grant at once
 * is answered by {@link Long#MAX_VALUE}, by {@link Decision#NEVER}, or where there is no such answer by a
 * {@link PermitsRefusedException} that says so.
 *
 * <p>Who waits is served in the order of arrival, at the time that was told at once; a caller that does not wait gets
 * no permit that was promised to one that does.
 *
 * <p>Implementations are safe for use by any number of threads.
 */
public interface RateLimiter {
    /**
     * Takes one permit if it is there. Does not block.
     *
     * @return whether the permit was taken
     */
    default boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes permits if all of them are there. Does not block.
     *
     * @param permits how many, 1 or more
     * @return whether the permits were taken
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    default boolean tryAcquire(long permits) {
        return tryAcquireNanos(permits) == 0;
    }

    /**
     * Takes permits if all of them are there, and otherwise tells how long to wait. Does not block.
     *
     * @param permits how many, 1 or more
     * @return 0 if the permits were taken; {@link Long#MAX_VALUE} if so many are never granted at once; otherwise
     *     after how many nanoseconds they are there, provided that nobody else takes them first: the least such
     *     number, so that a retry exactly then succeeds and an earlier one does not
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    long tryAcquireNanos(long permits);

    /**
     * Takes permits if all of them are there, and tells the caller all about it. Does not block.
     *
     * @param permits how many, 1 or more
     * @return the decision; what remains is counted after the permits were taken
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    Decision decide(long permits);

    /**
     * Tells what {@link #decide(long)} would decide now, without taking anything. Does not block.
     *
     * @param permits how many, 1 or more
     * @return the decision; as nothing is taken, what remains includes the permits asked for
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    Decision peek(long permits);

    /**
     * Takes one permit, and waits for it if need be.
     *
     * @throws InterruptedException if the thread was interrupted before or while it waited; no permit was taken then
     * @throws PermitsRefusedException if no permit can be had by waiting
     */
    default void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Takes permits, and waits for them if need be.
     *
     * @param permits how many, 1 or more
     * @throws InterruptedException if the thread was interrupted before or while it waited; no permits were taken then
     * @throws PermitsRefusedException at once, if so many are never granted, or too many are waiting
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    default void acquire(long permits) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Reservation reservation = reserve(permits);
        if (!reservation.isGranted()) {
            throw new PermitsRefusedException(permits, reservation.delay());
        }
        reservation.await();
    }

    /**
     * Takes permits, and waits for them if need be and if they come in time.
     *
     * @param permits how many, 1 or more
     * @param maxWait how long to wait at the most, zero or more
     * @return whether the permits were taken; false at once if they will not come in time, or never
     * @throws InterruptedException if the thread was interrupted before or while it waited; no permits were taken then
     * @throws IllegalArgumentException if {@code permits < 1} or {@code maxWait} is negative
     */
    default boolean tryAcquire(long permits, Duration maxWait) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Reservation reservation = reserve(permits, maxWait);
        if (!reservation.isGranted()) {
            return false;
        }
        reservation.await();
        return true;
    }

    /**
     * Takes permits that are there or will be, and tells when. Does not block.
     *
     * @param permits how many, 1 or more
     * @return the reservation, which is refused if so many are never granted, if too many are waiting, or if it would
     *     have to wait longer than 1 000 days
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    default Reservation reserve(long permits) {
        return reserve(permits, Decision.NEVER);
    }

    /**
     * Takes permits that are there or will be in time, and tells when. Does not block.
     *
     * @param permits how many, 1 or more
     * @param maxWait how long to wait at the most, zero or more
     * @return the reservation, which is refused also if it would have to wait longer
     * @throws IllegalArgumentException if {@code permits < 1} or {@code maxWait} is negative
     */
    Reservation reserve(long permits, Duration maxWait);

    /**
     * Gives permits back that were taken and not used. The limiter holds as many more, at most as many as it holds when
     * it was never used. Does not block.
     *
     * <p>Guarantee: that of the limit, for the permits that were used, whoever gives back and whatever others took
     * meanwhile; but not if permits are given back that <em>were</em> used, or so late that the limiter has recovered
     * them. Which permits they are nobody can tell, so limits that remember when permits were taken, as
     * {@link SlidingWindowLog}, give back the <em>oldest</em>: those that stay, stay until their own time.
     *
     * @param permits how many, 1 or more
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    void refund(long permits);
}
