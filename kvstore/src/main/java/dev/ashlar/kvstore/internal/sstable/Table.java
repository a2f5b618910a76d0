package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.bloom.FilterFormatException;
import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An open table; any number of threads may read it. */
public final class Table implements Closeable {
    private final TableInfo info;
    private final ReadableFile file;
    private final BlockCache cache;
    private final int salt;
    private final BloomFilter filter;
    private final Block index;
    private final long entries;

    private Table(
            TableInfo info,
            ReadableFile file,
            BlockCache cache,
            int salt,
            BloomFilter filter,
            Block index,
            long entries) {
        this.info = info;
        this.file = file;
        this.cache = cache;
        this.salt = salt;
        this.filter = filter;
        this.index = index;
        this.entries = entries;
    }

    /** What a search found: an entry. */
    public static final class Found {
        private final byte @Nullable [] value;

        Found(byte @Nullable [] value) {
            this.value = value;
        }

        /** The value, or null if the entry is a deletion. */
        public byte @Nullable [] value() {
            return value;
        }
    }

    /**
     * Reads footer, index and filter; the file then belongs to the table, and is closed if this fails.
     *
     * @throws CorruptionException if any of it is not as it was written, or the file is not as the manifest says
     */
    public static Table open(TableInfo info, long store, ReadableFile file, BlockCache cache) throws IOException {
        try {
            TableHead head = TableHead.read(file, store, info);
            Block index = block(file, head.part(TableFormat.INDEX), head.salt());
            BloomFilter filter = filter(file, head.part(TableFormat.FILTER), head.salt());
            return new Table(info, file, cache, head.salt(), filter, index, head.number(TableFormat.ENTRIES));
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    public TableInfo info() {
        return info;
    }

    /** How many entries the table has, deletions included. */
    public long entries() {
        return entries;
    }

    /**
     * The newest entry of a key up to a sequence number.
     *
     * @param hash the key's, as the filter takes it
     * @return the entry, or null if the table has none
     */
    public @Nullable Found get(byte[] key, long hash, long maxSequence) throws IOException {
        if (Arrays.compareUnsigned(key, info.smallestKey()) < 0
                || Arrays.compareUnsigned(key, info.largestKey()) > 0
                || !filter.mightContainHash(hash)) {
            return null;
        }
        Block.Entries blocks = index.entries();
        for (boolean more = blocks.seek(key); more; more = blocks.next()) {
            BlockHandle handle = BlockHandle.read(blocks.value(), file.size());
            Block block = cache.get(info.number(), handle.offset(), () -> block(file, handle, salt));
            Block.Entries entry = block.entries();
            if (!entry.seek(key)) {
                return null;
            }
            do {
                if (entry.compareKey(key) != 0) {
                    return null;
                }
                if (entry.trailer() >>> 8 <= maxSequence) {
                    return found(entry);
                }
            } while (entry.next());
            // The entries of the key may go on in the next block.
        }
        return null;
    }

    private static Found found(Block.Entries entry) throws CorruptionException {
        int kind = (int) (entry.trailer() & 0xFF);
        if (kind != Writes.PUT && kind != Writes.DELETE) {
            throw entry.value().corrupt("an entry must be of a known kind: kind=" + kind);
        }
        return new Found(kind == Writes.PUT ? entry.copyOfValue() : null);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static BloomFilter filter(ReadableFile file, BlockHandle handle, int salt) throws IOException {
        try {
            return BloomFilter.fromByteArray(BlockCodec.read(file, handle, salt));
        } catch (FilterFormatException e) {
            CorruptionException corrupt =
                    new CorruptionException(file.name(), handle.offset(), String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private static Block block(ReadableFile file, BlockHandle handle, int salt) throws IOException {
        return new Block(file.name(), handle.offset(), BlockCodec.read(file, handle, salt));
    }
}
