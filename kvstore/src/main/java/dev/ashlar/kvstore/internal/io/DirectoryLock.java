package dev.ashlar.kvstore.internal.io;

import dev.ashlar.kvstore.StoreLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock on a directory: a file lock against other processes, and a set of paths against this one.
 *
 * <p>The set is needed because a file lock belongs to the whole process, and because on POSIX systems closing any
 * channel of the file would give the lock up: within a process the file is opened only by the one that holds the path.
 */
final class DirectoryLock implements Closeable {
    private static final String NAME = "LOCK";
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Takes the lock of a directory, given by its real path. */
    static DirectoryLock acquire(Path directory) throws IOException {
        if (!HELD.add(directory)) {
            throw new StoreLockedException(directory + " must not be in use: this process has it open");
        }
        boolean interrupted = Thread.interrupted();
        FileChannel channel = null;
        boolean acquired = false;
        try {
            channel = FileChannel.open(
                    directory.resolve(NAME),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                throw new StoreLockedException(
                        directory + " must not be in use: " + holder(directory) + " has it open");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
                    0);
            acquired = true;
            return new DirectoryLock(directory, channel);
        } finally {
            if (!acquired) {
                if (channel != null) {
                    channel.close();
                }
                HELD.remove(directory);
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        // The file stays: to delete it would let two processes lock two files of one name.
        try {
            channel.close();
        } finally {
            HELD.remove(directory);
        }
    }

    private static String holder(Path directory) {
        try {
            return "process " + Files.readString(directory.resolve(NAME), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "another process"; // where locks are mandatory, a locked file cannot be read
        }
    }
}
