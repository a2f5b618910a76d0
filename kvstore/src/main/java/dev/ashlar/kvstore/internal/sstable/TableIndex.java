package dev.ashlar.kvstore.internal.sstable;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The index of an open table: which of its data blocks has a key. Threads may share it. */
final class TableIndex {
    /*
     * A small index is one partition, in memory as long as the table is open. A large one is cut into partitions that are
     * read when they are needed and kept in the cache, and only what tells which of them has a key is always in memory.
     */
    private final BlockReader reader;
    private final BlockCache cache;
    private final IndexBlock top;
    private final BlockCache.Slots<IndexPartition> slots;
    private final @Nullable IndexPartition whole;

    /**
     * An index.
     *
     * @param top has the data blocks or, if there are two levels, the partitions
     */
    TableIndex(IndexBlock top, boolean hasTwoLevels, BlockReader reader, BlockCache cache) {
        this.reader = reader;
        this.cache = cache;
        this.top = top;
        slots = cache.slots(hasTwoLevels ? top.count() : 0);
        whole = hasTwoLevels ? null : new IndexPartition(top, cache.slots(top.count()));
    }

    /** How many partitions there are, of which each has some data blocks. */
    int partitions() {
        return whole == null ? top.count() : 1;
    }

    /** The memory that it takes as long as the table is open, about. */
    long memory() {
        return whole == null ? top.memory() + BlockCache.Slots.memory(top.count()) : whole.memory();
    }

    /** The first partition that has a key not less than a key, if any has; or the number of partitions. */
    int find(byte[] key, int offset, int length) throws IOException {
        return whole == null ? top.find(key, offset, length) : 0;
    }

    /**
     * A partition.
     *
     * @param keep whether it goes into the cache if it is not there
     */
    IndexPartition partition(int number, boolean keep) throws IOException {
        if (whole != null) {
            return whole;
        }
        IndexPartition cached = cache.find(slots, number);
        if (cached != null) {
            return cached;
        }
        IndexPartition read = read(number);
        return keep ? cache.put(slots, number, read) : read;
    }

    /** A partition, from the file unless it is always in memory. */
    IndexPartition read(int number) throws IOException {
        if (whole != null) {
            return whole;
        }
        IndexBlock index =
                new IndexBlock(reader.read(top.handle(number)), reader.file().size());
        int last = index.count() - 1;
        if (last < 0
                || top.compareKey(number, index.key(last)) != 0
                || (number > 0 && top.compareKey(number - 1, index.key(0)) >= 0)) {
            throw index.corrupt(
                    "a partition of an index must end with the key that the index has of it, and begin after the"
                            + " one before: partition=" + number);
        }
        return new IndexPartition(index, slots.below(index.count()));
    }

    /** Gives up what is in the cache. */
    void close() {
        cache.close(whole == null ? slots : whole.slots());
    }
}
