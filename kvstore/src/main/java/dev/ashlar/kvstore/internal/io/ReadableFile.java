package dev.ashlar.kvstore.internal.io;

import java.io.Closeable;
import java.io.IOException;

/** A file that is read at any position, by any number of threads. */
public interface ReadableFile extends Closeable {
    /** The name, for messages. */
    String name();

    /** The length in bytes when the file was opened. */
    long size();

    /**
     * Fills a range of an array.
     *
     * @throws java.io.EOFException if the file ends before the range is full
     */
    void read(long position, byte[] destination, int offset, int length) throws IOException;
}
