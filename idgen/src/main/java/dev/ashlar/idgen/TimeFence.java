package dev.ashlar.idgen;

/**
 * The bounds in time of one generator's ids, recorded outside of its memory before they are used, so that neither a
 * successor nor another process with the same worker number can issue the same ids.
 *
 * <p>A generator with a fence gives every id a time after {@link #usedUntilMillis()} and not after
 * {@link #limitMillis()}, whatever its clock says. Whoever keeps the record raises the limit in it first and in memory
 * afterwards, and starts the next generator behind the recorded limit. So two generators that follow each other share no
 * time at all, and uniqueness does not depend on any clock: not on one that was set back, and not on a process that was
 * paused and goes on as if nothing had happened.
 *
 * <p>Two kinds are here: {@link HighWaterFile}, for a process that keeps its worker number, and
 * {@link dev.ashlar.idgen.lease.WorkerLease}, for one that borrows it. Implementations must be thread-safe.
 */
public interface TimeFence {
    /**
     * Gives the fence to one generator; a second generator on the same fence would issue the same ids.
     *
     * @throws IllegalStateException if another generator has it
     */
    void claim();

    /**
     * Returns until when ids may have been issued before this generator; its own are later.
     *
     * @return milliseconds since 1970, or {@link Long#MIN_VALUE} if there were none
     */
    long usedUntilMillis();

    /**
     * Returns the last time that an id may have now. Read for every id, so it must cost no more than reading a field.
     *
     * @return milliseconds since 1970; {@link Long#MIN_VALUE} if no id may be issued
     */
    long limitMillis();

    /**
     * Called when an id's time is after the limit: raises the limit to at least that time, or throws. May block. Nothing
     * is issued if it throws.
     *
     * @param millis the time that an id is to have, in milliseconds since 1970
     * @throws IllegalStateException if the limit cannot be raised, with the reason
     * @throws java.io.UncheckedIOException if it cannot be recorded
     */
    void extend(long millis);
}
