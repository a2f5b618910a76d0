package dev.ashlar.kvstore.internal.io;

import dev.ashlar.kvstore.CorruptionException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Reads what a {@link ByteSink} wrote, and trusts none of it: every number and length is checked against the bytes that
 * are left, and what does not fit is a {@link CorruptionException} that names the file and the offset.
 */
public final class ByteSource {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final String file;
    private final long fileOffset;
    private final byte[] bytes;
    private final int start;
    private final int limit;
    private int position;

    /**
     * Reads a range of an array.
     *
     * @param file the file that the bytes come from
     * @param fileOffset where in the file they begin
     */
    public ByteSource(String file, long fileOffset, byte[] bytes, int start, int limit) {
        this.file = file;
        this.fileOffset = fileOffset;
        this.bytes = bytes;
        this.start = start;
        this.limit = limit;
        this.position = start;
    }

    public ByteSource(String file, long fileOffset, byte[] bytes) {
        this(file, fileOffset, bytes, 0, bytes.length);
    }

    /** The same bytes, to be read from their start. */
    public ByteSource fromStart() {
        return new ByteSource(file, fileOffset, bytes, start, limit);
    }

    public byte[] array() {
        return bytes;
    }

    public int position() {
        return position;
    }

    /** Goes to a place between the start and the limit. */
    public void moveTo(int to) {
        position = to;
    }

    public int remaining() {
        return limit - position;
    }

    public byte readByte() throws CorruptionException {
        require(1, "a byte");
        return bytes[position++];
    }

    public int readInt() throws CorruptionException {
        require(Integer.BYTES, "a number of 4 bytes");
        int value = (int) INT.get(bytes, position);
        position += Integer.BYTES;
        return value;
    }

    public long readLong() throws CorruptionException {
        require(Long.BYTES, "a number of 8 bytes");
        long value = (long) LONG.get(bytes, position);
        position += Long.BYTES;
        return value;
    }

    public long readVarint() throws CorruptionException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = readByte();
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return value;
            }
        }
        throw corrupt("a variable-length number must fit into 64 bits");
    }

    /** A varint of up to 31 bits. */
    public int readCount() throws CorruptionException {
        long count = readVarint();
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw corrupt("a count must fit into 31 bits: count=" + Long.toUnsignedString(count));
        }
        return (int) count;
    }

    /** A length: a varint that is no more than what is left after it. */
    public int readLength() throws CorruptionException {
        long length = readVarint();
        if (length < 0 || length > remaining()) {
            throw corrupt("a length must fit into the " + remaining() + " bytes that are left: length="
                    + Long.toUnsignedString(length));
        }
        return (int) length;
    }

    /** Moves over bytes and returns where they begin. */
    public int skip(int length) throws CorruptionException {
        require(length, "a field of " + length + " bytes");
        int from = position;
        position += length;
        return from;
    }

    /** A length, and as many bytes, to be read on their own. */
    public ByteSource readSlice() throws CorruptionException {
        int length = readLength();
        int from = skip(length);
        return new ByteSource(file, fileOffset + from - start, bytes, from, from + length);
    }

    /** A length, and as many bytes. */
    public byte[] readPrefixed() throws CorruptionException {
        int length = readLength();
        int from = skip(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    /** The error for what was read last. */
    public CorruptionException corrupt(String rule) {
        return new CorruptionException(file, fileOffset + position - start, rule);
    }

    private void require(int length, String what) throws CorruptionException {
        if (length < 0 || length > remaining()) {
            throw corrupt(what + " must fit into the " + remaining() + " bytes that are left");
        }
    }
}
