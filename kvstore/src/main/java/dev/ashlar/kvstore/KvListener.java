package dev.ashlar.kvstore;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is told what a store does by itself, and what goes wrong with it: see {@link KvOptions.Builder#listener}.
 *
 * <p>Each method is called after the fact, on the thread that did it, without a lock: the thread that flushes, the one that
 * compacts, the one that syncs, or one that writes, opens a cursor or closes the store. What a method throws is logged and goes no further; while it
 * runs, its thread does nothing else. It may read from the store, but must not write to it, flush, compact, pause or close it: from a
 * background thread that can wait for itself.
 *
 * <p>Threads may call it at the same time.
 */
public interface KvListener {
    /**
     * What was in memory has been written to a table.
     *
     * @param entries how many entries the table has
     * @param bytes its length
     * @param took for how long it was written
     */
    record Flush(long entries, long bytes, Duration took) {}

    /**
     * Tables have been merged, or moved to a deeper level as they were.
     *
     * @param level where the newer ones were
     * @param outputLevel where the result is
     * @param inputTables how many there were
     * @param inputBytes their length together
     * @param outputTables how many there are instead
     * @param outputBytes their length together
     * @param took for how long they were merged
     */
    record Compaction(
            int level,
            int outputLevel,
            int inputTables,
            long inputBytes,
            int outputTables,
            long outputBytes,
            Duration took) {}

    /**
     * A write has had to wait for a flush or for compactions.
     *
     * @param waited how long
     */
    record Stall(Duration waited) {}

    /**
     * A cursor or a snapshot was never closed: it has been collected as garbage, or its store has been closed before it. What it
     * kept is free now.
     *
     * @param kind "cursor" or "snapshot"
     * @param opened where it was opened; null unless {@link KvOptions.Builder#trackHandles} is set
     */
    record Leak(String kind, @Nullable Throwable opened) {}

    /**
     * Tells of a flush.
     *
     * @param flush what was written
     */
    default void flushed(Flush flush) {}

    /**
     * Tells of a compaction.
     *
     * @param compaction what was merged
     */
    default void compacted(Compaction compaction) {}

    /**
     * Tells of a write that had to wait.
     *
     * @param stall how long
     */
    default void stalled(Stall stall) {}

    /**
     * Tells that the store takes no more writes, or runs no more compactions by itself, until it is opened again. Told once of each.
     *
     * @param cause what has failed
     */
    default void failed(Throwable cause) {}

    /**
     * Tells of a handle that was not closed. This method logs a warning.
     *
     * @param leak what was leaked
     */
    default void leaked(Leak leak) {
        String where =
                leak.opened() == null ? "; trackHandles(true) of the options would tell where it was opened" : "";
        System.getLogger(KvStore.class.getName())
                .log(System.Logger.Level.WARNING, "a " + leak.kind() + " was not closed" + where, leak.opened());
    }
}
