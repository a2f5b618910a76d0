package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that grow, little-endian. For one thread. */
final class ByteArrayWriter {
    /** The longest array that every JVM can make. */
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    byte[] array() {
        return bytes;
    }

    /** Forgets all bytes. */
    void clear() {
        size = 0;
    }

    /** Tells whether a buffer has these bytes at a place. */
    boolean isAt(ByteBuffer buffer, int at) {
        return ByteBuffer.wrap(bytes, 0, size).equals(buffer.slice(at, size));
    }

    void fixed(long value, int width) {
        room(width);
        set(size, value, width);
        size += width;
    }

    /** Overwrites bytes that were written before. */
    void set(int at, long value, int width) {
        for (int i = 0; i < width; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    void varint(int value) {
        int left = value;
        while (left > 0x7F) {
            fixed(left | 0x80, 1);
            left >>>= 7;
        }
        fixed(left, 1);
    }

    static int varintSize(int value) {
        return value <= 0x7F ? 1 : 1 + varintSize(value >>> 7);
    }

    void bytes(byte[] from, int at, int length) {
        room(length);
        System.arraycopy(from, at, bytes, size, length);
        size += length;
    }

    void align(int to) {
        while (size % to != 0) {
            fixed(0, 1);
        }
    }

    private void room(int more) {
        if (more > MAX_SIZE - size) {
            throw new IllegalStateException("a snapshot must have less than 2 GiB");
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_SIZE, Math.max((long) size + more, size * 2L)));
        }
    }
}
