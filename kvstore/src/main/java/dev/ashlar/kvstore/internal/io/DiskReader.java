package dev.ashlar.kvstore.internal.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A file on disk that is read, and survives interrupts.
 *
 * <p>An interrupt during channel I/O closes the channel for every thread that uses it. Here the channel is then opened
 * again and the read repeated, and the interrupted thread keeps its flag.
 */
final class DiskReader implements ReadableFile {
    /** The JDK copies heap arrays through a direct buffer of the same size and keeps it: this bounds it. */
    private static final int MAX_TRANSFER = 1 << 17;

    private final Path path;
    private final long size;
    private final ReentrantLock reopening = new ReentrantLock();
    private volatile FileChannel channel;
    private volatile boolean closed;

    DiskReader(Path path) throws IOException {
        this.path = path;
        boolean interrupted = Thread.interrupted();
        channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            size = channel.size();
        } catch (Throwable e) {
            channel.close();
            throw e;
        } finally {
            restore(interrupted);
        }
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
            int count = read(
                    position + done,
                    ByteBuffer.wrap(destination, offset + done, Math.min(length - done, MAX_TRANSFER)));
            if (count < 0) {
                throw new EOFException(
                        path + " must have " + (position + length) + " bytes: it ends at " + (position + done));
            }
            done += count;
        }
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

    private int read(long position, ByteBuffer target) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel current = channel;
                try {
                    return current.read(target.duplicate(), position);
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                    reopen(current);
                } catch (ClosedChannelException e) {
                    reopen(current); // another thread was interrupted, or has closed the file
                }
            }
        } finally {
            restore(interrupted);
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether another thread has replaced it
    private void reopen(FileChannel broken) throws IOException {
        reopening.lock();
        try {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (channel == broken) {
                channel = FileChannel.open(path, StandardOpenOption.READ);
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
