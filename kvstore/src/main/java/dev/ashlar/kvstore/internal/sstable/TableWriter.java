package dev.ashlar.kvstore.internal.sstable;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ashlar.kvstore.Compression;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.internal.entry.EntryCursor;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.Checksum;
import dev.ashlar.kvstore.internal.io.WritableFile;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Writes a table: entries in order, then {@link #finish()}. For one thread. */
public final class TableWriter {
    /**
     * The size at which a partition of an index is ended. An index that is no larger is kept in memory in one piece; of a
     * larger one a 128th is, with keys of 16 bytes, and a read that does not find the rest in the cache reads this much.
     */
    public static final int INDEX_PARTITION_BYTES = 4 * 1024;

    /** With how many keys a table is ended, so that making its filter takes 25 MB, or 50 where it is finer than 1/65,536. */
    public static final int MOST_KEYS = 1 << 19;

    private static final int BUFFER_BYTES = 256 * 1024;
    private static final byte[] NOTHING = {};

    private final WritableFile file;
    private final Identity identity;
    private final KvOptions options;
    private final FilterBuilder filter;
    private final Compression compression;
    private final BlockBuilder data = new BlockBuilder(TableFormat.RESTART_INTERVAL);
    private final int partitionBytes;
    private final BlockBuilder index = new BlockBuilder(1);
    private final BlockBuilder topIndex = new BlockBuilder(1);
    private final ByteSink buffer = new ByteSink(BUFFER_BYTES);
    private long written;
    private byte[] smallestKey = NOTHING;
    private byte[] largestKey = NOTHING;
    private long smallestSequence = Writes.MAX_SEQUENCE;
    private long largestSequence;
    private long entries;
    private long deletions;
    private long keyBytes;
    private long valueBytes;
    private long blocks;

    /**
     * What tells a table from every other, and its blocks from those of others.
     *
     * @param store the store that it belongs to
     * @param number the number in its file name
     * @param salt a random number in all checksums
     */
    public record Identity(long store, long number, int salt) {}

    /**
     * A writer of a table for a level.
     *
     * @param partitionBytes the size at which a partition of the index is ended, before compression
     */
    public TableWriter(WritableFile file, Identity identity, KvOptions options, int level, int partitionBytes) {
        this.partitionBytes = partitionBytes;
        this.file = file;
        this.identity = identity;
        this.options = options;
        this.filter = new FilterBuilder(level, options.filterFpp());
        this.compression = options.compression(level);
    }

    /** About how long the file would be if it ended here. */
    public long length() {
        return position() + data.length();
    }

    /** How many keys it has. */
    public int keys() {
        return filter.keys();
    }

    /** What making a filter takes for each key, at most; most for few keys, and where filters are finer than fuse filters. */
    public static int filterBytesPerKey(double fpp) {
        return fpp < FilterBuilder.FINEST_FUSE ? 96 : 48;
    }

    /** Adds an entry: keys ascend by their unsigned bytes, and of one key the newest comes first. */
    public void add(
            byte[] key, int keyOffset, int keyLength, long trailer, byte[] value, int valueOffset, int valueLength)
            throws IOException {
        int keyEnd = keyOffset + keyLength;
        boolean newKey = entries == 0 || !Arrays.equals(largestKey, 0, largestKey.length, key, keyOffset, keyEnd);
        if (newKey) {
            byte[] own = Arrays.copyOfRange(key, keyOffset, keyEnd);
            if (data.length() >= options.blockBytes()) {
                endBlock(own);
            }
            smallestKey = entries == 0 ? own : smallestKey;
            largestKey = own;
            filter.add(own);
        }
        data.add(key, keyOffset, keyLength, trailer, value, valueOffset, valueLength);
        long sequence = trailer >>> 8;
        smallestSequence = Math.min(smallestSequence, sequence);
        largestSequence = Math.max(largestSequence, sequence);
        entries++;
        deletions += (trailer & 0xFF) == Writes.DELETE ? 1 : 0;
        keyBytes += keyLength;
        valueBytes += valueLength;
    }

    /** Adds the entry that a cursor stands at, with a trailer. */
    public void add(EntryCursor entry, long trailer) throws IOException {
        add(
                entry.keyArray(),
                entry.keyOffset(),
                entry.keyLength(),
                trailer,
                entry.valueArray(),
                entry.valueOffset(),
                entry.valueLength());
    }

    /** Writes what comes after the entries; the file is then complete, but neither durable nor closed. */
    public TableInfo finish() throws IOException {
        if (entries == 0) {
            throw new IllegalStateException("a table must have an entry");
        }
        endBlock(NOTHING);
        if (hasTwoLevels()) {
            endPartition();
        }
        Map<String, BlockHandle> directory = new TreeMap<>();
        directory.put(TableFormat.FILTER, writeFilter());
        directory.put(TableFormat.INDEX, writeBlock(hasTwoLevels() ? topIndex : index));
        directory.put(TableFormat.PROPERTIES, writeProperties());
        writeFooter(writeDirectory(directory));
        flush();
        return new TableInfo(identity.number(), written, smallestKey, largestKey, smallestSequence, largestSequence);
    }

    /**
     * Ends a data block; its index entry has a key that is not less than any in it, and less than the next one's.
     *
     * @param next the first key of the next block, or an empty array after the last
     */
    private void endBlock(byte[] next) throws IOException {
        if (!index.isEmpty() && index.length() >= partitionBytes) {
            endPartition();
        }
        byte[] last = data.lastKey().toByteArray();
        byte[] separator = next.length == 0 ? last : Separator.between(last, next);
        addTo(index, separator, writeBlock(data));
        data.clear();
        blocks++;
    }

    /** Ends a partition of the index; the top has the last key of each. */
    private void endPartition() throws IOException {
        byte[] last = index.lastKey().toByteArray();
        addTo(topIndex, last, writeBlock(index));
        index.clear();
    }

    private static void addTo(BlockBuilder index, byte[] key, BlockHandle block) {
        ByteSink handle = new ByteSink(16);
        block.write(handle);
        index.add(key, 0, key.length, 0, handle.array(), 0, handle.length());
    }

    /** Whether the index is too large for one block. */
    private boolean hasTwoLevels() {
        return !topIndex.isEmpty();
    }

    private BlockHandle writeFilter() throws IOException {
        byte[] bytes = filter.build().toByteArray();
        BlockHandle handle = new BlockHandle(position(), bytes.length);
        BlockCodec.store(bytes, bytes.length, buffer, handle.offset(), identity.salt());
        return handle;
    }

    private BlockHandle writeProperties() throws IOException {
        Map<String, byte[]> properties = new TreeMap<>();
        properties.put(
                TableFormat.STORE,
                new ByteSink(Long.BYTES).putLong(identity.store()).toByteArray());
        properties.put(TableFormat.NUMBER, varint(identity.number()));
        properties.put(TableFormat.ENTRIES, varint(entries));
        properties.put(TableFormat.DELETIONS, varint(deletions));
        properties.put(TableFormat.RAW_KEY_BYTES, varint(keyBytes));
        properties.put(TableFormat.RAW_VALUE_BYTES, varint(valueBytes));
        properties.put(TableFormat.DATA_BLOCKS, varint(blocks));
        if (hasTwoLevels()) {
            properties.put(TableFormat.INDEX_LEVELS, varint(2));
        }
        properties.put(TableFormat.SMALLEST_SEQUENCE, varint(smallestSequence));
        properties.put(TableFormat.LARGEST_SEQUENCE, varint(largestSequence));
        properties.put(TableFormat.FAMILY, varint(0));
        properties.put(TableFormat.ORDER, TableFormat.BYTEWISE.getBytes(US_ASCII));
        return writeNamed(properties);
    }

    private BlockHandle writeDirectory(Map<String, BlockHandle> directory) throws IOException {
        Map<String, byte[]> handles = new TreeMap<>();
        directory.forEach((name, handle) -> {
            ByteSink out = new ByteSink(16);
            handle.write(out);
            handles.put(name, out.toByteArray());
        });
        return writeNamed(handles);
    }

    private BlockHandle writeNamed(Map<String, byte[]> values) throws IOException {
        BlockBuilder block = new BlockBuilder(1);
        values.forEach((name, value) -> {
            byte[] key = name.getBytes(US_ASCII);
            block.add(key, 0, key.length, 0, value, 0, value.length);
        });
        return writeBlock(block);
    }

    private void writeFooter(BlockHandle directory) {
        int start = buffer.length();
        buffer.putLong(directory.offset())
                .putInt(directory.length())
                .putInt(identity.salt())
                .putInt(TableFormat.VERSION);
        buffer.putInt(Checksum.of(buffer.array(), start, buffer.length() - start));
        buffer.putLong(TableFormat.MAGIC);
    }

    private BlockHandle writeBlock(BlockBuilder block) throws IOException {
        ByteSink bytes = block.finish();
        long offset = position();
        if (compression == Compression.LZ4) {
            BlockCodec.compress(bytes.array(), bytes.length(), buffer, offset, identity.salt());
        } else {
            BlockCodec.store(bytes.array(), bytes.length(), buffer, offset, identity.salt());
        }
        BlockHandle handle = new BlockHandle(offset, (int) (position() - offset) - TableFormat.BLOCK_TRAILER_BYTES);
        if (buffer.length() >= BUFFER_BYTES / 2) {
            flush();
        }
        return handle;
    }

    private long position() {
        return written + buffer.length();
    }

    private void flush() throws IOException {
        file.write(buffer.array(), 0, buffer.length());
        written += buffer.length();
        buffer.clear();
    }

    private static byte[] varint(long value) {
        return new ByteSink(10).putVarint(value).toByteArray();
    }
}
