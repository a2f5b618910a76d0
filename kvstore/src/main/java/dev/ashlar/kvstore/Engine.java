package dev.ashlar.kvstore;

import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.manifest.Edit;
import dev.ashlar.kvstore.internal.manifest.Manifest;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The store behind {@link KvStore}: the write path, the read path, and the flush between them. */
final class Engine {
    /*
     * A write holds the lock while it goes to the log and the memtable, and gives it up before it waits for the drive, so
     * that writers who wait for the drive share one flush of it.
     *
     * Readers take no lock. They read the view first and then the number of the newest complete write: whatever the view
     * holds up to that number is there in full, and the view keeps what it refers to alive.
     *
     * A failure of a log or the manifest is final (see docs/adr/0004): what the disk holds is then not known, so no more
     * writes are taken until the store is opened again. Reads go on.
     */
    private final Directory directory;
    private final KvOptions options;
    private final Executor flusher;
    private final Closeable flusherEnd;
    private final Closeable directoryLock;
    private final BlockCache cache;
    private final Manifest manifest;
    private final Recovery.Outcome recovery;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flushed = lock.newCondition();
    private LogWriter log;
    private long logNumber;
    private long flushingLogBytes;
    private long nextFile;
    private @Nullable IOException failure;
    private volatile boolean closed;
    private volatile View view;
    private volatile long visible;

    private Engine(
            Directory directory,
            KvOptions options,
            Executor flusher,
            Closeable flusherEnd,
            Closeable directoryLock,
            BlockCache cache,
            Recovery.Outcome recovery) {
        this.directory = directory;
        this.options = options;
        this.flusher = flusher;
        this.flusherEnd = flusherEnd;
        this.directoryLock = directoryLock;
        this.cache = cache;
        this.recovery = recovery;
        this.manifest = recovery.manifest();
        this.log = recovery.log();
        this.logNumber = recovery.logNumber();
        this.nextFile = recovery.nextFile();
        this.view = new View(new Memtable(), null, recovery.tables());
        this.visible = manifest.state().lastSequence();
    }

    /**
     * Opens a store; whatever was opened on the way is closed if that fails.
     *
     * @param flusher runs flushes, one at a time
     * @param flusherEnd waits for what the flusher still does, and ends it
     */
    static Engine open(Directory directory, KvOptions options, Executor flusher, Closeable flusherEnd)
            throws IOException {
        Closeable directoryLock = directory.lock();
        try {
            BlockCache cache = new BlockCache(options.blockCacheBytes());
            Recovery.Outcome recovery = new Recovery(directory, options, cache).run();
            return new Engine(directory, options, flusher, flusherEnd, directoryLock, cache, recovery);
        } catch (Throwable e) {
            Closing.quietly(directoryLock);
            Closing.quietly(flusherEnd);
            throw e;
        }
    }

    String path() {
        return directory.path();
    }

    byte @Nullable [] get(byte[] key) throws IOException {
        checkOpen();
        View now = view;
        long newest = visible;
        int node = now.active().find(key, newest);
        Memtable memtable = now.active();
        if (node == 0 && now.flushing() != null) {
            memtable = now.flushing();
            node = memtable.find(key, newest);
        }
        if (node != 0) {
            return memtable.isDeletion(node) ? null : memtable.value(node);
        }
        if (now.tables().isEmpty()) {
            return null;
        }
        long hash = BloomFilter.hash(key);
        try {
            for (Table table : now.tables()) {
                Table.Found found = table.get(key, hash, newest);
                if (found != null) {
                    return (found.trailer() & 0xFF) == Writes.DELETE ? null : found.value();
                }
            }
        } catch (ClosedChannelException e) {
            checkOpen();
            throw e;
        }
        return null;
    }

    void write(ByteSink batch, int count, Durability durability) throws IOException {
        if (count == 0) {
            checkOpen();
            return;
        }
        LogWriter target;
        long end;
        lock.lock();
        try {
            awaitRoom();
            long first = visible + 1;
            if (first > Writes.MAX_SEQUENCE - count) {
                throw new IOException("a store takes at most " + Writes.MAX_SEQUENCE + " writes: " + path());
            }
            Writes.stamp(batch, first, log.synced(), count);
            target = log;
            try {
                target.add(batch.array(), batch.length());
                if (durability != Durability.NONE) {
                    target.flush();
                }
                apply(batch, view.active());
            } catch (Throwable e) {
                fail(e);
                throw e;
            }
            visible = first + count - 1;
            end = target.end();
        } finally {
            lock.unlock();
        }
        if (durability == Durability.SYNC) {
            sync(target, end);
        }
    }

    /** Makes everything that was written before durable. */
    void sync() throws IOException {
        LogWriter target;
        long end;
        lock.lock();
        try {
            checkWritable();
            target = log;
            try {
                target.flush();
            } catch (Throwable e) {
                fail(e);
                throw e;
            }
            end = target.end();
        } finally {
            lock.unlock();
        }
        sync(target, end);
    }

    /** Writes the memtable to a table, and waits for it. */
    void flush() throws IOException {
        lock.lock();
        try {
            awaitFlushed();
            if (view.active().entries() > 0) {
                rotate();
                awaitFlushed();
            }
        } finally {
            lock.unlock();
        }
    }

