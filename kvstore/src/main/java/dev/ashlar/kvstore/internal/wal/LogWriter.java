package dev.ashlar.kvstore.internal.wal;

import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.Checksum;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to a file.
 *
 * <p>{@link #add}, {@link #keep} and {@link #flush} are for one thread at a time; {@link #sync}, {@link #syncTo} and {@link #close} for any
 * beside it, and one flush of the drive serves all that wait for it. A failure is final: every later call fails with
 * it, because what the file then holds is not known.
 */
public final class LogWriter implements Closeable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private WritableFile file;
    private final LogFormat.Header header;
    private final @Nullable LogTail tail;
    private final ByteSink buffer = new ByteSink(BUFFER_BYTES + LogFormat.BLOCK_BYTES);
    /** Not held while the drive is flushed: those that wait are all woken at once, and queue for the next flush meanwhile. */
    private final ReentrantLock waiting = new ReentrantLock();

    private final Condition ended = waiting.newCondition();
    private boolean syncing;

    /** How much of the buffer is in the tail. */
    private int inTail;

    /** Held for as long as the file must not be closed; under it only the tail takes a lock. */
    private final ReentrantLock using = new ReentrantLock();

    private volatile long written;
    private volatile long synced;
    private volatile @Nullable Throwable failure;

    /**
     * Creates a log in a directory, so that it is there after a power loss.
     *
     * @param tail is this log's from now on, if there is one
     */
    public static LogWriter create(Directory directory, LogFormat.Header header, @Nullable LogTail tail)
            throws IOException {
        LogWriter log = new LogWriter(directory.create(FileNames.log(header.number())), header, tail);
        try {
            log.flush();
            log.sync();
            directory.sync();
            return log;
        } catch (Throwable e) {
            try {
                log.close();
            } catch (Throwable again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** Starts a file: its header is written when the first record is flushed, or by {@link #flush()}. */
    public LogWriter(WritableFile file, LogFormat.Header header) {
        this(file, header, null);
    }

    private LogWriter(WritableFile file, LogFormat.Header header, @Nullable LogTail tail) {
        this.file = file;
        this.header = header;
        this.tail = tail;
        buffer.putLong(header.content().magic())
                .putInt(LogFormat.VERSION)
                .putInt(0)
                .putLong(header.store())
                .putLong(header.number())
                .putLong(header.firstSequence())
                .putInt(header.salt());
        buffer.putInt(Checksum.of(buffer.array(), 0, buffer.length()));
    }

    /** Adds a record of any length; it reaches the file when enough have come together, or by {@link #flush()}. */
    public void add(byte[] record, int length) throws IOException {
        int done = 0;
        boolean begun = false; // not by what is done: of a fragment there may be nothing but its header
        boolean last;
        do {
            int room = roomInBlock();
            if (room < LogFormat.RECORD_HEADER_BYTES) {
                buffer.putBytes(new byte[room]);
                room = LogFormat.BLOCK_BYTES;
            }
            int part = Math.min(length - done, room - LogFormat.RECORD_HEADER_BYTES);
            last = done + part == length;
            byte type = begun ? last ? LogFormat.LAST : LogFormat.MIDDLE : last ? LogFormat.FULL : LogFormat.FIRST;
            begun = true;
            long position = end();
            int head = buffer.length();
            buffer.putInt(0).putShort(part).putByte(type).putBytes(record, done, part);
            buffer.setInt(
                    head,
                    LogFormat.checksum(
                            buffer.array(),
                            head + Integer.BYTES,
                            part + LogFormat.RECORD_HEADER_BYTES - Integer.BYTES,
                            header.salt(),
                            position));
            done += part;
            if (buffer.length() >= BUFFER_BYTES) {
                flush();
            }
        } while (!last);
    }

    /** Makes everything that was added survive the process. */
    public void keep() throws IOException {
        if (tail == null) {
            flush();
            return;
        }
        checkUsable();
        try {
            if (inTail == 0) {
                tail.begin(header, written);
            }
            tail.put(buffer.array(), inTail, buffer.length() - inTail);
            inTail = buffer.length();
        } catch (Throwable e) {
            failure = e;
            throw e;
        }
    }

    /** Hands everything that was added to the file; it then survives the process. */
    public void flush() throws IOException {
        checkUsable();
        if (buffer.length() > 0) {
            try {
                file.write(buffer.array(), 0, buffer.length());
            } catch (Throwable e) {
                failure = e;
                throw e;
            }
            written = end();
            buffer.clear();
            inTail = 0;
        }
    }

    /** Where the file ends, with what is not yet flushed. */
    public long end() {
        return written + buffer.length();
    }

    /** Up to where the file is durable. */
    public long synced() {
        return synced;
    }

    /** Hands over what was added, under whatever keeps others from adding. */
    @FunctionalInterface
    public interface Flush {
        void run() throws IOException;
    }

    /**
     * Waits until the file is durable up to a position that was added. What others add while the drive is being flushed is
     * handed over in one piece with the next flush.
     *
     * @param flush calls {@link #flush()} as one thread at a time may
     */
    public void syncTo(long position, Flush flush) throws IOException {
        waiting.lock();
        try {
            while (synced < position) {
                checkUsable();
                if (syncing) {
                    ended.awaitUninterruptibly();
                } else {
                    syncForAll(flush);
                }
            }
        } finally {
            waiting.unlock();
        }
    }

    /** With the lock held, which is given up meanwhile. */
    private void syncForAll(Flush flush) throws IOException {
        syncing = true;
        waiting.unlock();
        try {
            flush.run();
            sync();
        } finally {
            waiting.lock();
            syncing = false;
            ended.signalAll();
        }
    }

    /** Makes all that was flushed durable. */
    public void sync() throws IOException {
        using.lock();
        try {
            long upTo = written;
            if (synced < upTo) {
                checkUsable();
                try {
                    file.sync();
                    if (tail != null
                            && upTo > LogFormat.FILE_HEADER_BYTES) { // with no more, its name may not be durable
                        tail.mark(header, upTo);
                    }
                } catch (Throwable e) {
                    failure = e;
                    throw e;
                }
                synced = upTo;
            }
        } finally {
            using.unlock();
        }
    }

    /** Closes the file, without flushing it. */
    @Override
    public void close() throws IOException {
        using.lock();
        try {
            file.close();
        } finally {
            using.unlock();
        }
    }

    /** Goes on after {@link #close} where it was, in the same file under whatever name it has now. */
    public void continueIn(WritableFile reopened) {
        file = reopened;
    }

    private void checkUsable() throws IOException {
        if (failure != null) {
            throw new IOException("a write or a sync of the log failed before: " + failure.getMessage(), failure);
        }
    }

    private int roomInBlock() {
        return LogFormat.BLOCK_BYTES - (int) (end() % LogFormat.BLOCK_BYTES);
    }
}
