package dev.ashlar.kvstore.internal.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file on disk that survives interrupts.
 *
 * <p>An interrupt during channel I/O closes the channel for every thread that uses it. Here the channel is then opened
 * again and the operation repeated, which is safe because all I/O names its position; the interrupted thread keeps its
 * flag.
 */
final class DiskFile implements ReadableFile, WritableFile {
    /** The JDK copies heap arrays through a direct buffer of the same size and keeps it: this bounds it. */
    private static final int MAX_TRANSFER = 1 << 17;

    private final Path path;
    private final OpenOption access;
    private final long size;
    private final ReentrantLock reopening = new ReentrantLock();
    private volatile FileChannel channel;
    private volatile boolean closed;
    private long end;

    private DiskFile(Path path, OpenOption access, FileChannel channel, long size) {
        this.path = path;
        this.access = access;
        this.channel = channel;
        this.size = size;
    }

    static DiskFile create(Path path) throws IOException {
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        return new DiskFile(path, StandardOpenOption.WRITE, channel, 0);
    }

    static DiskFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        return new DiskFile(path, StandardOpenOption.READ, channel, Files.size(path));
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] destination, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            ByteBuffer target = ByteBuffer.wrap(destination, offset + done, Math.min(length - done, MAX_TRANSFER));
            long at = position + done;
            int count = uninterrupted(current -> current.read(target.duplicate(), at));
            if (count < 0) {
                throw new EOFException(path + " must have " + (position + length) + " bytes: it ends at " + at);
            }
            done += count;
        }
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            ByteBuffer from = ByteBuffer.wrap(source, offset + done, Math.min(length - done, MAX_TRANSFER));
            long at = end;
            int count = uninterrupted(current -> current.write(from.duplicate(), at));
            done += count;
            end += count;
        }
    }

    @Override
    public void sync() throws IOException {
        uninterrupted(current -> {
            current.force(false);
            return 0;
        });
    }

    @Override
    public void close() throws IOException {
        reopening.lock();
        try {
            closed = true;
            channel.close();
        } finally {
            reopening.unlock();
        }
    }

    @FunctionalInterface
    private interface Operation {
        int apply(FileChannel channel) throws IOException;
    }

    private int uninterrupted(Operation operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel current = channel;
                try {
                    return operation.apply(current);
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                    reopen(current);
                } catch (ClosedChannelException e) {
                    reopen(current); // another thread was interrupted
                }
            }
        } finally {
            restore(interrupted);
        }
    }

    private void reopen(FileChannel broken) throws IOException {
        reopening.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (channel == broken) {
                channel = FileChannel.open(path, access);
            }
        } finally {
            reopening.unlock();
        }
    }

    private static void restore(boolean interrupted) {
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
