package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.io.WritableFile;
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.EOFException;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.UnaryOperator;

/** A table in memory, which can be forged, and which counts what is read of it. */
final class TableBytes implements ReadableFile {
    private static final int SALT = 5;
    private static final long STORE = 9;

    private final TableInfo info;
    private final byte[] bytes;
    private long bytesRead;

    private TableBytes(TableInfo info, byte[] bytes) {
        this.info = info;
        this.bytes = bytes;
    }

    static TableBytes of(SortedMap<byte[], byte[]> entries, KvOptions options, int partitionBytes) throws IOException {
        ByteSink out = new ByteSink(1024);
        WritableFile file = new WritableFile() {
            @Override
            public void write(byte[] source, int offset, int length) {
                out.putBytes(source, offset, length);
            }

            @Override
            public void sync() {}

            @Override
            public void close() {}
        };
        TableWriter writer = new TableWriter(file, new Identity(STORE, 1, SALT), options, 6, partitionBytes);
        for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
            byte[] key = entry.getKey();
            byte[] value = entry.getValue();
            writer.add(key, 0, key.length, Trailer.of(1, Writes.PUT), value, 0, value.length);
        }
        return new TableBytes(writer.finish(), out.toByteArray());
    }

    Table open(BlockCache cache) throws IOException {
        return Table.open(info, STORE, this, cache);
    }

    BlockHandle part(String name) throws IOException {
        return TableHead.read(this, STORE, info).part(name);
    }

    /** The top of the index, or all of it. */
    IndexBlock index() throws IOException {
        return new IndexBlock(new BlockReader(this, SALT).read(part(TableFormat.INDEX)), size());
    }

    /** What a block has that is not compressed. */
    byte[] block(BlockHandle handle) throws IOException {
        return BlockCodec.read(this, handle, SALT);
    }

    /** Puts another block of the same length in the place of one, with the right checksum. */
    void forge(BlockHandle handle, UnaryOperator<byte[]> change) throws IOException {
        byte[] forged = change.apply(block(handle));
        if (forged.length != handle.length()) {
            throw new IllegalArgumentException("length must be " + handle.length() + ": length=" + forged.length);
        }
        ByteSink out = new ByteSink(forged.length + TableFormat.BLOCK_TRAILER_BYTES);
        BlockCodec.store(forged, forged.length, out, handle.offset(), SALT);
        System.arraycopy(out.array(), 0, bytes, (int) handle.offset(), out.length());
    }

    void flip(long offset) {
        bytes[(int) offset] ^= 1;
    }

    /** How many bytes were read since this was asked before. */
    long bytesRead() {
        long read = bytesRead;
        bytesRead = 0;
        return read;
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(long position, byte[] destination, int offset, int length) throws IOException {
        if (position < 0 || position > bytes.length - length) {
            throw new EOFException();
        }
        System.arraycopy(bytes, (int) position, destination, offset, length);
        bytesRead += length;
    }

    @Override
    public void close() {}
}
