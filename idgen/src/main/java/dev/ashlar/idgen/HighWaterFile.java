package dev.ashlar.idgen;

import dev.ashlar.idgen.internal.MarkFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A high-water mark on disk: the time up to which a generator may have used ids, written before it uses them.
 *
 * <p>With it a process that is started again with the same worker number repeats no id, although its clock was set back
 * in between, or its predecessor had borrowed time ahead. The new generator's ids begin behind the mark, which is up to
 * {@code ahead} after the last id; if the clock is not that far yet, the generator's policies decide, as for any clock
 * that is behind. With the default policies and an {@code ahead} of 1 second the first call may wait for up to that long.
 *
 * <p>Cost: one write and flush to disk for every {@code ahead} of time in which ids are issued, by the thread that needs
 * it, commonly some milliseconds; while it waits, the others wait only if their ids would pass the mark. Thread-safe.
 *
 * <p>Limits: one process at a time has the file open, which a file lock sees to; it must be on a local file system, and
 * it belongs to one worker number. A copy of a virtual machine has a copy of the file, and protects nothing.
 *
 * <p>The file's layout is in docs/formats/idgen-mark.md.
 */
public final class HighWaterFile implements TimeFence, Closeable {
    private final MarkFile file;
    private final long aheadMillis;
    private final long usedUntilMillis;
    private final ReentrantLock writing = new ReentrantLock();
    private volatile long limitMillis = Long.MIN_VALUE;
    private boolean claimed;
    private boolean closed;

    private HighWaterFile(MarkFile file, long aheadMillis) {
        this.file = file;
        this.aheadMillis = aheadMillis;
        usedUntilMillis = file.mark();
    }

    /**
     * Opens a mark, and makes it if there is none.
     *
     * @param file where it is; its directory must be there
     * @param ahead how much time is reserved by one write, 1 ms to 1 day; what a crash may cost at the next start
     * @return the mark
     * @throws IllegalArgumentException if {@code ahead} is out of its range
     * @throws IOException if the file is in use, cannot be read or written, is damaged, or is something else
     */
    public static HighWaterFile open(Path file, Duration ahead) throws IOException {
        if (ahead.compareTo(Duration.ofMillis(1)) < 0 || ahead.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("ahead must be 1 ms to 1 day: ahead=" + ahead);
        }
        MarkFile mark = MarkFile.tryOpen(file);
        if (mark == null) {
            throw new IOException(file + " must not be in use: another generator has it");
        }
        return new HighWaterFile(mark, ahead.toMillis());
    }

    @Override
    public void claim() {
        writing.lock();
        try {
            checkOpen();
            if (claimed) {
                throw new IllegalStateException("a high-water mark must have one generator: " + file);
            }
            claimed = true;
        } finally {
            writing.unlock();
        }
    }

    @Override
    public long usedUntilMillis() {
        return usedUntilMillis;
    }

    @Override
    public long limitMillis() {
        return limitMillis;
    }

    @Override
    public void extend(long millis) {
        writing.lock();
        try {
            checkOpen();
            if (millis > limitMillis) {
                long limit = millis > Long.MAX_VALUE - aheadMillis ? Long.MAX_VALUE : millis + aheadMillis;
                file.write(limit, file.token() + 1);
                limitMillis = limit;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the high-water mark must be written before ids are used: " + file, e);
        } finally {
            writing.unlock();
        }
    }

    /**
     * Stops the generator and lets go of the file. A call of the generator that is under way may still return an id, which
     * is within the mark.
     *
     * @throws IOException if the file cannot be closed
     */
    @Override
    public void close() throws IOException {
        writing.lock();
        try {
            if (!closed) {
                closed = true;
                limitMillis = Long.MIN_VALUE;
                file.close();
            }
        } finally {
            writing.unlock();
        }
    }

    @Override
    public String toString() {
        return "HighWaterFile[" + file + "]";
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the high-water mark must be open: " + file + " is closed");
        }
    }
}
