package dev.ashlar.kvstore;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/**
 * Shows writes in the order of their numbers, though they are applied by several threads at once: a write is visible when all
 * before it are. Threads may share it, but {@link #begin} is for one at a time.
 */
final class CommitQueue {
    /*
     * Each write has a turn. Who has applied one marks it, and whoever then finds the oldest turn marked shows it and goes on
     * with the next: so nobody has to wake up for its write to become visible to others, and waits only to see it himself.
     * A mark is the turn itself, so that it cannot be taken for one of an earlier turn at the same place.
     */
    private static final int CAPACITY = 1024;

    /** How often a thread looks before it waits; the writes before its own are applied in a microsecond or two. */
    private static final int SPINS = 200;

    private static final long NEVER = Long.MAX_VALUE;

    private final LongConsumer show;
    private final AtomicLongArray marks = new AtomicLongArray(CAPACITY);
    private final long[] sequences = new long[CAPACITY];
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long begun;
    private volatile long shown;
    private volatile int waiting;
    private volatile long abandoned = NEVER;

    /** A queue that hands over the number of the newest visible write each time there is a newer one. */
    CommitQueue(LongConsumer show) {
        this.show = show;
    }

    /** The turn of a write, which must be applied or abandoned. */
    long begin() throws IOException {
        await(begun - CAPACITY + 1);
        return ++begun;
    }

    /** Whether every write that has begun is visible; for the one thread that may begin one. */
    boolean isIdle() {
        return shown == begun;
    }

    /** Returns when a write that has been applied, up to a sequence number, is visible. */
    void applied(long turn, long sequence) throws IOException {
        if (shown == turn - 1) { // it is the oldest, and without a mark nobody else's to show
            show(turn, sequence);
            showMarked();
        } else {
            int place = place(turn);
            sequences[place] = sequence;
            marks.set(place, turn);
            showMarked();
            await(turn);
        }
    }

    /** A write could not be applied: neither it nor any after it will ever be visible. */
    void abandon(long turn) {
        lock.lock();
        try {
            abandoned = Math.min(abandoned, turn);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every write that has begun is visible; for the one thread that may begin one. */
    void drain() throws IOException {
        await(begun);
    }

    private void showMarked() {
        long turn = shown + 1;
        while (marks.get(place(turn)) == turn && marks.compareAndSet(place(turn), turn, 0)) {
            show(turn, sequences[place(turn)]);
            turn++;
        }
    }

    private void show(long turn, long sequence) {
        show.accept(sequence);
        shown = turn;
        if (waiting > 0) {
            wake();
        }
    }

    /** Waits for the end of a turn. An interrupt is kept for later: those before end soon. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only with the lock held
    private void await(long turn) throws IOException {
        for (int i = 0; i < SPINS && shown < turn; i++) {
            Thread.onSpinWait();
        }
        if (shown >= turn) {
            return;
        }
        lock.lock();
        try {
            waiting++;
            while (shown < turn && abandoned > turn) {
                changed.awaitUninterruptibly();
            }
        } finally {
            waiting--;
            lock.unlock();
        }
        if (shown < turn) {
            throw new IOException("a write before this one has failed");
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private static int place(long turn) {
        return (int) turn & CAPACITY - 1;
    }
}
