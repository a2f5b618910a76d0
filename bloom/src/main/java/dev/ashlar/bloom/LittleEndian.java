package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Numbers as the bytes that others hash. */
final class LittleEndian {
    private LittleEndian() {}

    static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    static byte[] bytes(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
