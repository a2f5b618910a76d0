package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import java.io.IOException;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Turns blocks into what stands in the file, compressed and checksummed, and back. */
final class BlockCodec {
    /** An LZ4 sequence gives at most 255 bytes a byte: a longer claim is not believed. */
    private static final long MAX_RATIO = 255;

    private static final long MAX_BLOCK_BYTES = Integer.MAX_VALUE - 8;

    /** Of the factories the only one that uses neither native code nor Unsafe. */
    private static final LZ4Factory LZ4 = LZ4Factory.safeInstance();

    private static final LZ4Compressor COMPRESSOR = LZ4.fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR = LZ4.safeDecompressor();

    private BlockCodec() {}

    /** Appends a block that is not to be compressed, and its trailer. */
    static void store(byte[] block, int length, ByteSink out, long fileOffset, int salt) {
        int start = out.length();
        out.putBytes(block, 0, length);
        trailer(TableFormat.STORED, out, start, fileOffset, salt);
    }

    /** Appends a block, compressed where that saves at least an eighth, and its trailer. */
    static void compress(byte[] block, int length, ByteSink out, long fileOffset, int salt) {
        byte[] compressed = new byte[COMPRESSOR.maxCompressedLength(length)];
        int size = COMPRESSOR.compress(block, 0, length, compressed, 0, compressed.length);
        if (size > length - length / 8) {
            store(block, length, out, fileOffset, salt);
            return;
        }
        int start = out.length();
        out.putVarint(length).putBytes(compressed, 0, size);
        trailer(TableFormat.LZ4, out, start, fileOffset, salt);
    }

    private static void trailer(byte compression, ByteSink out, int start, long fileOffset, int salt) {
        out.putByte(compression);
        out.putInt(TableFormat.checksum(out.array(), start, out.length() - start, fileOffset, salt));
    }

    /** Reads a block, verifies its checksum, and uncompresses it. */
    static byte[] read(ReadableFile file, BlockHandle handle, int salt) throws IOException {
        byte[] raw = new byte[handle.length() + TableFormat.BLOCK_TRAILER_BYTES];
        file.read(handle.offset(), raw, 0, raw.length);
        ByteSource trailer =
                new ByteSource(file.name(), handle.offset() + handle.length(), raw, handle.length(), raw.length);
        byte compression = trailer.readByte();
        int checksum = TableFormat.checksum(raw, 0, handle.length() + 1, handle.offset(), salt);
        if (checksum != trailer.readInt()) {
            throw new CorruptionException(
                    file.name(),
                    handle.offset(),
                    "the checksum of the block of " + handle.length() + " bytes must match");
        }
        if (compression == TableFormat.STORED) {
            return Arrays.copyOf(raw, handle.length());
        }
        if (compression != TableFormat.LZ4) {
            throw trailer.corrupt("the compression must be known: compression=" + compression);
        }
        ByteSource in = new ByteSource(file.name(), handle.offset(), raw, 0, handle.length());
        long length = in.readVarint();
        if (length < 0 || length > Math.min(MAX_BLOCK_BYTES, MAX_RATIO * in.remaining())) {
            throw in.corrupt("a block must shrink by no more than " + MAX_RATIO
                    + " times, and fit into an array: length=" + Long.toUnsignedString(length));
        }
        byte[] block = new byte[(int) length];
        try {
            int written = DECOMPRESSOR.decompress(raw, in.position(), in.remaining(), block, 0, block.length);
            if (written != block.length) {
                throw in.corrupt("a block must have " + length + " bytes: bytes=" + written);
            }
        } catch (LZ4Exception e) {
            CorruptionException corrupt = in.corrupt("a block must be LZ4: " + e.getMessage());
            corrupt.initCause(e);
            throw corrupt;
        }
        return block;
    }
}
