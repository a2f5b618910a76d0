package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.internal.io.ReadableFile;
import java.io.IOException;

/**
 * Reads the blocks of a table from its file.
 *
 * @param salt that of the table
 */
record BlockReader(ReadableFile file, int salt) {
    Block read(BlockHandle handle) throws IOException {
        return new Block(file.name(), handle.offset(), bytes(handle));
    }

    /** What a block has, without a look at it but for its checksum. */
    byte[] bytes(BlockHandle handle) throws IOException {
        return BlockCodec.read(file, handle, salt);
    }
}
