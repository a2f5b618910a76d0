package dev.ashlar.kvstore;

import dev.ashlar.kvstore.Levels.Placed;
import dev.ashlar.kvstore.internal.entry.EntryCursor;
import dev.ashlar.kvstore.internal.entry.MergingCursor;
import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.manifest.Edit;
import dev.ashlar.kvstore.internal.manifest.Manifest;
import dev.ashlar.kvstore.internal.manifest.Placement;
import dev.ashlar.kvstore.internal.manifest.State;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.memtable.MemtableCursor;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
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
    private static final byte[] NOTHING = {};

    /** How many memtables the base level holds. */
    private static final long BASE_MEMTABLES = 4;

    /** How many tables level 0 has when writes wait for compactions. */
    private static final int MAX_LEVEL_0_TABLES = 16;

    private final Directory directory;
    private final KvOptions options;
    private final Background background;
    private final Closeable directoryLock;
    private final BlockCache cache;
    private final Manifest manifest;
    private final Recovery.Outcome recovery;
    private final TableFiles files;
    private final CompactionPicker picker;
    private final Compactor compactor;

    private final ReentrantLock closing = new ReentrantLock();
    /** Orders changes of the tables. Taken before {@link #lock}. */
    private final ReentrantLock installing = new ReentrantLock();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition installed = lock.newCondition();
    private final NavigableMap<Long, Integer> snapshots = new TreeMap<>();
    private LogWriter log;
    private long flushingLogBytes;
    private long putBytes;
    private long flushedBytes;
    private long compactedBytes;
    private long stallNanos;
    private boolean failed;
    private @Nullable Throwable failure;
    private volatile boolean closed;
    private volatile View view;
    private volatile long visible;

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
        this.manifest = recovery.manifest();
        this.log = recovery.log();
        this.files = new TableFiles(directory, recovery.store(), cache, random, recovery.nextFile());
        Levels levels = Levels.of(recovery.tables());
        this.view = new View(new Memtable(levels.commonBeginning()), null, levels);
        this.visible = manifest.state().lastSequence();
        this.picker = new CompactionPicker(BASE_MEMTABLES * options.memtableBytes());
        this.compactor =
                new Compactor(picker, background.compactions(), () -> view.levels(), this::compact, this::wakeWriters);
    }

    /**
     * Where what the store does by itself is run.
     *
     * @param flushes runs flushes, one at a time
     * @param compactions runs compactions, one at a time
     * @param end waits for what they still do, and ends them
     * @param nanoClock tells how long writes have waited
     */
    record Background(Executor flushes, Executor compactions, Closeable end, LongSupplier nanoClock) {}

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
            BlockCache cache = new BlockCache(options.blockCacheBytes());
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

    byte @Nullable [] get(byte[] key, long maxSequence) throws IOException {
        ValueTarget target = new ValueTarget();
        get(key, NOTHING, target, maxSequence);
        return target.value();
    }

    int get(byte[] key, byte[] array, long maxSequence) throws IOException {
        return get(key, array, null, maxSequence);
    }

    private int get(byte[] key, byte[] array, @Nullable ValueTarget target, long maxSequence) throws IOException {
        while (true) {
            checkOpen();
            View now = view;
            try {
                return now.find(key, Math.min(maxSequence, visible), array, target);
            } catch (ClosedChannelException e) {
                checkOpen();
                if (view == now) {
                    throw e;
                } // a table was merged into others meanwhile
            }
        }
    }

    List<byte @Nullable []> multiGet(List<byte[]> keys, long maxSequence) throws IOException {
        keys.forEach(WriteBatch::checkKey);
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        View pinned = pin();
        try {
            long newest = Math.min(maxSequence, visible); // after the view, as always
            for (byte[] key : keys) {
                ValueTarget target = new ValueTarget();
                pinned.find(key, newest, NOTHING, target);
                values.add(target.value());
            }
        } finally {
            release(pinned);
        }
        return Collections.unmodifiableList(values);
    }

    Cursor cursor(KeyRange range, long maxSequence) {
        View pinned = pin();
        long newest = Math.min(maxSequence, visible);
        List<EntryCursor> runs = new ArrayList<>();
        runs.add(new MemtableCursor(pinned.active()));
        if (pinned.flushing() != null) {
            runs.add(new MemtableCursor(pinned.flushing()));
        }
        pinned.levels().addCursors(runs);
        return new Cursor(this, pinned, new MergingCursor(runs), newest, range, options.checkedSlices());
    }

    Snapshot snapshot() {
        lock.lock();
        try {
            checkOpen();
            snapshots.merge(visible, 1, Integer::sum);
            return new Snapshot(this, visible);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a snapshot. */
    void release(long sequence) {
        lock.lock();
        try {
            snapshots.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the use of a view. */
    void release(View pinned) throws IOException {
        pinned.release();
    }

    /** The view of now, in use until it is released. */
    private View pin() {
        while (true) {
            checkOpen();
            View now = view;
            if (now.retain()) {
                return now;
            }
        }
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
                if (durability == Durability.OS) {
                    target.flush();
                }
            } catch (Throwable e) {
                fail(e);
                throw e;
            }
            visible = first + count - 1;
            putBytes += encoded.length();
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
            Memtable flushing = now.flushing();
            return new KvStats(
                    now.levels().stats(),
                    flushingLogBytes + log.end(),
                    now.active().bytes() + (flushing == null ? 0 : flushing.bytes()),
                    cache.bytes(),
                    now.levels().all().stream().mapToLong(Table::memory).sum(),
                    snapshots.size(),
                    visible,
                    recovery.recoveredWrites(),
                    recovery.droppedLogBytes(),
                    picker.debt(now.levels()),
                    putBytes,
                    flushedBytes,
                    compactedBytes,
                    stallNanos);
        } finally {
            lock.unlock();
        }
    }

    /** Merges all tables with keys in a range down to the deepest level that has some. */
    void compactRange(KeyRange range) throws IOException {
        flush();
        compactor.runAlone(() -> {
            for (int level = 0; level < Levels.COUNT - 1; level++) {
                Levels now = view.levels();
                List<Table> upper = level == 0 ? now.level(0) : now.overlapping(level, range);
                if (!upper.isEmpty() && !now.overlapping(level, range).isEmpty()) {
                    merge(Compaction.of(now, level, picker.outputOf(now, level), upper));
                }
            }
        });
    }

    void pauseCompactions() throws IOException {
        checkOpen();
        compactor.pause();
    }

    void resumeCompactions() {
        checkOpen();
        compactor.resume();
    }

    /** Reads every block of every table again. */
    void verify() throws IOException {
        View pinned = pin();
        try {
            for (Table table : pinned.levels().all()) {
                table.verify();
            }
        } finally {
            release(pinned);
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
        closed = true; // what is being merged stops soon
        compactor.close();
        lock.lock();
        try {
            installed.signalAll();
            // Should the flush fail, or one have failed before, the log still has everything.
            steps.run(() -> {
                log.flush();
                log.sync();
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
        steps.close(background.end());
        steps.close(log);
        steps.close(manifest);
        steps.run(view::release);
        steps.close(directoryLock);
        steps.finish();
    }

    private void apply(ByteSink batch, Memtable memtable) throws IOException {
        ByteSource in = new ByteSource("a batch", 0, batch.array(), 0, batch.length());
        Writes.entries(in, Writes.head(in), memtable::add);
    }

    /** Earlier logs are durable already. The lock is not held: writes of others come into the log meanwhile. */
    private void sync(LogWriter target, long end) throws IOException {
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
            failed(e);
            throw e;
        }
    }

    /** Makes room in the memtable; waits while the one before is still being flushed, or too much waits to be merged. */
    private void awaitRoom() throws IOException {
        checkWritable();
        while (isFull()) {
            awaitFlushed();
            if (isFull()) { // nobody else made room meanwhile
                awaitCompactions();
                if (isFull() && view.flushing() == null) {
                    rotate();
                }
                checkWritable(); // the store may have been closed meanwhile
            }
        }
    }

    /** Waits while level 0 has too many tables; not while compactions are paused, for then that is wanted. */
    private void awaitCompactions() throws IOException {
        while (view.levels().level(0).size() >= MAX_LEVEL_0_TABLES && view.flushing() == null) {
            Throwable cause = compactor.failure();
            if (cause != null) {
                throw new IOException(
                        "too many tables wait to be merged, and compactions have failed: " + path() + ": "
                                + cause.getMessage(),
                        cause);
            }
            if (!compactor.isActive()) {
                return;
            }
            awaitChange();
            checkWritable();
        }
    }

    private boolean isFull() {
        return view.active().bytes() >= options.memtableBytes();
    }

    private void awaitFlushed() throws IOException {
        checkWritable();
        while (view.flushing() != null) {
            awaitChange();
            checkWritable();
        }
    }

    /** Waits for a change of the tables, or not: callers look again. */
    @SuppressWarnings("WaitNotInLoop")
    private void awaitChange() throws IOException {
        long begin = background.nanoClock().getAsLong();
        try {
            installed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for a flush").initCause(e);
        } finally {
            stallNanos += background.nanoClock().getAsLong() - begin;
        }
    }

    /** Those that wait for compactions look again whether there will be any. */
    private void wakeWriters() {
        lock.lock();
        try {
            installed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For {@link #close()}: whatever happens, the flush is waited for. */
    private void awaitFlush() throws IOException {
        while (view.flushing() != null && !failed) {
            installed.awaitUninterruptibly();
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
            log.sync();
            long number = files.newNumber();
            LogWriter next = startLog(directory, header(recovery.store(), number, visible + 1, files.newSalt()));
            LogWriter previous = log;
            flushingLogBytes = previous.end();
            log = next;
            View before = view;
            view = new View(new Memtable(before.levels().commonBeginning()), before.active(), before.levels());
            before.release();
            previous.close();
            Identity table = files.newIdentity();
            long sequence = visible;
            background.flushes().execute(() -> flushInBackground(table, sequence, number));
        } catch (Throwable e) {
            fail(e);
            throw e;
        }
    }

    private void flushInBackground(Identity identity, long sequence, long firstLog) {
        try {
            Memtable memtable = Objects.requireNonNull(view.flushing(), "flushing");
            TableInfo info = Flush.write(directory, identity, memtable, snapshots(), options);
            List<Placed> added = List.of(new Placed(0, files.open(info)));
            install(new Change(sequence, firstLog, List.of(), added, true));
        } catch (Throwable e) {
            failed(e);
            return;
        }
        Recovery.deleteLogsBefore(directory, firstLog);
        compactor.schedule();
    }

    private void compact(Compaction compaction) throws IOException {
        if (compaction.isMove()) {
            List<Placed> moved = new ArrayList<>();
            compaction.upper().forEach(table -> moved.add(new Placed(compaction.outputLevel(), table)));
            install(new Change(0, 0, compaction.inputNumbers(), moved, false));
        } else {
            merge(compaction);
        }
    }

    private void merge(Compaction compaction) throws IOException {
        View pinned = pin(); // the tables that are merged stay open
        try {
            CompactionJob job = new CompactionJob(
                    directory, compaction, pinned.levels(), snapshots(), options, files::newIdentity, () -> closed);
            List<Placed> added = new ArrayList<>();
            for (Table table : files.openAll(job.run())) {
                added.add(new Placed(compaction.outputLevel(), table));
            }
            install(new Change(0, 0, compaction.inputNumbers(), added, false));
        } finally {
            release(pinned);
        }
    }

    /**
     * A change of the tables.
     *
     * @param sequence every write up to it is in tables
     * @param firstLog the oldest log that still matters
     * @param removed numbers of the tables that go, or move
     * @param added the tables that come, each with one user more than its views are, or move
     * @param flushed whether the memtable that was being flushed is among them
     */
    private record Change(long sequence, long firstLog, List<Long> removed, List<Placed> added, boolean flushed) {}

    /** Makes a change durable, and then visible. Should it fail, it is not known whether it is durable: that is final. */
    private void install(Change change) throws IOException {
        View before;
        installing.lock();
        try {
            List<Placement> placements = new ArrayList<>();
            change.added().forEach(placed -> placements.add(placed.placement()));
            State state = manifest.state();
            manifest.apply(new Edit(
                    Math.max(state.lastSequence(), change.sequence()),
                    Math.max(state.logNumber(), change.firstLog()),
                    placements,
                    change.removed()));
            lock.lock();
            try {
                before = view;
                Levels levels = before.levels().with(change.removed(), change.added());
                view = new View(before.active(), change.flushed() ? null : before.flushing(), levels);
                count(change);
                installed.signalAll();
            } finally {
                lock.unlock();
            }
        } catch (Throwable e) {
            failed(e);
            change.added().forEach(placed -> {
                if (!change.removed().contains(placed.table().info().number())) {
                    Closing.quietly(placed.table()::release);
                }
            });
            throw e;
        } finally {
            installing.unlock();
        }
        endUse(before, change);
    }

    private void count(Change change) {
        long bytes = 0;
        for (Placed placed : change.added()) {
            if (!change.removed().contains(placed.table().info().number())) {
                bytes += placed.table().info().fileBytes();
            }
        }
        if (change.flushed()) {
            flushedBytes += bytes;
            flushingLogBytes = 0;
        } else {
            compactedBytes += bytes;
        }
    }

    /** Tables that are gone are deleted once nobody reads them any more. */
    private void endUse(View before, Change change) {
        Set<Long> stay = new HashSet<>();
        for (Placed placed : change.added()) {
            long number = placed.table().info().number();
            if (change.removed().contains(number)) {
                stay.add(number); // it has moved
            } else {
                Closing.quietly(placed.table()::release); // the view has it now
            }
        }
        for (Table table : before.levels().all()) {
            long number = table.info().number();
            if (change.removed().contains(number) && !stay.contains(number)) {
                table.whenReleased(() -> {
                    if (!closed) { // later, the directory may be another store's
                        files.delete(number);
                    }
                });
            }
        }
        Closing.quietly(before::release); // what cannot be deleted now is when the store is opened next
    }

    /** The sequence numbers of open snapshots, ascending. */
    private long[] snapshots() {
        lock.lock();
        try {
            return snapshots.keySet().stream().mapToLong(Long::longValue).toArray();
        } finally {
            lock.unlock();
        }
    }

    static LogFormat.Header header(long store, long number, long firstSequence, int salt) {
        return new LogFormat.Header(LogFormat.Content.WRITES, store, number, firstSequence, salt);
    }

    /** Creates a log, so that it is there after a power loss. */
    static LogWriter startLog(Directory directory, LogFormat.Header header) throws IOException {
        LogWriter started = new LogWriter(directory.create(FileNames.log(header.number())), header);
        try {
            started.flush();
            started.sync();
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
        installed.signalAll();
    }

    private void failed(Throwable cause) {
        lock.lock();
        try {
            fail(cause);
        } finally {
            lock.unlock();
        }
    }

    void checkOpen() {
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
