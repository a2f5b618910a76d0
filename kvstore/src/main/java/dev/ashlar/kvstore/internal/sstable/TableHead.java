package dev.ashlar.kvstore.internal.sstable;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Checksum;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What a table file says of itself: footer, directory and properties, checked against what the manifest says. */
final class TableHead {
    private final ReadableFile file;
    private final long footerStart;
    private final int salt;
    private final Map<String, ByteSource> directory;
    private final Map<String, ByteSource> properties;

    private TableHead(
            ReadableFile file,
            long footerStart,
            int salt,
            Map<String, ByteSource> directory,
            Map<String, ByteSource> properties) {
        this.file = file;
        this.footerStart = footerStart;
        this.salt = salt;
        this.directory = directory;
        this.properties = properties;
    }

    /** Reads what is there, and checks that it is the table that the manifest of a store names. */
    static TableHead read(ReadableFile file, long store, TableInfo info) throws IOException {
        if (file.size() != info.fileBytes()) {
            throw new CorruptionException(
                    file.name(),
                    Math.min(file.size(), info.fileBytes()),
                    "the file must have " + info.fileBytes() + " bytes: bytes=" + file.size());
        }
        TableHead head = read(file);
        head.check(store, info);
        return head;
    }

    /** Reads what is there. */
    static TableHead read(ReadableFile file) throws IOException {
        long start = file.size() - TableFormat.FOOTER_BYTES;
        if (start < 0) {
            throw new CorruptionException(
                    file.name(),
                    file.size(),
                    "the file must have " + TableFormat.FOOTER_BYTES + " bytes or more: bytes=" + file.size());
        }
        byte[] footer = new byte[TableFormat.FOOTER_BYTES];
        file.read(start, footer, 0, footer.length);
        ByteSource in = new ByteSource(file.name(), start, footer);
        long offset = in.readLong();
        int length = in.readInt();
        int salt = in.readInt();
        int version = in.readInt();
        int checked = in.position();
        int checksum = in.readInt();
        if (in.readLong() != TableFormat.MAGIC) {
            throw in.corrupt("the file must end with the magic bytes of a table");
        }
        if (version != TableFormat.VERSION) {
            throw in.corrupt(
                    "the version must be " + TableFormat.VERSION + ", later ones are not known: version=" + version);
        }
        if (checksum != Checksum.of(footer, 0, checked)) {
            throw in.corrupt("the checksum of the footer must match");
        }
        Map<String, ByteSource> directory =
                named(file, BlockHandle.checked(in, offset, length, start), salt, TableFormat.PARTS);
        BlockHandle handle = BlockHandle.read(value(file, directory, TableFormat.PROPERTIES), start);
        return new TableHead(file, start, salt, directory, named(file, handle, salt, TableFormat.KNOWN_PROPERTIES));
    }

    int salt() {
        return salt;
    }

    BlockHandle part(String name) throws IOException {
        return BlockHandle.read(value(file, directory, name), footerStart);
    }

    long number(String property) throws IOException {
        return value(file, properties, property).readVarint();
    }

    /** Whether the index names not data blocks but blocks which name these. */
    boolean hasTwoLevels() throws IOException {
        ByteSource property = properties.get(TableFormat.INDEX_LEVELS);
        if (property == null) {
            return false;
        }
        ByteSource in = property.fromStart();
        long levels = in.readVarint();
        if (levels != 2) {
            throw in.corrupt("an index must have 1 level, and not say so, or 2: levels=" + levels);
        }
        return true;
    }

    long store() throws IOException {
        return value(file, properties, TableFormat.STORE).readLong();
    }

    private void check(long store, TableInfo info) throws IOException {
        ByteSource order = value(file, properties, TableFormat.ORDER);
        int length = order.remaining();
        String name = new String(order.array(), order.skip(length), length, US_ASCII);
        long family = number(TableFormat.FAMILY);
        if (!name.equals(TableFormat.BYTEWISE) || family != 0) {
            throw order.corrupt("the order must be bytewise and the family 0: order=" + name + ", family=" + family);
        }
        long actualStore = store();
        if (actualStore != store
                || number(TableFormat.NUMBER) != info.number()
                || number(TableFormat.SMALLEST_SEQUENCE) != info.smallestSequence()
                || number(TableFormat.LARGEST_SEQUENCE) != info.largestSequence()) {
            throw order.corrupt("the table must be the one that the manifest names: store="
                    + Long.toHexString(actualStore) + ", number=" + number(TableFormat.NUMBER));
        }
    }

    private static ByteSource value(ReadableFile file, Map<String, ByteSource> values, String name)
            throws CorruptionException {
        ByteSource value = values.get(name);
        if (value == null) {
            throw new CorruptionException(file.name(), file.size(), "a table must have: " + name);
        }
        return value.fromStart();
    }

    private static Map<String, ByteSource> named(ReadableFile file, BlockHandle handle, int salt, Set<String> known)
            throws IOException {
        Map<String, ByteSource> values = new HashMap<>();
        BlockCursor entries =
                new BlockCursor(new Block(file.name(), handle.offset(), BlockCodec.read(file, handle, salt)));
        for (boolean more = entries.first(); more; more = entries.next()) {
            String name = new String(entries.keyArray(), entries.keyOffset(), entries.keyLength(), US_ASCII);
            if (known.contains(name)) {
                values.put(name, entries.value());
            } else if (!name.startsWith(TableFormat.OPTIONAL)) {
                throw entries.value().corrupt("a part or a property must be known: " + name);
            }
        }
        return values;
    }
}
