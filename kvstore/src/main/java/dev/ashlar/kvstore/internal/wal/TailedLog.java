package dev.ashlar.kvstore.internal.wal;

import dev.ashlar.kvstore.internal.io.ReadableFile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A log file, and what its {@linkplain LogTail tail} has of it beyond its end. */
public final class TailedLog implements ReadableFile {
    private final ReadableFile file;
    private final byte[] tail;
    private final int from;

    private TailedLog(ReadableFile file, byte[] tail, int from) {
        this.file = file;
        this.tail = tail;
        this.from = from;
    }

    /** A log with what a tail has of it, if it has some. */
    public static ReadableFile of(ReadableFile file, long number, LogTail.@Nullable Piece tail) {
        if (tail == null || tail.number() != number || tail.position() > file.size()) {
            return file;
        }
        long from = file.size() - tail.position();
        return from >= tail.bytes().length ? file : new TailedLog(file, tail.bytes(), (int) from);
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() {
        return file.size() + tail.length - from;
    }

    @Override
    public void read(long position, byte[] destination, int offset, int length) throws IOException {
        int inFile = (int) Math.max(0, Math.min(length, file.size() - position));
        if (inFile > 0) {
            file.read(position, destination, offset, inFile);
        }
        if (inFile < length) {
            long at = position + inFile - file.size() + from;
            System.arraycopy(tail, (int) at, destination, offset + inFile, length - inFile);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
