package dev.ashlar.kvstore.internal.sstable;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.bloom.FilterFormatException;
import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Checksum;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An open table; any number of threads may read it. */
public final class Table implements Closeable {
    private final TableInfo info;
    private final ReadableFile file;
    private final BlockCache cache;
    private final BloomFilter filter;
    private final Block index;
    private final long entries;

    private Table(TableInfo info, ReadableFile file, BlockCache cache, BloomFilter filter, Block index, long entries) {
        this.info = info;
        this.file = file;
        this.cache = cache;
        this.filter = filter;
        this.index = index;
        this.entries = entries;
    }

    /** What a search found: an entry, which may be a deletion. */
    public record Found(long trailer, byte[] value) {}

    /**
     * Reads footer, index and filter; the file then belongs to the table.
     *
     * @throws CorruptionException if any of it is not as it was written, or the file is not as the manifest says
     */
    public static Table open(TableInfo info, ReadableFile file, BlockCache cache) throws IOException {
        if (file.size() != info.fileBytes()) {
            throw new CorruptionException(
                    file.name(),
                    Math.min(file.size(), info.fileBytes()),
                    "the file must have " + info.fileBytes() + " bytes: bytes=" + file.size());
        }
        long footerStart = file.size() - TableFormat.FOOTER_BYTES;
        Map<String, ByteSource> directory = named(file, readFooter(file, footerStart));
        Map<String, ByteSource> properties = named(file, handle(file, directory, TableFormat.PROPERTIES, footerStart));
        checkReadable(file, properties);
        Block index = block(file, handle(file, directory, TableFormat.INDEX, footerStart));
        BlockHandle filterHandle = handle(file, directory, TableFormat.FILTER, footerStart);
        try {
            BloomFilter filter = BloomFilter.fromByteArray(BlockCodec.read(file, filterHandle));
            return new Table(
                    info,
                    file,
                    cache,
                    filter,
                    index,
                    value(file, properties, TableFormat.ENTRIES).readVarint());
        } catch (FilterFormatException e) {
            CorruptionException corrupt = new CorruptionException(file.name(), filterHandle.offset(), e.getMessage());
            corrupt.initCause(e);
            throw corrupt;
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
        if (!blocks.seek(key)) {
            return null;
        }
        BlockHandle handle = BlockHandle.read(blocks.value(), file.size());
        Block block = cache.get(info.number(), handle.offset(), () -> block(file, handle));
        // All entries of a key are in one block.
        Block.Entries entry = block.entries();
        for (boolean more = entry.seek(key); more && entry.compareKey(key) == 0; more = entry.next()) {
            if (entry.trailer() >>> 8 <= maxSequence) {
                return new Found(entry.trailer(), entry.copyOfValue());
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private static BlockHandle readFooter(ReadableFile file, long start) throws IOException {
        if (start < 0) {
            throw new CorruptionException(
                    file.name(), file.size(), "a table has a footer of " + TableFormat.FOOTER_BYTES + " bytes");
        }
        byte[] footer = new byte[TableFormat.FOOTER_BYTES];
        file.read(start, footer, 0, footer.length);
        ByteSource in = new ByteSource(file.name(), start, footer);
        long offset = in.readLong();
        int length = in.readInt();
        int version = in.readInt();
        int checked = in.position();
        if (in.readInt() != Checksum.of(footer, 0, checked)) {
            throw in.corrupt("the checksum of the footer must match");
        }
        if (in.readLong() != TableFormat.MAGIC) {
            throw in.corrupt("the file must end with the magic bytes of a table");
        }
        if (version != TableFormat.VERSION) {
            throw in.corrupt(
                    "the version must be " + TableFormat.VERSION + ", later ones are not known: version=" + version);
        }
        return BlockHandle.checked(in, offset, length, start);
    }

    private static void checkReadable(ReadableFile file, Map<String, ByteSource> properties) throws IOException {
        ByteSource order = value(file, properties, TableFormat.ORDER);
        int length = order.remaining();
        int from = order.skip(length);
        String name = new String(order.array(), from, length, US_ASCII);
        long family = value(file, properties, TableFormat.FAMILY).readVarint();
        if (!name.equals(TableFormat.BYTEWISE) || family != 0) {
            throw order.corrupt("the order must be bytewise and the family 0: order=" + name + ", family=" + family);
        }
    }

    private static BlockHandle handle(ReadableFile file, Map<String, ByteSource> directory, String name, long end)
            throws IOException {
        return BlockHandle.read(value(file, directory, name), end);
    }

    private static ByteSource value(ReadableFile file, Map<String, ByteSource> values, String name)
            throws CorruptionException {
        ByteSource value = values.get(name);
        if (value == null) {
            throw new CorruptionException(file.name(), file.size(), "a table must have: " + name);
        }
        return value;
    }

    private static Map<String, ByteSource> named(ReadableFile file, BlockHandle handle) throws IOException {
        Map<String, ByteSource> values = new HashMap<>();
        Block.Entries entries = block(file, handle).entries();
        while (entries.next()) {
            values.put(new String(entries.key(), 0, entries.keyLength(), US_ASCII), entries.value());
        }
        return values;
    }

    private static Block block(ReadableFile file, BlockHandle handle) throws IOException {
        return new Block(file.name(), handle.offset(), BlockCodec.read(file, handle));
    }
}
