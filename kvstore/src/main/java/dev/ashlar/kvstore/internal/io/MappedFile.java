package dev.ashlar.kvstore.internal.io;

import java.io.IOException;

/**
 * A file of fixed length whose bytes are memory of this process and of the operating system at once: what is put survives the
 * process, without a call of the operating system. Any thread may put, and one at a time at the same place.
 */
public interface MappedFile {
    /** Puts bytes; where the process ends, none is there before those that were put earlier. */
    void put(int position, byte[] source, int offset, int length) throws IOException;

    /** Puts eight bytes, little-endian, all at once, at a multiple of eight. */
    void putLong(int position, long value) throws IOException;
}
