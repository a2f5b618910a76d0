package dev.ashlar.kvstore.internal.wal;

import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import java.io.IOException;

/**
 * A batch of writes as it stands in the log: a head, then the entries.
 *
 * <p>The head has the sequence number of the first entry, how far the log was known to be durable when the batch was
 * added, and the number of entries. The one before last is what tells damage from a torn end: see {@code Recovery}.
 */
public final class Writes {
    public static final int HEAD_BYTES = 20;

    /** Sequence numbers share 64 bits with the kind. */
    public static final long MAX_SEQUENCE = Trailer.MAX_SEQUENCE;

    public static final int PUT = 1;
    public static final int DELETE = 2;

    private Writes() {}

    /** Begins a batch: an empty head. */
    public static void begin(ByteSink batch) {
        batch.putLong(0).putLong(0).putInt(0);
    }

    /** Fills the head in. */
    public static void stamp(ByteSink batch, long firstSequence, long logSynced, int count) {
        batch.setLong(0, firstSequence);
        batch.setLong(8, logSynced);
        batch.setInt(16, count);
    }

    /** Adds an entry that sets a key. */
    public static void put(ByteSink batch, byte[] key, byte[] value) {
        batch.putByte(PUT).putVarint(0).putPrefixed(key).putPrefixed(value);
    }

    /** Adds an entry that deletes a key. */
    public static void delete(ByteSink batch, byte[] key) {
        batch.putByte(DELETE).putVarint(0).putPrefixed(key);
    }

    /** Takes entries one by one; ranges are in the array of the batch. */
    @FunctionalInterface
    public interface Visitor {
        void entry(int kind, long sequence, byte[] array, int key, int keyLength, int value, int valueLength)
                throws IOException;
    }

    /** The head of a batch, read. */
    public record Head(long firstSequence, long logSynced, int count) {}

    /** Reads the head. */
    public static Head head(ByteSource in) throws IOException {
        Head head = new Head(in.readLong(), in.readLong(), in.readInt());
        if (head.firstSequence < 1
                || head.count < 0
                || head.firstSequence > MAX_SEQUENCE - head.count
                || head.count > in.remaining()) {
            throw in.corrupt("the head of a batch must have a sequence number and a count in their ranges: " + head);
        }
        return head;
    }

    /** Reads the entries of a batch that was stamped. */
    public static void entries(ByteSink batch, Visitor visitor) throws IOException {
        ByteSource in = new ByteSource("a batch", 0, batch.array(), 0, batch.length());
        entries(in, head(in), visitor);
    }

    /** Reads the entries that follow the head. */
    public static void entries(ByteSource in, Head head, Visitor visitor) throws IOException {
        for (int i = 0; i < head.count; i++) {
            int kind = in.readByte();
            long family = in.readVarint();
            if ((kind != PUT && kind != DELETE) || family != 0) {
                throw in.corrupt("an entry must be of a known kind and family: kind=" + kind + ", family=" + family);
            }
            int keyLength = in.readLength();
            int key = in.skip(keyLength);
            int valueLength = kind == PUT ? in.readLength() : 0;
            int value = in.skip(valueLength);
            visitor.entry(kind, head.firstSequence + i, in.array(), key, keyLength, value, valueLength);
        }
        if (in.remaining() != 0) {
            throw in.corrupt("nothing may follow the last entry of a batch: bytes=" + in.remaining());
        }
    }
}
