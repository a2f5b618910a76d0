package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Checksum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntConsumer;

/** The bytes of a log as docs/formats/log.md describes them, to be changed. */
final class LogBytes {
    private static final int BLOCK = 32_768;
    private static final int FILE_HEADER = 48;
    private static final int HEADER = 7;

    private final byte[] bytes;
    private final ByteBuffer buffer;

    LogBytes(byte[] bytes) {
        this.bytes = bytes;
        buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Tells where each fragment begins, as far as there is one after the other. */
    void forEach(IntConsumer action) {
        int at = FILE_HEADER;
        while (true) {
            int left = BLOCK - at % BLOCK;
            at += left < HEADER ? left : 0;
            if (at + HEADER > bytes.length || type(at) == 0 || at + HEADER + length(at) > bytes.length) {
                return;
            }
            action.accept(at);
            at += HEADER + length(at);
        }
    }

    /** Whether a record begins with a fragment. */
    boolean beginsRecord(int fragment) {
        return type(fragment) <= 2;
    }

    /** The number of the first write of the batch that begins with a fragment. */
    long sequence(int fragment) {
        return buffer.getLong(fragment + HEADER);
    }

    void setSequence(int fragment, long sequence) {
        buffer.putLong(fragment + HEADER, sequence);
    }

    /** Makes the checksum of a fragment match. */
    void seal(int fragment) {
        int salt = buffer.getInt(40);
        buffer.putInt(fragment, Checksum.of(bytes, fragment + 4, length(fragment) + 3) ^ salt);
    }

    private int length(int fragment) {
        return buffer.getShort(fragment + 4) & 0xFFFF;
    }

    private int type(int fragment) {
        return bytes[fragment + 6];
    }
}
