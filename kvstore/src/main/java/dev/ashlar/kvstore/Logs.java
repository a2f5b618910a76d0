package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The logs of an open store: the one that writes go to, and the one before for as long as its writes are not in a table. Guarded by
 * the lock of the engine, but for {@link #sync(LogWriter, long)}.
 */
final class Logs implements Closeable {
    /** How much is made durable ahead at least: what a drive takes in a few milliseconds. */
    private static final long LEAST_AHEAD = 1 << 20;

    private final Directory directory;
    private final Recovery.Outcome recovery;
    private final TableFiles files;
    private final ReentrantLock lock;
    private final Executor syncs;
    private final Consumer<Throwable> failed;
    private final long aheadBytes;
    private LogWriter current;
    private boolean syncingAhead;
    private long flushingBytes;
    private long endedBytes;

    /**
     * The logs of a store that has been recovered.
     *
     * @param syncs makes logs durable beside the writes
     * @param failed is told without the lock if that fails, which is final
     */
    Logs(
            Directory directory,
            KvOptions options,
            Recovery.Outcome recovery,
            TableFiles files,
            ReentrantLock lock,
            Executor syncs,
            Consumer<Throwable> failed) {
        this.directory = directory;
        this.recovery = recovery;
        this.files = files;
        this.lock = lock;
        this.syncs = syncs;
        this.failed = failed;
        aheadBytes = Math.max(LEAST_AHEAD, options.memtableBytes() / 8);
        current = recovery.log();
    }

    /** Takes the writes. */
    LogWriter current() {
        return current;
    }

    /** The bytes of those whose writes are not in tables. */
    long bytes() {
        return flushingBytes + current.end();
    }

    /** The bytes of all since the store was opened. */
    long written() {
        return endedBytes + current.end();
    }

    /** The writes of the log before are in a table. */
    void flushed() {
        flushingBytes = 0;
    }

    /** Makes what was written durable beside the writes, a part at a time, so that the end of a log need not wait for all of it. */
    void syncAhead() {
        if (syncingAhead || current.end() - current.synced() < aheadBytes) {
            return;
        }
        syncingAhead = true;
        LogWriter target = current;
        try {
            syncs.execute(() -> syncAhead(target));
        } catch (Throwable e) {
            syncingAhead = false;
            throw e;
        }
    }

    private void syncAhead(LogWriter target) {
        try {
            target.sync();
        } catch (Throwable e) {
            failed.accept(e);
        }
        lock.lock();
        try {
            syncingAhead = false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Makes a log durable up to a position; earlier logs are durable already. The lock is not held: writes of others come into
     * the log meanwhile.
     */
    void sync(LogWriter target, long end) throws IOException {
        try {
            target.syncTo(end, () -> {
                lock.lock();
                try {
                    target.flush();
                } finally {
                    lock.unlock();
                }
            });
        } catch (Throwable e) {
            failed.accept(e);
            throw e;
        }
    }

    /** Makes all that was written durable. */
    void sync() throws IOException {
        current.flush();
        current.sync();
    }

    /**
     * Begins the next log, whose first write has a number. All earlier logs are durable before it is there, so that a write
     * which survives in it proves that what is before was once whole.
     *
     * @return its number
     */
    long next(long firstSequence) throws IOException {
        sync();
        long number = files.newNumber();
        LogWriter next = LogWriter.create(
                directory,
                LogFormat.Header.ofWrites(recovery.store(), number, firstSequence, files.newSalt()),
                recovery.tail());
        LogWriter previous = current;
        flushingBytes = previous.end();
        endedBytes += previous.end();
        current = next;
        previous.close();
        return number;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
