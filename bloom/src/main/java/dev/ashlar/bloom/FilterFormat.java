package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The serial form, as docs/formats/bloom-filter.md lays it out. */
final class FilterFormat {
    static final int OVERHEAD = 20;

    private static final int HEADER_BYTES = 16;
    private static final int MAGIC = 0x4D4C4241; // "ABLM", read as a little-endian int
    private static final byte VERSION = 1;
    private static final byte SPLIT_BLOCK_8_X_64 = 1;

    private FilterFormat() {}

    static byte[] write(long[] lanes) {
        long size = OVERHEAD + (long) lanes.length * Long.BYTES;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("the serial form must fit into one array: bytes=" + size);
        }
        ByteBuffer out = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).put(VERSION).put(SPLIT_BLOCK_8_X_64).putShort((short) 0);
        out.putLong(lanes.length / BloomFilter.LANES);
        out.asLongBuffer().put(lanes);
        out.putInt((int) size - Integer.BYTES, checksum(out.array()));
        return out.array();
    }

    static long[] read(byte[] bytes) throws FilterFormatException {
        if (bytes.length < OVERHEAD + BloomFilter.BLOCK_BYTES) {
            throw new FilterFormatException("a filter must have at least " + (OVERHEAD + BloomFilter.BLOCK_BYTES)
                    + " bytes: bytes=" + bytes.length);
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
        byte kind = in.get();
        short reserved = in.getShort();
        if (kind != SPLIT_BLOCK_8_X_64 || reserved != 0) {
            throw new FilterFormatException("the kind must be " + SPLIT_BLOCK_8_X_64
                    + " and the reserved bytes 0: kind=" + Byte.toUnsignedInt(kind) + ", reserved="
                    + Short.toUnsignedInt(reserved) + " at offset 5");
        }
        long blocks = in.getLong();
        int lanes = (bytes.length - OVERHEAD) / Long.BYTES;
        if (blocks != lanes / BloomFilter.LANES || (bytes.length - OVERHEAD) % BloomFilter.BLOCK_BYTES != 0) {
            throw new FilterFormatException("the number of blocks must be that of the bytes: blocks=" + blocks
                    + " at offset 8, bytes=" + bytes.length);
        }
        long[] read = new long[lanes];
        in.position(HEADER_BYTES).asLongBuffer().get(read);
        return read;
    }

    /** Over all but the last four bytes. */
    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
