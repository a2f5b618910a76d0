package dev.ashlar.kvstore;

/**
 * What a store consists of at a moment.
 *
 * @param tables how many table files there are
 * @param tableBytes their length together
 * @param tableEntries the entries in them: deletions, and values that newer ones have replaced, count too
 * @param logBytes the length of the logs that are not yet in tables
 * @param memtableBytes the memory that the newest writes take
 * @param lastSequence how many writes the store has ever taken
 * @param recoveredWrites how many of them were read from logs when the store was opened
 * @param droppedLogBytes how many bytes of logs were dropped when the store was opened, because a crash had left them
 *     torn; nothing among them shows that it was ever durable
 */
public record KvStats(
        int tables,
        long tableBytes,
        long tableEntries,
        long logBytes,
        long memtableBytes,
        long lastSequence,
        long recoveredWrites,
        long droppedLogBytes) {
    /**
     * Returns the space that the data takes on disk.
     *
     * @return tables and logs, in bytes
     */
    public long bytesOnDisk() {
        return tableBytes + logBytes;
    }
}
