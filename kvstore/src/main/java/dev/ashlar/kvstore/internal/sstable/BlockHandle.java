package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import java.io.IOException;

/**
 * Where a block is in its file.
 *
 * @param offset of its first byte
 * @param length without the trailer
 */
record BlockHandle(long offset, int length) {
    void write(ByteSink out) {
        out.putVarint(offset).putVarint(length);
    }

    /** Reads a handle, of a block that ends before an offset. */
    static BlockHandle read(ByteSource in, long end) throws IOException {
        return checked(in, in.readVarint(), in.readVarint(), end);
    }

    static BlockHandle checked(ByteSource in, long offset, long length, long end) throws IOException {
        if (offset < 0
                || length < 0
                || length > Integer.MAX_VALUE - TableFormat.BLOCK_TRAILER_BYTES - 8
                || offset > end - length - TableFormat.BLOCK_TRAILER_BYTES) {
            throw in.corrupt("a block must end before " + end + ": offset=" + offset + ", length=" + length);
        }
        return new BlockHandle(offset, (int) length);
    }
}
