package dev.ashlar.kvstore.internal.io;

import java.util.zip.CRC32C;

/** CRC-32C, masked, so that a checksum over bytes that hold checksums is still a good one. */
public final class Checksum {
    private static final int MASK_DELTA = 0xa282ead8;

    private Checksum() {}

    /** The masked checksum of a range of bytes. */
    public static int of(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        int value = (int) crc.getValue();
        return Integer.rotateRight(value, 15) + MASK_DELTA;
    }
}
