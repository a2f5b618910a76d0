package dev.ashlar.kvstore;

import dev.ashlar.kvstore.Levels.Placed;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** The store behind {@link KvStore}: the write path, and the flush to tables behind it. */
final class Engine {
    /*
     * A write begins with the lock held, and is completed without it: see Pipeline. Writers who wait for the drive share one
     * flush of it.
     *
     * A failure of a log or the manifest is final (see docs/adr/0005): what the disk holds is then not known, so no more
     * writes are taken until the store is opened again. Reads go on.
     */

    /** How many memtables the base level holds. */
    private static final long BASE_MEMTABLES = 4;

    private final Directory directory;
    private final KvOptions options;
    private final Background background;
    private final Closeable directoryLock;
    private final BlockCache cache;
    private final Recovery.Outcome recovery;
    private final Events events;
    private final ReadPath reads;
    private final Snapshots snapshots = new Snapshots();
    private final TableFiles files;
    private final Tables tables;
    private final CompactionPicker picker;
    private final Merger merger;
    private final Compactor compactor;

    private final ReentrantLock closing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Pipeline pipeline;
    private final Stalls stalls;
    private final Logs logs;

    private long putBytes;
    private long flushedBytes;
    private long compactedBytes;
    private final Failure failure = new Failure();

    private Engine(
            Directory directory,
            KvOptions options,
            Background background,
            RandomGenerator random,
            Closeable directoryLock,
            BlockCache cache,
            Recovery.Outcome recovery) {
        this.directory = directory;
        this.options = options;
        this.background = background;
        this.directoryLock = directoryLock;
        this.cache = cache;
        this.recovery = recovery;
        events = new Events(options.listener());
        Handles handles = new Handles(events, options.trackHandles());
        Levels levels = Levels.of(recovery.tables());
        View view = new View(new Memtable(levels.commonBeginning(new Memtable())), null, levels);
        long visible = recovery.manifest().state().lastSequence();
        reads = new ReadPath(directory.path(), options, cache, handles, view, visible);
        pipeline = new Pipeline(reads);
        files = new TableFiles(directory, recovery.store(), cache, random, recovery.nextFile());
        logs = new Logs(directory, options, recovery, files, lock, background.syncs(), this::failed);
        tables = new Tables(recovery.manifest(), files, reads);
        picker = new CompactionPicker(options.compaction(), BASE_MEMTABLES * options.memtableBytes());
        merger = new Merger(
                directory,
                options,
                files,
                reads,
                snapshots,
                picker,
                this::install,
                this::drained,
                events,
                background.nanoClock());
        compactor = new Compactor(picker, background.compactions(), tables::levels, merger::run, this::wakeWriters);
        stalls = new Stalls(
                lock, failure, reads, picker, compactor, options.memtableBytes(), this::rotate, background.nanoClock());
    }

    /**
     * Opens a store; whatever was opened on the way is closed if that fails.
     *
     * @param background runs flushes and compactions, and is ended by {@link #close()} or a failure
     * @param random makes the numbers that tell files apart
     */
    static Engine open(Directory directory, KvOptions options, Background background, RandomGenerator random)
            throws IOException {
        if (!options.createIfMissing()) {
            Recovery.requireStore(directory); // before the lock makes a file
        }
        Closeable directoryLock = directory.lock();
        try {
            BlockCache cache = options.newCache();
            Recovery.Outcome recovery = new Recovery(directory, options, cache, random).run();
            Engine engine = new Engine(directory, options, background, random, directoryLock, cache, recovery);
            for (Placed placed : recovery.tables()) {
                placed.table().release(); // the view has them now
            }
            engine.compactor.schedule();
            return engine;
        } catch (Throwable e) {
            Closing.quietly(directoryLock);
            Closing.quietly(background.end());
            throw e;
        }
    }

    String path() {
        return directory.path();
    }

    ReadPath reads() {
        return reads;
    }

    Snapshot snapshot() {
        return reads.snapshot(snapshots);
    }

    void write(WriteBatch batch, Durability durability) throws IOException {
        reads.checkOpen();
        int count = batch.count();
        if (count == 0) {
            return;
        }
        Pipeline.Begun begun;
        long waited;
        boolean written = false;
        ByteSink encoded = batch.beginWriting();
        try {
            lock.lock();
            try {
                waited = stalls.awaitTurn();
                if (pipeline.newest() > Writes.MAX_SEQUENCE - count) {
                    throw new IOException("a store takes at most " + Writes.MAX_SEQUENCE + " writes: " + path());
                }
                putBytes += encoded.length();
                stalls.wrote(encoded.length());
                logs.syncAhead();
                begun = begin(encoded, count, durability); // the last step, for what has begun must be completed
            } finally {
                lock.unlock();
            }
            complete(begun);
            written = true;
        } finally {
            batch.endWriting();
            if (!written) {
                tellFailure();
            }
        }
        if (durability == Durability.SYNC) {
            logs.sync(begun.log(), begun.end());
        }
        if (waited > 0) {
            KvListener.Stall stall = new KvListener.Stall(Duration.ofNanos(waited));
            events.tell(listener -> listener.stalled(stall));
        }
    }

