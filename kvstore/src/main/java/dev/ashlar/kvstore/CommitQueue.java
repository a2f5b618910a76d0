package dev.ashlar.kvstore;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows writes in the order of their numbers, though they are applied by several threads at once: a write is visible when all
 * before it are. Threads may share it, but {@link #begin} is for one at a time.
 */
final class CommitQueue {
    /*
     * Each write has a turn. Who has applied one marks it, and whoever then finds the oldest turn marked shows it and goes on
     * with the next: so nobody has to wake up for its write to become visible to others, and waits only to see it himself.
     * A mark is the turn itself, so that it cannot be taken for one of an earlier turn at the same place.
     *
     * Nobody is woken: those who wait look again. What they wait for is soon done, if the thread that does it runs at all;
     * and a thread whose memory or stack has come to its end can lose no signal to others.
     */
    private static final int CAPACITY = 1024;
    private static final int SPINS = 200;
    private static final long PAUSE_NANOS = 20_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final LongConsumer show;
    private final AtomicLongArray marks = new AtomicLongArray(CAPACITY);
    private final long[] sequences = new long[CAPACITY];
    private final AtomicLong abandoned = new AtomicLong(NEVER);
    private volatile @Nullable Throwable cause;
    private volatile long shown;
    private long begun;

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

    /** A write could not be applied: neither it, unless it is visible already, nor any after it ever will be. */
    void abandon(long turn, Throwable why) {
        cause = why;
        long now = abandoned.get();
        while (turn < now && !abandoned.compareAndSet(now, turn)) {
            now = abandoned.get();
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
        try {
            show.accept(sequence);
            shown = turn;
        } catch (Throwable e) { // nobody else would ever show it
            abandon(turn, e);
            throw e;
        }
    }

    /** Waits for the end of a turn. An interrupt is kept for later: those before end soon. */
    private void await(long turn) throws IOException {
        boolean interrupted = false;
        for (int i = 0; shown < turn && abandoned.get() > turn; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                interrupted |= Thread.interrupted(); // with it set, nobody can pause
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (shown < turn) {
            throw new IOException("a write before this one has failed", cause);
        }
    }

    private static int place(long turn) {
        return (int) turn & CAPACITY - 1;
    }
}
