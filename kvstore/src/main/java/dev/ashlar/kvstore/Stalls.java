package dev.ashlar.kvstore;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** Where writes wait for flushes and compactions. Guarded by the lock of the engine, which is given up meanwhile. */
final class Stalls {
    /** Makes a full memtable the one that is flushed. */
    @FunctionalInterface
    interface Rotation {
        void rotate() throws IOException;
    }

    /** No write waits longer for the pace of a flush. */
    private static final long FLUSH_PACE_NANOS = 10_000_000;

    /** What writing the entries is of a flush; the rest is making them durable. */
    private static final double ENTRIES_OF_FLUSH = 0.875;

    private final Failure failure;
    private final ReadPath reads;
    private final CompactionPicker picker;
    private final Compactor compactor;
    private final long memtableBytes;
    private final Rotation rotation;
    private final LongSupplier nanoClock;
    private final Pacing pacing;

    /** A memtable has been flushed, compactions have ended, or it is of no use to wait for either. */
    private final Condition changed;

    private long nanos;

    /** How often one has waited: who finds more afterwards has waited too. */
    private long waits;

    /** Which share of its entries the flush has written; set without the lock. */
    private volatile double flushed;

    /** Lets writes wait by a condition of a lock. */
    Stalls(
            ReentrantLock lock,
            Failure failure,
            ReadPath reads,
            CompactionPicker picker,
            Compactor compactor,
            long memtableBytes,
            Rotation rotation,
            LongSupplier nanoClock) {
        this.failure = failure;
        this.reads = reads;
        this.picker = picker;
        this.compactor = compactor;
        this.memtableBytes = memtableBytes;
        this.rotation = rotation;
        this.nanoClock = nanoClock;
        pacing = new Pacing(picker.maxLevel0Tables(), memtableBytes);
        changed = lock.newCondition();
    }

    /** For how long writes have waited, all together. */
    long nanos() {
        return nanos;
    }

    /** Those that wait look again. */
    void wake() {
        changed.signalAll();
    }

    void checkWritable() throws IOException {
        reads.checkOpen();
        failure.check(reads.path());
    }

    /** Waits until there is room for a write, and for the pace of flushes and compactions; returns for how long it did. */
    long awaitTurn() throws IOException {
        if (!isFull() && !pacing.isActive() && !isAheadOfFlush()) {
            checkWritable();
            return 0;
        }
        long before = waits;
        long begin = now();
        long waited = 0;
        try {
            awaitRoom();
            if (awaitPace()) {
                awaitRoom();
            }
        } finally {
            if (waits != before) { // without a wait of its own it kept the lock, and nobody else waited
                waited = now() - begin;
                nanos += waited;
            }
        }
        return waited;
    }

    /** Some bytes were written: those that come may have to be slower. */
    void wrote(long bytes) {
        int unmerged = unmerged();
        if (unmerged >= pacing.from() || pacing.isActive()) {
            pacing.wrote(bytes, compactor.isActive() ? unmerged : 0, now());
        }
    }

    /** Some tables of level 0 were merged, in some time. */
    void drained(int tables, long inNanos) {
        pacing.merged(tables, inNanos);
    }

    /** A flush has written a share of its entries; for the thread that flushes, without the lock. */
    void flushing(double share) {
        flushed = share;
    }

    /** Waits until no memtable is being flushed. */
    void awaitFlushed() throws IOException {
        checkWritable();
        while (reads.view().flushing() != null) {
            awaitChange(Long.MAX_VALUE);
            checkWritable();
        }
    }

    /** For a store that is being closed: whatever happens, the flush is waited for. */
    void awaitLastFlush() throws IOException {
        while (reads.view().flushing() != null && !failure.isThere()) {
            changed.awaitUninterruptibly();
        }
        failure.check(reads.path());
    }

    /** Makes room in the memtable; waits while the one before is still being flushed, or too much waits to be merged. */
    private void awaitRoom() throws IOException {
        checkWritable();
        while (isFull()) {
            awaitFlushed();
            if (isFull()) { // nobody else made room meanwhile
                awaitCompactions();
                if (isFull() && reads.view().flushing() == null) {
                    rotation.rotate();
                }
                checkWritable(); // the store may have been closed meanwhile
            }
        }
    }

    private boolean isFull() {
        return reads.view().active().bytes() >= memtableBytes;
    }

    /** Waits while level 0 has too many tables; not while compactions are paused, for then that is wanted. */
    private void awaitCompactions() throws IOException {
        while (unmerged() >= picker.maxLevel0Tables() && reads.view().flushing() == null) {
            Throwable cause = compactor.failure();
            if (cause != null) {
                throw new IOException(
                        "too many tables wait to be merged, and compactions have failed: " + reads.path() + ": "
                                + cause.getMessage(),
                        cause);
            }
            if (!compactor.isActive()) {
                return;
            }
            awaitChange(Long.MAX_VALUE);
            checkWritable();
        }
    }

    /** Whether the memtable is further ahead of the flush of the one before than half of what is left of that. */
    private boolean isAheadOfFlush() {
        View now = reads.view();
        long bytes = now.active().bytes();
        return bytes > memtableBytes / 2
                && now.flushing() != null
                && bytes > memtableBytes * (1 + ENTRIES_OF_FLUSH * flushed) / 2;
    }

    /** Waits so that flushes and compactions keep up with writes; for the latter not while they are paused. */
    private boolean awaitPace() throws IOException {
        long wait = compactor.isActive() ? pacing.waitNanos(now()) : 0;
        if (isAheadOfFlush()) {
            wait = FLUSH_PACE_NANOS;
        }
        if (wait == 0) {
            return false;
        }
        awaitChange(wait);
        return true;
    }

    /** Waits for a change of the tables, but not longer than a time; callers look again. */
    @SuppressWarnings("WaitNotInLoop")
    private void awaitChange(long atMost) throws IOException {
        waits++;
        try {
            changed.awaitNanos(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while waiting for flushes or compactions").initCause(e);
        }
    }

    private int unmerged() {
        return reads.view().levels().level(0).size();
    }

    private long now() {
        return nanoClock.getAsLong();
    }
}
