package dev.ashlar.kvstore.internal.io;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A flat directory of files: all that the engine asks of a file system.
 *
 * <p>What is written is durable only after the file's {@link WritableFile#sync()}; that a file exists, is gone or has
 * another name is durable only after {@link #sync()}. An interrupt neither fails an operation nor gets lost.
 */
public interface Directory {
    /** The path, for messages. */
    String path();

    /** The names of all files, in no order. */
    List<String> list() throws IOException;

    /** Creates a file, or empties the one that is there. */
    WritableFile create(String name) throws IOException;

    /** Opens a file to write on at its end. */
    WritableFile append(String name) throws IOException;

    /** Opens a file for reading. */
    ReadableFile open(String name) throws IOException;

    /** Whether files can be mapped into memory, and deleted nevertheless. */
    boolean maps();

    /** Maps a whole file into memory. */
    MappedFile map(String name) throws IOException;

    /** Gives a file another name in one step; a file of that name is replaced. On Windows, neither may be open. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file; on Windows, it may not be open. */
    void delete(String name) throws IOException;

    /** Makes creations, renamings and deletions durable. */
    void sync() throws IOException;

    /**
     * Takes the directory for this process until the result is closed.
     *
     * @throws dev.ashlar.kvstore.StoreLockedException if it is taken, by this process or another
     */
    Closeable lock() throws IOException;
}
