package dev.ashlar.kvstore;

/**
 * What a write survives once it has returned.
 *
 * <p>Whatever the mode, writes are recovered in the order in which they were made: after a crash the store holds every
 * write up to some point and none after it, and a batch is there in full or not at all.
 */
public enum Durability {
    /** An orderly close only: the write may wait in the memory of the process until later writes push it out. */
    NONE,
    /** The end of the process, by {@code kill -9} too, but not that of the operating system or the power. */
    OS,
    /**
     * Power loss, as far as the drive keeps its word on a flush. Costs a flush of the drive, which concurrent writers
     * share.
     */
    SYNC
}
