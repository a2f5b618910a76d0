package dev.ashlar.kvstore.internal.wal;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Checksum;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of a file up to its end, or to the first that is not whole.
 *
 * <p>After {@link #next()} has returned null, {@link #damage()} tells how the file ended. Zeros up to the end of the file
 * are an end, not damage: a file can have grown without its data.
 */
public final class LogReader {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] ZEROS = new byte[LogFormat.BLOCK_BYTES];

    private final ReadableFile file;
    private final LogFormat.Header header;
    private final byte[] block = new byte[LogFormat.BLOCK_BYTES];
    private final ByteSink record = new ByteSink(4096);
    private long blockStart;
    private int blockLength;
    private int position = LogFormat.FILE_HEADER_BYTES;
    private long recordStart;
    private long lostFrom;
    private @Nullable CorruptionException damage;

    private LogReader(ReadableFile file, LogFormat.Header header) {
        this.file = file;
        this.header = header;
    }

    /**
     * Reads the head of a file.
     *
     * @throws CorruptionException if the head is not whole, not of this content and number, or of a later version
     */
    public static LogReader open(ReadableFile file, LogFormat.Content content, long number) throws IOException {
        if (file.size() < LogFormat.FILE_HEADER_BYTES) {
            throw new CorruptionException(
                    file.name(), file.size(), "a file header has " + LogFormat.FILE_HEADER_BYTES + " bytes");
        }
        byte[] head = new byte[LogFormat.FILE_HEADER_BYTES];
        file.read(0, head, 0, head.length);
        ByteSource in = new ByteSource(file.name(), 0, head);
        if (in.readLong() != content.magic()) {
            throw new CorruptionException(file.name(), 0, "the file must begin with the magic bytes of its kind");
        }
        int version = in.readInt();
        int flags = in.readInt();
        if (version != LogFormat.VERSION || flags != 0) {
            throw new CorruptionException(
                    file.name(),
                    Long.BYTES,
                    "the version must be " + LogFormat.VERSION + ", later ones are not known: version=" + version
                            + ", flags=" + flags);
        }
        LogFormat.Header header =
                new LogFormat.Header(content, in.readLong(), in.readLong(), in.readLong(), in.readInt());
        if (Checksum.of(head, 0, head.length - Integer.BYTES) != in.readInt()) {
            throw in.corrupt("the checksum of the file header must match");
        }
        if (header.number() != number) {
            throw new CorruptionException(
                    file.name(), 24, "the number in the file must be that of its name: number=" + header.number());
        }
        LogReader reader = new LogReader(file, header);
        reader.readBlock(0);
        return reader;
    }

    public LogFormat.Header header() {
        return header;
    }

    /** Where the record that was returned last begins in the file. */
    public long recordStart() {
        return recordStart;
    }

    /** Where the first record begins that is not whole, if there is {@link #damage()}. */
    public long lostFrom() {
        return lostFrom;
    }

    /** What stopped the reading, or null if the file ended where a record ended. */
    public @Nullable CorruptionException damage() {
        return damage;
    }

    /** After {@link #next()} has returned null: what is wrong if all up to a position was durable, or null. */
    public @Nullable CorruptionException lossBefore(long durable) {
        if (damage != null) {
            return damage.offset() < durable ? damage : null;
        }
        return lostFrom < durable
                ? new CorruptionException(
                        file.name(), lostFrom, "the log must be whole up to " + durable + ", for so far it was durable")
                : null;
    }

    /** The next whole record, or null at the end of the file or at damage. */
    public byte @Nullable [] next() throws IOException {
        return damage == null ? read() : null;
    }

    /** The next whole record, wherever it begins after damage; or null if there is none up to the end of the file. */
    public byte @Nullable [] nextAfterDamage() throws IOException {
        while (true) {
            byte[] found = next();
            if (found != null || !toNextStart()) {
                return found;
            }
        }
    }

    private byte @Nullable [] read() throws IOException {
        record.clear();
        boolean begun = false;
        lostFrom = blockStart + position;
        while (toFragment()) {
            String flaw = flaw(position);
            if (flaw != null) {
                boolean end = !begun && zerosToEnd();
                damage = end ? null : corrupt(flaw);
                return null;
            }
            byte type = block[position + 6];
            if ((type == LogFormat.FULL || type == LogFormat.FIRST) == begun) {
                damage = corrupt("a record must be in order: type=" + type);
                return null;
            }
            if (!begun) {
                recordStart = blockStart + position;
                lostFrom = recordStart;
                begun = true;
            }
            int length = length(position);
            if (record.length() > LogFormat.MAX_RECORD_BYTES - length) {
                damage = corrupt("a record must have at most " + LogFormat.MAX_RECORD_BYTES + " bytes");
                return null;
            }
            record.putBytes(block, position + LogFormat.RECORD_HEADER_BYTES, length);
            position += LogFormat.RECORD_HEADER_BYTES + length;
            if (type == LogFormat.FULL || type == LogFormat.LAST) {
                return record.toByteArray();
            }
        }
        if (begun || position < blockLength) {
            damage = corrupt("the last record must be whole");
        }
        return null;
    }

    /** Moves over the end of a block; false if no whole fragment header follows. */
    private boolean toFragment() throws IOException {
        if (LogFormat.BLOCK_BYTES - position < LogFormat.RECORD_HEADER_BYTES && !readNextBlock()) {
            position = blockLength; // the padding at the end of a block is not part of a record
            return false;
        }
        return blockLength - position >= LogFormat.RECORD_HEADER_BYTES;
    }

    /** After damage: moves to the next fragment that begins a record, looking at every byte; false if there is none. */
    private boolean toNextStart() throws IOException {
        if (damage == null) {
            return false;
        }
        damage = null;
        do {
            for (; position + LogFormat.RECORD_HEADER_BYTES <= blockLength; position++) {
                byte type = block[position + 6];
                if ((type == LogFormat.FULL || type == LogFormat.FIRST) && flaw(position) == null) {
                    return true;
                }
            }
        } while (readNextBlock());
        return false;
    }

    private int length(int at) {
        return (block[at + 4] & 0xFF) | (block[at + 5] & 0xFF) << 8;
    }

    /** What is wrong with the fragment at a place of the block, or null. */
    private @Nullable String flaw(int at) {
        byte type = block[at + 6];
        if (type < LogFormat.FULL || type > LogFormat.LAST) {
            return "a record must be of a known type: type=" + type;
        }
        int length = length(at);
        if (length > blockLength - at - LogFormat.RECORD_HEADER_BYTES) {
            return "a record must end in its block: length=" + length;
        }
        int covered = length + LogFormat.RECORD_HEADER_BYTES - Integer.BYTES;
        return (int) INT.get(block, at)
                        == LogFormat.checksum(block, at + Integer.BYTES, covered, header.salt(), blockStart + at)
                ? null
                : "the checksum of a record must match";
    }

    private boolean readNextBlock() throws IOException {
        long next = blockStart + LogFormat.BLOCK_BYTES;
        if (next >= file.size()) {
            return false;
        }
        readBlock(next);
        position = 0;
        return true;
    }

    private void readBlock(long start) throws IOException {
        blockStart = start;
        blockLength = (int) Math.min(LogFormat.BLOCK_BYTES, file.size() - start);
        file.read(start, block, 0, blockLength);
    }

    /** Whether nothing but zeros follows, up to the end of the file. */
    private boolean zerosToEnd() throws IOException {
        byte[] chunk = new byte[LogFormat.BLOCK_BYTES];
        for (long at = blockStart + position; at < file.size(); at += chunk.length) {
            int length = (int) Math.min(chunk.length, file.size() - at);
            file.read(at, chunk, 0, length);
            if (!Arrays.equals(chunk, 0, length, ZEROS, 0, length)) {
                return false;
            }
        }
        return true;
    }

    private CorruptionException corrupt(String rule) {
        return new CorruptionException(file.name(), blockStart + position, rule);
    }
}
