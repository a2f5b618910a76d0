package dev.ashlar.kvstore;

import java.util.List;

/**
 * What a store consists of at a moment, and what it has done since it was opened.
 *
 * @param levels the tables by level, from 0 on: 0 has them as they were flushed, and the deepest has most of the data
 * @param logBytes the length of the logs that are not yet in tables
 * @param memtableBytes the memory that the newest writes take
 * @param cacheBytes the memory that blocks in the cache take, and the parts of indexes in it
 * @param tableMemoryBytes the memory that the filters of the tables take, and what of their indexes is always in memory
 * @param snapshots how many snapshots are open, those taken at the same moment counted once
 * @param lastSequence how many writes the store has ever taken
 * @param recoveredWrites how many of them were read from logs when the store was opened
 * @param droppedLogBytes how many bytes of logs were dropped when the store was opened, because a crash had left them
 *     torn, and nothing shows that any of it was ever durable; or, with {@link RecoveryMode#SALVAGE}, damaged or missing
 * @param compactionDebtBytes how many bytes of tables wait to be merged
 * @param putBytes how many bytes of batches were written since the store was opened
 * @param loggedBytes how many bytes of logs were written since then
 * @param flushedBytes how many bytes of tables were written from memory since then
 * @param compactedBytes how many bytes of tables were written by merging since then
 * @param stallNanos for how long writes have waited for flushes and compactions since then, all together, in nanoseconds
 */
public record KvStats(
        List<Level> levels,
        long logBytes,
        long memtableBytes,
        long cacheBytes,
        long tableMemoryBytes,
        int snapshots,
        long lastSequence,
        long recoveredWrites,
        long droppedLogBytes,
        long compactionDebtBytes,
        long putBytes,
        long loggedBytes,
        long flushedBytes,
        long compactedBytes,
        long stallNanos) {
    /**
     * The tables of a level.
     *
     * @param tables how many there are
     * @param bytes their length together
     * @param entries the entries in them: deletions, and values that newer ones have replaced, count too
     */
    public record Level(int tables, long bytes, long entries) {}

    /**
     * Returns how many tables there are.
     *
     * @return the sum of the levels
     */
    public int tables() {
        return levels.stream().mapToInt(Level::tables).sum();
    }

    /**
     * Returns how long the tables are.
     *
     * @return the sum of the levels, in bytes
     */
    public long tableBytes() {
        return levels.stream().mapToLong(Level::bytes).sum();
    }

    /**
     * Returns how many entries the tables have.
     *
     * @return the sum of the levels
     */
    public long tableEntries() {
        return levels.stream().mapToLong(Level::entries).sum();
    }

    /**
     * Returns the space that the data takes on disk.
     *
     * @return tables and logs, in bytes
     */
    public long bytesOnDisk() {
        return tableBytes() + logBytes;
    }

    /**
     * Returns how many bytes were written to files for each byte of a batch since the store was opened.
     *
     * @return the log, the flushed and the merged tables together, as a multiple of the batches; 0 if there were none
     */
    public double writeAmplification() {
        return putBytes == 0 ? 0 : (double) (loggedBytes + flushedBytes + compactedBytes) / putBytes;
    }
}
