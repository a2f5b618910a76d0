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
    private final BlockReader reader;
    private final BlockCache cache;
    private final MembershipFilter filter;
    private final TableIndex index;
    private final long entries;
    private final long deletions;
    private final long blocks;
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile @Nullable Closeable afterwards;

    private Table(
            TableInfo info,
            TableHead head,
            BlockReader reader,
            BlockCache cache,
            MembershipFilter filter,
            TableIndex index)
            throws IOException {
        this.info = info;
        this.reader = reader;
        this.cache = cache;
        this.filter = filter;
        this.index = index;
        this.entries = head.number(TableFormat.ENTRIES);
        this.deletions = head.number(TableFormat.DELETIONS);
        this.blocks = head.number(TableFormat.DATA_BLOCKS);
        cache.reserve(memory());
    }

    /**
     * Reads footer, filter and the top of the index; the file then belongs to the table, and is closed if this fails.
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
        BlockReader reader = new BlockReader(file, head.salt());
        IndexBlock top = new IndexBlock(reader.read(head.part(TableFormat.INDEX)), file.size());
        TableIndex index = new TableIndex(top, head.hasTwoLevels(), reader, cache);
        MembershipFilter filter = filter(reader, head.part(TableFormat.FILTER));
        return new Table(info, head, reader, cache, filter, index);
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

    /** The memory that filter and index take as long as the table is open, about. */
    public long memory() {
        return filter.sizeInBytes() + index.memory();
    }

    /** Whether the table may have a key: it is between the least and the greatest, and in the filter. */
    public boolean mightHave(byte[] key, long hash) {
        return Arrays.compareUnsigned(key, info.smallestKey()) >= 0
                && Arrays.compareUnsigned(key, info.largestKey()) <= 0
                && filter.mightContainHash(hash);
    }

    /** The block that a key would be in, or null if there is none. */
    public @Nullable Block blockOf(byte[] key) throws IOException {
        int number = index.find(key, 0, key.length);
        if (number == index.partitions()) {
            return null;
        }
        IndexPartition partition = index.partition(number, true);
        int place = partition.find(key, 0, key.length);
        return place == partition.blocks() ? null : block(partition, place, true);
    }

    /** How many data blocks there are. */
    public long blocks() {
        return blocks;
    }

    /** Into how many partitions the index is cut; one if it is not. */
    public int partitions() {
        return index.partitions();
    }

    /**
     * A partition of the index, which has some of the data blocks.
     *
     * @param keep whether it goes into the cache if it is not there
     */
    public IndexPartition partition(int number, boolean keep) throws IOException {
        return index.partition(number, keep);
    }

    /** The first partition that has a key not less than a key, if any has; or the number of partitions. */
    int find(byte[] key, int offset, int length) throws IOException {
        return index.find(key, offset, length);
    }

    /**
     * A data block.
     *
     * @param keep whether it goes into the cache if it is not there
     */
    Block block(IndexPartition partition, int place, boolean keep) throws IOException {
        Block cached = cache.find(partition.slots(), place);
        if (cached != null) {
            return cached;
        }
        Block read = reader.read(partition.handle(place));
        return keep ? cache.put(partition.slots(), place, read) : read;
    }

    /** Reads all blocks again, past the cache, and so verifies every checksum. */
    public void verify() throws IOException {
        long found = 0;
        for (int number = 0; number < index.partitions(); number++) {
            IndexPartition partition = index.read(number);
            for (int place = 0; place < partition.blocks(); place++) {
                reader.read(partition.handle(place));
            }
            found += partition.blocks();
        }
        if (found != blocks) {
            throw new CorruptionException(
                    reader.file().name(),
                    reader.file().size(),
                    "the index must have " + blocks + " data blocks: blocks=" + found);
        }
    }

    /** Another user. */
    public void retain() {
        users.incrementAndGet();
    }

    /** One user less; after the last the file is closed, and what was to be done then is done. */
    public void release() throws IOException {
        if (users.decrementAndGet() == 0) {
            index.close();
            cache.reserve(-memory());
            Closeable last = afterwards;
            try {
                reader.file().close();
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

    private static MembershipFilter filter(BlockReader reader, BlockHandle handle) throws IOException {
        try {
            return MembershipFilter.fromByteArray(reader.bytes(handle));
        } catch (FilterFormatException e) {
            CorruptionException corrupt =
                    new CorruptionException(reader.file().name(), handle.offset(), String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            throw corrupt;
        }
    }
}
