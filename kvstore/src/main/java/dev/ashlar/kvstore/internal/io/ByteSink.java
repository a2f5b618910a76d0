package dev.ashlar.kvstore.internal.io;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing array of bytes; numbers are written little-endian. Not for several threads. */
public final class ByteSink {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The largest array that every JVM can make. */
    private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

    private static final int MAX_VARINT = 10;

    private byte[] bytes;
    private int length;

    public ByteSink(int capacity) {
        bytes = new byte[capacity];
    }

    /** The array behind; valid until the next write. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    public void clear() {
        length = 0;
    }

    /** Forgets what was written after a length. */
    public void truncate(int to) {
        length = to;
    }

    public ByteSink putByte(int value) {
        ensure(1);
        bytes[length++] = (byte) value;
        return this;
    }

    public ByteSink putShort(int value) {
        return putByte(value).putByte(value >>> 8);
    }

    public ByteSink putInt(int value) {
        ensure(Integer.BYTES);
        INT.set(bytes, length, value);
        length += Integer.BYTES;
        return this;
    }

    public ByteSink putLong(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
        return this;
    }

    /** Seven bits a byte, the lowest first; the top bit says that more follow. */
    public ByteSink putVarint(long value) {
        ensure(MAX_VARINT);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    public ByteSink putBytes(byte[] source) {
        return putBytes(source, 0, source.length);
    }

    public ByteSink putBytes(byte[] source, int offset, int count) {
        ensure(count);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** The length as a varint, then the bytes. */
    public ByteSink putPrefixed(byte[] source) {
        return putVarint(source.length).putBytes(source);
    }

    public void setInt(int at, int value) {
        INT.set(bytes, at, value);
    }

    public void setLong(int at, long value) {
        LONG.set(bytes, at, value);
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            long needed = (long) length + more;
            if (needed > MAX_CAPACITY) {
                throw new OutOfMemoryError("an array cannot hold " + needed + " bytes");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(MAX_CAPACITY, Math.max(needed, 2L * bytes.length)));
        }
    }
}
