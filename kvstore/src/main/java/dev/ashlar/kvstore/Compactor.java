package dev.ashlar.kvstore;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs compactions one after the other, for as long as there is one to run. */
final class Compactor {
    /** Merges tables. */
    @FunctionalInterface
    interface Work {
        void run(Compaction compaction) throws IOException;
    }

    private final CompactionPicker picker;
    private final Executor executor;
    private final Supplier<Levels> tables;
    private final Work work;
    private final Runnable whenIdle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private boolean running;
    private int pauses;
    private boolean closed;
    private @Nullable Throwable failure;

    /** Runs what the picker picks; {@code whenIdle} is called without a lock when nothing more will run by itself. */
    Compactor(CompactionPicker picker, Executor executor, Supplier<Levels> tables, Work work, Runnable whenIdle) {
        this.picker = picker;
        this.executor = executor;
        this.tables = tables;
        this.work = work;
        this.whenIdle = whenIdle;
    }

    /** Begins if there is something to merge, and nothing is being merged. */
    void schedule() {
        lock.lock();
        try {
            if (running || !mayRun() || picker.pick(tables.get()) == null) {
                return;
            }
            running = true;
        } finally {
            lock.unlock();
        }
        try {
            executor.execute(this::runAll);
        } catch (Throwable e) {
            ended(e);
            throw e;
        }
    }

    /** Begins no more until {@link #resume()}, and waits for what is being merged. */
    void pause() throws IOException {
        boolean paused = false;
        lock.lock();
        try {
            pauses++;
            awaitIdle();
            paused = true;
        } finally {
            pauses -= paused ? 0 : 1;
            lock.unlock();
        }
        if (paused) {
            whenIdle.run();
        } else {
            schedule();
        }
    }

    /** Ends one pause. */
    void resume() {
        lock.lock();
        try {
            if (pauses == 0) {
                throw new IllegalStateException("compactions must be paused");
            }
            pauses--;
        } finally {
            lock.unlock();
        }
        schedule();
    }

    /** Whether compactions go on by themselves as they become due. */
    boolean isActive() {
        lock.lock();
        try {
            return mayRun();
        } finally {
            lock.unlock();
        }
    }

    /** What ended all compactions until the store is opened again, if something has. */
    @Nullable
    Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** What can be merged by hand while nothing else is. */
    @FunctionalInterface
    interface Manual {
        void run() throws IOException;
    }

    /** Runs something on this thread, as if it were a compaction. */
    void runAlone(Manual manual) throws IOException {
        lock.lock();
        try {
            awaitIdle();
            if (closed) {
                throw new CancellationException("the store is closing");
            }
            if (failure != null) {
                throw new IOException("no more compactions are run until the store is opened again", failure);
            }
            running = true;
        } finally {
            lock.unlock();
        }
        try {
            manual.run();
        } finally {
            ended(null);
            schedule(); // what has become due meanwhile
        }
    }

    /** Waits until nothing is being merged; whatever runs stops soon, and nothing begins any more. */
    void close() {
        lock.lock();
        try {
            closed = true;
            while (running) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void runAll() {
        try {
            for (Compaction next = next(); next != null; next = next()) {
                work.run(next);
            }
        } catch (CancellationException e) {
            ended(null); // the store is closing
        } catch (Throwable e) {
            ended(e);
        }
    }

    /** What to merge next; if there is nothing, this run is over: what becomes due from here on begins another. */
    private @Nullable Compaction next() {
        Compaction next;
        lock.lock();
        try {
            next = mayRun() ? picker.pick(tables.get()) : null;
            if (next == null) {
                running = false;
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (next == null) {
            whenIdle.run();
        }
        return next;
    }

    private void ended(@Nullable Throwable cause) {
        lock.lock();
        try {
            running = false;
            if (failure == null) {
                failure = cause;
            }
            idle.signalAll();
        } finally {
            lock.unlock();
        }
        whenIdle.run();
    }

    private boolean mayRun() {
        return !closed && pauses == 0 && failure == null;
    }

    private void awaitIdle() throws IOException {
        try {
            while (running) {
                idle.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while waiting for a compaction").initCause(e);
        }
    }
}