    private Pipeline.Begun begin(ByteSink batch, int count, Durability durability) throws IOException {
        try {
            return pipeline.begin(batch, count, durability, logs.current(), lock.hasQueuedThreads());
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
    }

    private void complete(Pipeline.Begun begun) throws IOException {
        try {
            pipeline.complete(begun);
        } catch (Throwable e) {
            failed(e);
            throw e;
        }
    }

    /** Makes everything that was written before durable. */
    void sync() throws IOException {
        LogWriter target;
        long end;
        lock.lock();
        try {
            stalls.checkWritable();
            target = logs.current();
            end = target.end();
        } finally {
            lock.unlock();
        }
        logs.sync(target, end);
    }

    /** Writes the memtable to a table, and waits for it. */
    void flush() throws IOException {
        lock.lock();
        try {
            stalls.awaitFlushed();
            if (reads.view().active().entries() > 0) {
                rotate();
                stalls.awaitFlushed();
            }
        } finally {
            lock.unlock();
            tellFailure();
        }
    }

    KvStats stats() {
        lock.lock();
        try {
            reads.checkOpen();
            View now = reads.view();
            Memtable flushing = now.flushing();
            return new KvStats(
                    now.levels().stats(),
                    logs.bytes(),
                    now.active().bytes() + (flushing == null ? 0 : flushing.bytes()),
                    cache.bytes(),
                    now.levels().all().stream().mapToLong(Table::memory).sum(),
                    snapshots.sequences().length,
                    reads.visible(),
                    recovery.recoveredWrites(),
                    recovery.droppedLogBytes(),
                    picker.debt(now.levels()),
                    putBytes,
                    logs.written(),
                    flushedBytes,
                    compactedBytes,
                    stalls.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** Merges all tables with keys in a range down to the deepest level that has some. */
    void compactRange(KeyRange range) throws IOException {
        flush();
        compactor.runAlone(() -> merger.mergeRange(range));
    }

    void pauseCompactions() throws IOException {
        reads.checkOpen();
        compactor.pause();
    }

    void resumeCompactions() {
        reads.checkOpen();
        compactor.resume();
    }

    /** Flushes what is in memory, and closes everything; a failure is told after all else is closed. */
    void close() throws IOException {
        closing.lock(); // a second closing waits for the first
        try {
            if (reads.close()) { // what is being merged stops soon
                closeAll();
            }
        } finally {
            closing.unlock();
        }
    }

    private void closeAll() throws IOException {
        Closing steps = new Closing();
        compactor.close();
        lock.lock();
        try {
            stalls.wake();
            // Should the flush fail, or one have failed before, the log still has everything.
            steps.run(logs::sync);
            steps.run(() -> {
                stalls.awaitLastFlush();
                if (reads.view().active().entries() > 0) {
                    rotate();
                    stalls.awaitLastFlush();
                }
            });
        } finally {
            lock.unlock();
        }
        steps.close(background.end());
        steps.close(logs);
        steps.close(tables);
        steps.run(reads.view()::release);
        steps.close(directoryLock);
        steps.finish();
    }

    /** Begins a new log and a new memtable, and the flush of the one before. */
    private void rotate() throws IOException {
        try {
            pipeline.drain();
            long upTo = pipeline.newest();
            long log = logs.next(upTo + 1);
            View before = reads.update(now ->
                    new View(new Memtable(now.levels().commonBeginning(now.active())), now.active(), now.levels()));
            before.release();
            Identity table = files.newIdentity();
            stalls.flushing(0);
            background.flushes().execute(() -> flushInBackground(table, upTo, log));
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
    }

    private void flushInBackground(Identity identity, long upTo, long firstLog) {
        Table table;
        long begin = now();
        try {
            Memtable memtable = Objects.requireNonNull(reads.view().flushing(), "flushing");
            table = files.open(
                    Flush.write(directory, identity, memtable, snapshots.sequences(), options, stalls::flushing));
            install(Change.ofFlush(upTo, firstLog, new Placed(0, table)));
        } catch (Throwable e) {
            failed(e);
            return;
        }
        Recovery.deleteLogsBefore(directory, firstLog);
        compactor.schedule();
        KvListener.Flush flush =
                new KvListener.Flush(table.entries(), table.info().fileBytes(), Duration.ofNanos(now() - begin));
        events.tell(listener -> listener.flushed(flush));
    }

    /** Makes a change durable, and then visible. Should it fail, it is not known whether it is durable: that is final. */
    private void install(Change change) throws IOException {
        try {
            tables.install(change);
        } catch (Throwable e) {
            failed(e);
            throw e;
        }
        lock.lock();
        try {
            if (change.flushed()) {
                flushedBytes += change.createdBytes();
                logs.flushed();
            } else {
                compactedBytes += change.createdBytes();
            }
            stalls.wake();
        } finally {
            lock.unlock();
        }
    }

    /** Those that wait for compactions look again whether there will be any. */
    private void wakeWriters() {
        lock.lock();
        try {
            stalls.wake();
        } finally {
            lock.unlock();
        }
    }

    private void drained(int tables, long nanos) {
        lock.lock();
        try {
            stalls.drained(tables, nanos);
        } finally {
            lock.unlock();
        }
    }

    private long now() {
        return background.nanoClock().getAsLong();
    }

    /** No more writes, from now on; with the lock held. */
    private void fail(Throwable cause) {
        failure.set(cause);
        stalls.wake();
    }

    private void failed(Throwable cause) {
        lock.lock();
        try {
            fail(cause);
        } finally {
            lock.unlock();
            tellFailure();
        }
    }

    /** Tells the listener, once, that something has failed, if it has; without the lock. */
    private void tellFailure() {
        Throwable cause;
        lock.lock();
        try {
            cause = failure.takeUntold();
        } finally {
            lock.unlock();
        }
        if (cause != null) {
            events.tell(listener -> listener.failed(cause));
        }
    }
}
