package dev.ashlar.kvstore.internal.io;

import dev.ashlar.kvstore.StoreLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The lock on a directory: a file lock against other processes, and a system property named after the path against this one.
 *
 * <p>The property is needed because a file lock belongs to the whole process, and because on POSIX systems closing any handle
 * of the file gives the lock up: within a process the file may be opened only by the one that holds the path. Properties
 * are the process's, and this class is not: class loaders can have several of it.
 */
final class DirectoryLock implements Closeable {
    private static final String NAME = "LOCK";
    private static final String HELD = DirectoryLock.class.getName() + ":";

    private final String directory;
    private final RandomAccessFile file;

    private DirectoryLock(String directory, RandomAccessFile file) {
        this.directory = directory;
        this.file = file;
    }

    /** Takes the lock of a directory, given by its real path. */
    static DirectoryLock acquire(Path directory) throws IOException {
        if (System.getProperties().putIfAbsent(HELD + directory, "held") != null) {
            throw inUse(directory, "this process");
        }
        RandomAccessFile file = null;
        boolean acquired = false;
        try {
            file = new RandomAccessFile(directory.resolve(NAME).toFile(), "rw");
            if (file.getChannel().tryLock() == null) {
                throw inUse(directory, holder(directory));
            }
            file.setLength(0);
            file.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
            acquired = true;
            return new DirectoryLock(directory.toString(), file);
        } catch (OverlappingFileLockException e) {
            throw inUse(directory, "this process");
        } finally {
            if (!acquired) {
                System.getProperties().remove(HELD + directory);
                if (file != null) {
                    file.close();
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        // The file stays: to delete it would let two processes lock two files of one name.
        try {
            file.close();
        } finally {
            System.getProperties().remove(HELD + directory);
        }
    }

    private static StoreLockedException inUse(Path directory, String holder) {
        return new StoreLockedException(directory + " must not be in use: " + holder + " has it open");
    }

    private static String holder(Path directory) {
        try {
            return "process " + Files.readString(directory.resolve(NAME), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "another process"; // where locks are mandatory, a locked file cannot be read
        }
    }
}
