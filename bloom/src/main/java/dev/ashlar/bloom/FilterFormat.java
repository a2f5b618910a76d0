package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** What the serial forms of all filters have in common: docs/formats/bloom-filter.md. */
final class FilterFormat {
    /** magic 4, version 1, kind 1, reserved 2; checksum 4 at the end. */
    static final int OVERHEAD = 12;

    static final byte BLOOM = 1;
    static final byte WORD = 2;
    static final byte COUNTING = 3;
    static final byte SCALABLE = 4;
    static final byte CLASSIC = 5;
    static final byte BINARY_FUSE = 6;
    static final byte RIBBON = 7;

    private static final int VERSION_OFFSET = 4;
    private static final int KIND_OFFSET = 5;
    private static final int RESERVED_OFFSET = 6;
    private static final int HEADER_BYTES = 8;
    private static final int MAGIC = 0x4D4C4241; // "ABLM", read as a little-endian int
    private static final byte VERSION = 1;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private FilterFormat() {}

    /** A serial form whose body has so many bytes, which {@code body} puts. */
    static byte[] write(byte kind, long bodyBytes, Consumer<ByteBuffer> body) {
        long size = OVERHEAD + bodyBytes;
        checkArray(size);
        byte[] bytes = new byte[(int) size];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).put(VERSION).put(kind).putShort((short) 0);
        body.accept(out);
        out.putInt(bytes.length - Integer.BYTES, checksum(ByteBuffer.wrap(bytes, 0, bytes.length - Integer.BYTES)));
        return bytes;
    }

    static void checkArray(long bytes) {
        if (bytes > MAX_ARRAY) {
            throw new IllegalStateException("the serial form must fit into one array: bytes=" + bytes);
        }
    }

    /** The filter of a serial form of any kind. */
    static MembershipFilter read(byte[] bytes) throws FilterFormatException {
        byte kind = kind(open(ByteBuffer.wrap(bytes), true));
        return switch (kind) {
            case BLOOM -> BloomFilter.fromByteArray(bytes);
            case WORD -> ConcurrentBloomFilter.fromByteArray(bytes);
            case COUNTING -> CountingBloomFilter.fromByteArray(bytes);
            case SCALABLE -> ScalableBloomFilter.fromByteArray(bytes);
            case CLASSIC -> ClassicBloomFilter.fromByteArray(bytes);
            case BINARY_FUSE -> BinaryFuseFilter.fromByteArray(bytes);
            case RIBBON -> RibbonFilter.fromByteArray(bytes);
            default ->
                throw new FilterFormatException(
                        "the kind must be in [1, 7]: kind=" + Byte.toUnsignedInt(kind) + " at offset " + KIND_OFFSET);
        };
    }

    /** The body of a serial form of a kind, verified. */
    static ByteBuffer body(byte[] bytes, byte kind) throws FilterFormatException {
        ByteBuffer whole = open(ByteBuffer.wrap(bytes), true);
        byte actual = whole.get(KIND_OFFSET);
        if (actual != kind) {
            throw new FilterFormatException(
                    "the kind must be " + kind + ": kind=" + Byte.toUnsignedInt(actual) + " at offset " + KIND_OFFSET);
        }
        return body(whole);
    }

    /** The body of what {@link #open} returned. */
    static ByteBuffer body(ByteBuffer whole) {
        return whole.slice(HEADER_BYTES, whole.limit() - OVERHEAD).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte kind(ByteBuffer whole) {
        return whole.get(KIND_OFFSET);
    }

    /** What remains of the bytes, read-only and from position 0 to the limit, when it is a serial form of any kind. */
    static ByteBuffer open(ByteBuffer bytes, boolean verify) throws FilterFormatException {
        ByteBuffer whole = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (whole.limit() < OVERHEAD) {
            throw new FilterFormatException(
                    "a filter must have at least " + OVERHEAD + " bytes: bytes=" + whole.limit());
        }
        int magic = whole.getInt(0);
        if (magic != MAGIC) {
            throw new FilterFormatException(
                    String.format("a filter must begin with 0x%08x: magic=0x%08x at offset 0", MAGIC, magic));
        }
        byte version = whole.get(VERSION_OFFSET);
        if (version != VERSION) {
            throw new FilterFormatException("the version must be " + VERSION + ", later ones are not known: version="
                    + Byte.toUnsignedInt(version) + " at offset " + VERSION_OFFSET);
        }
        if (verify) {
            verify(whole);
        }
        short reserved = whole.getShort(RESERVED_OFFSET);
        if (reserved != 0) {
            throw new FilterFormatException("the reserved bytes must be 0: reserved=" + Short.toUnsignedInt(reserved)
                    + " at offset " + RESERVED_OFFSET);
        }
        return whole.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void verify(ByteBuffer whole) throws FilterFormatException {
        int end = whole.limit() - Integer.BYTES;
        int expected = whole.getInt(end);
        int actual = checksum(whole.slice(0, end));
        if (actual != expected) {
            throw new FilterFormatException(String.format(
                    "the checksum must be that of the bytes, 0x%08x: checksum=0x%08x at offset %d",
                    actual, expected, end));
        }
    }

    /** Checks that nothing is left of a body. */
    static void checkEnd(ByteBuffer body) throws FilterFormatException {
        if (body.hasRemaining()) {
            throw new FilterFormatException("nothing must follow the body: bytes=" + body.remaining());
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
