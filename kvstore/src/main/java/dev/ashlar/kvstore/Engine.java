package dev.ashlar.kvstore;

import dev.ashlar.bloom.MembershipFilter;
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
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The store behind {@link KvStore}: the write path, the read path, and the flush between them. */
final class Engine {
    /*
     * A write holds the lock while it goes to the memtable and the log, and gives it up before it waits for the drive, so
     * that writers who wait for the drive share one flush of it. The memtable comes first: should there not be memory for
     * the write, nothing of it is in the log. It is not visible until it is in both.
     *
     * Readers take no lock. They read the view first and then the number of the newest complete write: whatever the view
     * holds up to that number is there in full, and the view keeps what it refers to alive.
     *
     * A failure of a log or the manifest is final (see docs/adr/0005): what the disk holds is then not known, so no more
     * writes are taken until the store is opened again. Reads go on.
     */
    private final Directory directory;
    private final KvOptions options;
    private final Executor flusher;
    private final Closeable flusherEnd;
    private final RandomGenerator random;
    private final Closeable directoryLock;
    private final BlockCache cache;
    private final Manifest manifest;
    private final Recovery.Outcome recovery;

    private final ReentrantLock closing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition flushed = lock.newCondition();
    private LogWriter log;
    private long flushingLogBytes;
    private long nextFile;
    private boolean failed;
    private @Nullable Throwable failure;
    private volatile boolean closed;
    private volatile View view;
    private volatile long visible;

    private Engine(
            Directory directory,
            KvOptions options,
            Executor flusher,
            Closeable flusherEnd,
            RandomGenerator random,
            Closeable directoryLock,
            BlockCache cache,
            Recovery.Outcome recovery) {
        this.directory = directory;
        this.options = options;
        this.flusher = flusher;
        this.flusherEnd = flusherEnd;
        this.random = random;
        this.directoryLock = directoryLock;
        this.cache = cache;
        this.recovery = recovery;
        this.manifest = recovery.manifest();
        this.log = recovery.log();
        this.nextFile = recovery.nextFile();
        this.view = new View(new Memtable(), null, recovery.tables());
        this.visible = manifest.state().lastSequence();
    }

    /**
     * Opens a store; whatever was opened on the way is closed if that fails.
     *
     * @param flusher runs flushes, one at a time
     * @param flusherEnd waits for what the flusher still does, and ends it
     * @param random makes the numbers that tell files apart
     */
    static Engine open(
            Directory directory, KvOptions options, Executor flusher, Closeable flusherEnd, RandomGenerator random)
            throws IOException {
        if (!options.createIfMissing()) {
            Recovery.requireStore(directory); // before the lock makes a file
        }
        Closeable directoryLock = directory.lock();
        try {
            BlockCache cache = new BlockCache(options.blockCacheBytes());
            Recovery.Outcome recovery = new Recovery(directory, options, cache, random).run();
            return new Engine(directory, options, flusher, flusherEnd, random, directoryLock, cache, recovery);
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
        long hash = MembershipFilter.hash(key);
        try {
            for (Table table : now.tables()) {
                Table.Found found = table.get(key, hash, newest);
                if (found != null) {
                    return found.value();
                }
            }
        } catch (ClosedChannelException e) {
            checkOpen();
            throw e;
        }
        return null;
    }

    void write(WriteBatch batch, Durability durability) throws IOException {
        checkOpen();
        int count = batch.count();
        if (count == 0) {
            return;
        }
        LogWriter target;
        long end;
        ByteSink encoded = batch.beginWriting();
        lock.lock();
        try {
            awaitRoom();
            long first = visible + 1;
            if (first > Writes.MAX_SEQUENCE - count) {
                throw new IOException("a store takes at most " + Writes.MAX_SEQUENCE + " writes: " + path());
            }
            Writes.stamp(encoded, first, log.synced(), count);
            target = log;
            try {
                apply(encoded, view.active());
                target.add(encoded.array(), encoded.length());
                if (durability != Durability.NONE) {
                    target.flush();
                }
            } catch (Throwable e) {
                fail(e);
                throw e;
            }
            visible = first + count - 1;
            end = target.end();
        } finally {
            lock.unlock();
            batch.endWriting();
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
        closing.lock(); // a second closing waits for the first
        try {
            if (!closed) {
                closeOnce();
            }
        } finally {
            closing.unlock();
        }
    }

    private void closeOnce() throws IOException {
        Closing steps = new Closing();
        lock.lock();
        try {
            closed = true;
            flushed.signalAll();
            // Should the flush fail, or one have failed before, the log still has everything.
            steps.run(() -> {
                log.flush();
                log.syncTo(log.end());
            });
            steps.run(() -> {
                awaitFlush();
                if (view.active().entries() > 0) {
                    rotate();
                    awaitFlush();
                }
            });
        } finally {
            lock.unlock();
        }
        steps.close(flusherEnd);
        steps.close(log);
        steps.close(manifest);
        view.tables().forEach(steps::close);
        steps.close(directoryLock);
        steps.finish();
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
        while (view.flushing() != null && !failed) {
            flushed.awaitUninterruptibly();
        }
        checkNotFailed();
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
            LogWriter next = startLog(directory, header(store(), number, visible + 1, random));
            LogWriter previous = log;
            flushingLogBytes = previous.end();
            log = next;
            view = view.rotated();
            previous.close();
            Identity table = new Identity(store(), nextFile++, random.nextInt());
            long sequence = visible;
            flusher.execute(() -> flushInBackground(table, sequence, number));
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
    }

    private void flushInBackground(Identity identity, long sequence, long firstLog) {
        Table table = null;
        try {
            Memtable memtable = Objects.requireNonNull(view.flushing(), "flushing");
            TableInfo info = Flush.write(directory, identity, memtable, options);
            table = Table.open(info, store(), directory.open(FileNames.table(info.number())), cache);
            manifest.apply(new Edit(sequence, firstLog, List.of(info), List.of()));
            View next = view.flushed(table);
            lock.lock();
            try {
                view = next;
                flushingLogBytes = 0;
                flushed.signalAll();
            } finally {
                lock.unlock();
            }
        } catch (Throwable e) {
            failed(e);
            if (table != null) {
                Closing.quietly(table);
            }
            return;
        }
        Recovery.deleteLogsBefore(directory, firstLog);
    }

    private long store() {
        return recovery.store();
    }

    static LogFormat.Header header(long store, long number, long firstSequence, RandomGenerator random) {
        return new LogFormat.Header(LogFormat.Content.WRITES, store, number, firstSequence, random.nextInt());
    }

    /** Creates a log, so that it is there after a power loss. */
    static LogWriter startLog(Directory directory, LogFormat.Header header) throws IOException {
        LogWriter started = new LogWriter(directory.create(FileNames.log(header.number())), header);
        try {
            started.flush();
            started.syncTo(started.end());
            directory.sync();
            return started;
        } catch (Throwable e) {
            Closing.quietly(started);
            throw e;
        }
    }

    /** No more writes, from now on; with the lock held. Allocates nothing, for memory may be what is lacking. */
    private void fail(Throwable cause) {
        if (!failed) {
            failed = true;
            failure = cause;
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
        checkNotFailed();
    }

    private void checkNotFailed() throws IOException {
        if (failed) {
            String message = failure == null ? "" : ": " + failure.getMessage();
            throw new IOException(
                    "the store takes no more writes until it is opened again, because one failed: " + path() + message,
                    failure);
        }
    }
}
