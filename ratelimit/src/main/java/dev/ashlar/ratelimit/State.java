package dev.ashlar.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * The state of one limit: of a limiter, or of one key. Threads share it. Times are nanoseconds since the origin of the
 * limiter's clock; where that origin was put ahead of the clock, {@code lag} tells by how much, and callers have to wait
 * so much longer.
 *
 * <p>A state can be retired, in one atomic step with all requests for it: after that nothing can be taken from it, and
 * whoever sees the mark starts again with the state that has come in its place.
 */
abstract class State {
    /** What the methods return of a retired state; otherwise times to wait, of which {@link #NEVER} is one. */
    static final long RETIRED = -1;

    static final long NEVER = Long.MAX_VALUE;

    /** By what a keyed limiter finds this state; null in other limiters. */
    final @Nullable Object key;

    State(@Nullable Object key) {
        this.key = key;
    }

    /**
     * Takes permits if they are there.
     *
     * @return 0 if they were taken, the time to wait if not (any number from 1 on, unless {@code tellWait}),
     *     {@link #NEVER} or {@link #RETIRED}
     */
    abstract long take(long permits, long now, boolean tellWait);

    /** Decides; null if retired. */
    abstract @Nullable Decision decide(long permits, long now, long lag);

    /** What {@link #decide} would decide; null if retired. */
    abstract @Nullable Decision peek(long permits, long now, long lag);

    /** Takes permits that are there, or will be within {@code maxWait}; null if retired. */
    abstract @Nullable Claim reserve(long permits, long now, long maxWait);

    /** Undoes a reservation of which the time has not come; returns whether it was undone. */
    abstract boolean cancel(Claim claim, long now);

    /** Puts permits back as far as there is room, now; false if retired. */
    abstract boolean refund(long permits, long now);

    /** A look whether {@link #retireIfFresh} would. */
    abstract boolean isFresh(long now);

    /** Retires the state if it could not be told from a new one; returns whether it did. */
    abstract boolean retireIfFresh(long now);

    /** Retires the state in any case; returns what was left in it. */
    abstract Remainder retire(long now);

    /** Takes permits that are there or not, of a state that no other thread has seen. */
    abstract void charge(long permits, long now);

    /** What a reconfigured limiter takes over: permits left (below zero if promised), of how many when unused. */
    record Remainder(double permits, long of) {}
}
