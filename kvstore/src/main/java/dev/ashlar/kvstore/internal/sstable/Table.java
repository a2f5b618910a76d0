package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.bloom.FilterFormatException;
import dev.ashlar.bloom.MembershipFilter;
import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open table; any number of threads may read it.
 *
 * <p>It is closed when the last of its users has released it. A reader that is not one of them may then meet a
 * {@link ClosedChannelException}, and nothing worse.
 */
public final class Table {
    private static final byte[] NO_KEY = {};

    private final TableInfo info;
    private final ReadableFile file;
    private final BlockCache cache;
    private final BlockCache.Slots slots;
    private final int salt;
    private final MembershipFilter filter;
    private final TableIndex index;
    private final long entries;
    private final long deletions;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile @Nullable Closeable afterwards;

    private Table(
            TableInfo info, ReadableFile file, BlockCache cache, TableHead head, MembershipFilter filter, Block index)
            throws IOException {
        this.info = info;
        this.file = file;
        this.cache = cache;
        this.salt = head.salt();
        this.filter = filter;
        this.index = new TableIndex(index, file.size());
        this.entries = head.number(TableFormat.ENTRIES);
        this.deletions = head.number(TableFormat.DELETIONS);
        this.slots = cache.slots(this.index.count(), memory());
    }

    /**
     * Reads footer, index and filter; the file then belongs to the table, and is closed if this fails.
     *
     * @return the table, with one user
     * @throws CorruptionException if any of it is not as it was written, or the file is not as the manifest says
     */
    public static Table open(TableInfo info, long store, ReadableFile file, BlockCache cache) throws IOException {
        try {
            return open(info, TableHead.read(file, store, info), file, cache);
        } catch (Throwable e) {
            file.close();
            throw e;
        }
    }

    private static Table open(TableInfo info, TableHead head, ReadableFile file, BlockCache cache) throws IOException {
        Block index = block(file, head.part(TableFormat.INDEX), head.salt());
        MembershipFilter filter = filter(file, head.part(TableFormat.FILTER), head.salt());
        return new Table(info, file, cache, head, filter, index);
    }

    /** What a table file says of itself, without a manifest to check it against; for a run over its entries. */
    public record Inspected(long store, long number, long smallestSequence, long largestSequence, Table table) {}

    /** Opens a table by itself; the file remains the caller's. */
    public static Inspected inspect(ReadableFile file) throws IOException {
        TableHead head = TableHead.read(file);
        long number = head.number(TableFormat.NUMBER);
        long smallest = head.number(TableFormat.SMALLEST_SEQUENCE);
        long largest = head.number(TableFormat.LARGEST_SEQUENCE);
        TableInfo info = new TableInfo(number, file.size(), NO_KEY, NO_KEY, smallest, largest);
        return new Inspected(head.store(), number, smallest, largest, open(info, head, file, new BlockCache(0)));
    }

    public TableInfo info() {
        return info;
    }

    /** How many entries the table has, deletions included. */
    public long entries() {
        return entries;
    }

    public long deletions() {
        return deletions;
    }

    /** The memory that index and filter take, about. */
    public long memory() {
        return filter.sizeInBytes() + index.memory() + (long) Integer.BYTES * index.count();
    }

    /** Whether the table may have a key: it is between the least and the greatest, and in the filter. */
    public boolean mightHave(byte[] key, long hash) {
        return Arrays.compareUnsigned(key, info.smallestKey()) >= 0
                && Arrays.compareUnsigned(key, info.largestKey()) <= 0
                && filter.mightContainHash(hash);
    }

    /** The block that a key would be in, or null if there is none. */
    public @Nullable Block blockOf(byte[] key) throws IOException {
        int place = index.find(key, 0, key.length);
        return place == index.count() ? null : block(place, true);
    }

    /** How many data blocks there are. */
    public int blocks() {
        return index.count();
    }

    /** The first block that has a key not less than a key, if any has; or the number of blocks. */
    int find(byte[] key, int offset, int length) throws CorruptionException {
        return index.find(key, offset, length);
    }

    /**
     * A block.
     *
     * @param keep whether it goes into the cache if it is not there
     */
    Block block(int place, boolean keep) throws IOException {
        Block cached = cache.find(slots, place);
        if (cached != null) {
            return cached;
        }
        Block read = block(file, index.handle(place), salt);
        if (keep) {
            cache.put(slots, place, read);
        }
        return read;
    }

    /** Reads all blocks again, past the cache, and so verifies every checksum. */
    public void verify() throws IOException {
        for (int i = 0; i < index.count(); i++) {
            block(file, index.handle(i), salt);
        }
    }

    /** Another user. */
    public void retain() {
        users.incrementAndGet();
    }

    /** One user less; after the last the file is closed, and what was to be done then is done. */
    public void release() throws IOException {
        if (users.decrementAndGet() == 0) {
            cache.close(slots);
            Closeable last = afterwards;
            try {
                file.close();
            } finally {
                if (last != null) {
                    last.close();
                }
            }
        }
    }

    /** Sets what is done once the file is closed: it is deleted. */
    public void whenReleased(Closeable action) {
        afterwards = action;
    }

    private static MembershipFilter filter(ReadableFile file, BlockHandle handle, int salt) throws IOException {
        try {
            return MembershipFilter.fromByteArray(BlockCodec.read(file, handle, salt));
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
