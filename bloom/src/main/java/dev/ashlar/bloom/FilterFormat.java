package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** What the serial forms of all filters have in common: docs/formats/bloom-filter.md. */
final class FilterFormat {
    /** magic 4, version 1, kind 1, reserved 2; checksum 4 at the end. */
    static final int OVERHEAD = 12;

    static final byte SPLIT_BLOCK = 1;
    static final byte WORD = 2;
    static final byte COUNTING = 3;
    static final byte SCALABLE = 4;
    static final byte BINARY_FUSE = 6;
    static final byte RIBBON = 7;

    private static final int HEADER_BYTES = 8;
    private static final int MAGIC = 0x4D4C4241; // "ABLM", read as a little-endian int
    private static final byte VERSION = 1;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private FilterFormat() {}

    /** A serial form whose body has so many bytes, which {@code body} puts. */
    static byte[] write(byte kind, long bodyBytes, Consumer<ByteBuffer> body) {
        long size = OVERHEAD + bodyBytes;
        if (size > MAX_ARRAY) {
            throw new IllegalStateException("the serial form must fit into one array: bytes=" + size);
        }
        byte[] bytes = new byte[(int) size];
        ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).put(VERSION).put(kind).putShort((short) 0);
        body.accept(out);
        out.putInt(bytes.length - Integer.BYTES, checksum(bytes));
        return bytes;
    }

    /** The body of a serial form of a kind, verified. */
    static ByteBuffer body(byte[] bytes, byte kind) throws FilterFormatException {
        if (bytes.length < OVERHEAD) {
            throw new FilterFormatException(
                    "a filter must have at least " + OVERHEAD + " bytes: bytes=" + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int magic = in.getInt();
        if (magic != MAGIC) {
            throw new FilterFormatException(
                    String.format("a filter must begin with 0x%08x: magic=0x%08x at offset 0", MAGIC, magic));
        }
        byte version = in.get();
        if (version != VERSION) {
            throw new FilterFormatException("the version must be " + VERSION + ", later ones are not known: version="
                    + Byte.toUnsignedInt(version) + " at offset 4");
        }
        int expected = in.getInt(bytes.length - Integer.BYTES);
        int actual = checksum(bytes);
        if (actual != expected) {
            throw new FilterFormatException(String.format(
                    "the checksum must be that of the bytes, 0x%08x: checksum=0x%08x at offset %d",
                    actual, expected, bytes.length - Integer.BYTES));
        }
        byte actualKind = in.get();
        short reserved = in.getShort();
        if (actualKind != kind || reserved != 0) {
            throw new FilterFormatException("the kind must be " + kind + " and the reserved bytes 0: kind="
                    + Byte.toUnsignedInt(actualKind) + ", reserved=" + Short.toUnsignedInt(reserved) + " at offset 5");
        }
        return in.slice(HEADER_BYTES, bytes.length - OVERHEAD).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A number of blocks and as many blocks of eight words, which are the whole body. */
    static long[] blocks(ByteBuffer body, int length) throws FilterFormatException {
        long blocks = body.remaining() < Long.BYTES ? 0 : body.getLong();
        if (blocks < 1 || blocks > BloomFilter.MAX_BLOCKS || blocks * BloomFilter.BLOCK_BYTES != body.remaining()) {
            throw new FilterFormatException("the number of blocks must be that of the bytes: blocks=" + blocks
                    + " at offset 8, bytes=" + length);
        }
        long[] lanes = new long[(int) blocks * BloomFilter.LANES];
        body.asLongBuffer().get(lanes);
        return lanes;
    }

    /** Over all but the last four bytes. */
    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