    KvStats stats() {
        lock.lock();
        try {
            checkOpen();
            View now = view;
            List<Table> tables = now.tables();
            Memtable flushing = now.flushing();
            return new KvStats(
                    tables.size(),
                    tables.stream().mapToLong(table -> table.info().fileBytes()).sum(),
                    tables.stream().mapToLong(Table::entries).sum(),
                    flushingLogBytes + log.end(),
                    now.active().bytes() + (flushing == null ? 0 : flushing.bytes()),
                    visible,
                    recovery.recoveredWrites(),
                    recovery.droppedLogBytes());
        } finally {
            lock.unlock();
        }
    }

    /** Flushes what is in memory, and closes everything; a failure is told after all else is closed. */
    void close() throws IOException {
        Closing closing = new Closing();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            flushed.signalAll();
            // Should the flush fail, or one have failed before, the log still has everything.
            closing.run(() -> {
                log.flush();
                log.syncTo(log.end());
            });
            closing.run(() -> {
                awaitFlush();
                if (view.active().entries() > 0) {
                    rotate();
                    awaitFlush();
                }
            });
        } finally {
            lock.unlock();
        }
        closing.close(flusherEnd);
        closing.close(log);
        closing.close(manifest);
        view.tables().forEach(closing::close);
        closing.close(directoryLock);
        closing.finish();
    }

    private void apply(ByteSink batch, Memtable memtable) throws IOException {
        ByteSource in = new ByteSource("a batch", 0, batch.array(), 0, batch.length());
        Writes.entries(in, Writes.head(in), memtable::add);
    }

    private void sync(LogWriter target, long end) throws IOException {
        try {
            target.syncTo(end);
        } catch (Throwable e) {
            failed(e);
            throw e;
        }
    }

    /** Makes room in the memtable; waits while the one before is still being flushed. */
    private void awaitRoom() throws IOException {
        checkWritable();
        while (isFull()) {
            awaitFlushed();
            if (isFull()) { // nobody else made room meanwhile
                rotate();
                checkWritable();
            }
        }
    }

    private boolean isFull() {
        return view.active().bytes() >= options.memtableBytes();
    }

    private void awaitFlushed() throws IOException {
        checkWritable();
        try {
            while (view.flushing() != null) {
                flushed.await();
                checkWritable();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for a flush").initCause(e);
        }
    }

    /** For {@link #close()}: whatever happens, the flush is waited for. */
    private void awaitFlush() throws IOException {
        while (view.flushing() != null && failure == null) {
            flushed.awaitUninterruptibly();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /**
     * Starts a new log and a new memtable, and the flush of the ones before. All earlier logs are durable before the new
     * one is there, so that a write which survives in it proves that what is before was once whole.
     */
    private void rotate() throws IOException {
        try {
            log.flush();
            log.syncTo(log.end());
            long number = nextFile++;
            LogWriter next = startLog(directory, number, visible + 1);
            LogWriter previous = log;
            flushingLogBytes = previous.end();
            log = next;
            logNumber = number;
            view = view.rotated();
            previous.close();
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
        long tableNumber = nextFile++;
        long sequence = visible;
        long firstLog = logNumber;
        flusher.execute(() -> flushInBackground(tableNumber, sequence, firstLog));
    }

    private void flushInBackground(long tableNumber, long sequence, long firstLog) {
        Memtable memtable = view.flushing();
        if (memtable == null) {
            throw new IllegalStateException("a flush must have a memtable");
        }
        Table table = null;
        try {
            TableInfo info = Flush.write(directory, tableNumber, memtable, options);
            table = Table.open(info, directory.open(FileNames.table(tableNumber)), cache);
            manifest.apply(new Edit(sequence, firstLog, List.of(info), List.of()));
        } catch (Throwable e) {
            if (table != null) {
                Closing.quietly(table);
            }
            failed(e);
            return;
        }
        lock.lock();
        try {
            view = view.flushed(table);
            flushingLogBytes = 0;
            flushed.signalAll();
        } finally {
            lock.unlock();
        }
        Recovery.deleteLogsBefore(directory, firstLog);
    }

    /** Creates a log, so that it is there after a power loss. */
    static LogWriter startLog(Directory directory, long number, long firstSequence) throws IOException {
        LogWriter started = new LogWriter(
                directory.create(FileNames.log(number)),
                new LogFormat.Header(LogFormat.Content.WRITES, number, firstSequence));
        try {
            started.flush();
            started.syncTo(started.end());
            directory.sync();
            return started;
        } catch (Throwable e) {
            started.close();
            throw e;
        }
    }

    /** No more writes, from now on; with the lock held. */
    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause instanceof IOException io ? io : new IOException(cause);
        }
        flushed.signalAll();
    }

    private void failed(Throwable cause) {
        lock.lock();
        try {
            fail(cause);
        } finally {
            lock.unlock();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store must be open: " + path());
        }
    }

    private void checkWritable() throws IOException {
        checkOpen();
        if (failure != null) {
            throw new IOException(
                    "the store takes no more writes until it is opened again, because one failed: " + path() + ": "
                            + failure.getMessage(),
                    failure);
        }
    }
}
