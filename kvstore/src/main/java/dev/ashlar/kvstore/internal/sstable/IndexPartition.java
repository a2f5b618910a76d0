package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.CorruptionException;
import java.io.IOException;

/**
 * Some data blocks of a table that follow each other, or all: what the index has of them, and their places in the cache. Threads
 * may share it.
 */
public final class IndexPartition implements BlockCache.Entry {
    /** Has no blocks. */
    static final IndexPartition NONE = none();

    private final IndexBlock index;
    private final BlockCache.Slots<Block> slots;

    IndexPartition(IndexBlock index, BlockCache.Slots<Block> slots) {
        this.index = index;
        this.slots = slots;
    }

    private static IndexPartition none() {
        try {
            return new IndexPartition(new IndexBlock(Block.EMPTY, 0), new BlockCache.Slots<>(0, 0, false));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** How many data blocks there are. */
    public int blocks() {
        return index.count();
    }

    /** A key that is not less than any in the data blocks, and less than all after them. */
    public byte[] lastKey() throws CorruptionException {
        return index.key(index.count() - 1);
    }

    /** The first block that has a key not less than a key, if any has; or the number of blocks. */
    int find(byte[] key, int offset, int length) throws CorruptionException {
        return index.find(key, offset, length);
    }

    BlockHandle handle(int place) throws IOException {
        return index.handle(place);
    }

    BlockCache.Slots<Block> slots() {
        return slots;
    }

    @Override
    public BlockCache.Slots<Block> below() {
        return slots;
    }

    @Override
    public int memory() {
        return (int) Math.min(index.memory() + BlockCache.Slots.memory(index.count()), Integer.MAX_VALUE);
    }

    @Override
    public long fileOffset() {
        return index.fileOffset();
    }
}
