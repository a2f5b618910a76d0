package dev.ashlar.idgen.lease;

import dev.ashlar.idgen.FencedWorker;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A worker number, held for a time that must be renewed.
 *
 * <p>The lease is fenced in the ids themselves: the store records up to which time its holder may issue ids, the
 * {@linkplain #usableUntil() usable time}, before the holder does, and the next holder's ids begin after it. So the ids of
 * two holders of a number can never be equal, even if a process was paused in the middle of a call, or has a wrong
 * clock. As the usable time is counted from before the store was asked, a generator stops by itself before its lease can
 * have expired at the store: its clock has passed the usable time, and it throws {@link LeaseExpiredException}.
 *
 * <p>Renew it well before that: by calling {@link #renew()}, or with {@link #renewOn(ScheduledExecutorService)} on threads
 * of yours. Nothing runs in the background otherwise. While the store is down ids go on until the usable time has passed.
 *
 * <p>A number is free again when it is {@linkplain #close() closed} or has expired. Its next holder's ids begin after the
 * rest of the usable time, so stores prefer numbers that were used long ago. Give a store twice as many numbers as there
 * are processes. Where even so all numbers were used a moment ago, the generator's clock is behind the fence, and
 * its {@link dev.ashlar.idgen.Rollback} policy decides: the default refuses, and one that waits, such as
 * {@code Rollback.freeze(ofSeconds(1)).thenAwait(ofSeconds(31))} for leases of 30 seconds, lets the first call wait for the
 * rest.
 *
 * <p>Thread-safe. Only renewing and closing block.
 */
public final class WorkerLease implements FencedWorker, Closeable {
    private static final Duration MIN_DURATION = Duration.ofMillis(100);
    private static final Duration MAX_DURATION = Duration.ofDays(7);
    private static final int MAX_WORKER = (1 << 30) - 1;

    private enum State {
        HELD,
        LOST,
        CLOSED
    }

    private final LeaseStore store;
    private final LeaseGrant grant;
    private final Duration duration;
    private final LongSupplier clock;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile long limitMillis;
    private volatile State state = State.HELD;
    private boolean claimed;

    private WorkerLease(LeaseStore store, LeaseGrant grant, Duration duration, LongSupplier clock, long limitMillis) {
        this.store = store;
        this.grant = grant;
        this.duration = duration;
        this.clock = clock;
        this.limitMillis = limitMillis;
    }

    /**
     * Leases a worker number, by the system's clock.
     *
     * @param store where from
     * @param maxWorker the greatest number that the layout has room for, 0 to 2<sup>30</sup> - 1
     * @param duration how long the lease lasts unless it is renewed, 100 ms to 7 days; 30 seconds are a good choice
     * @return the lease
     * @throws IllegalArgumentException if a number is out of its range
     * @throws NoFreeWorkerException if all numbers are taken
     * @throws IOException if the store cannot be reached
     */
    public static WorkerLease acquire(LeaseStore store, int maxWorker, Duration duration) throws IOException {
        return acquire(store, maxWorker, duration, System::currentTimeMillis);
    }

    /**
     * Leases a worker number.
     *
     * @param store where from
     * @param maxWorker the greatest number that the layout has room for, 0 to 2<sup>30</sup> - 1
     * @param duration how long the lease lasts unless it is renewed, 100 ms to 7 days
     * @param epochMillis the generator's clock: milliseconds since 1970-01-01T00:00:00Z
     * @return the lease
     * @throws IllegalArgumentException if a number is out of its range
     * @throws NoFreeWorkerException if all numbers are taken
     * @throws IOException if the store cannot be reached
     */
    public static WorkerLease acquire(LeaseStore store, int maxWorker, Duration duration, LongSupplier epochMillis)
            throws IOException {
        Objects.requireNonNull(epochMillis, "epochMillis");
        if (maxWorker < 0 || maxWorker > MAX_WORKER) {
            throw new IllegalArgumentException("maxWorker must be 0 to " + MAX_WORKER + ": maxWorker=" + maxWorker);
        }
        if (duration.compareTo(MIN_DURATION) < 0 || duration.compareTo(MAX_DURATION) > 0) {
            throw new IllegalArgumentException("duration must be 100 ms to 7 days: duration=" + duration);
        }
        long usableUntil = after(epochMillis.getAsLong(), duration); // before the store begins to count
        LeaseGrant grant = store.acquire(maxWorker, duration, usableUntil)
                .orElseThrow(() -> new NoFreeWorkerException(
                        "all worker numbers from 0 to " + maxWorker + " are leased: " + store));
        return new WorkerLease(store, grant, duration, epochMillis, usableUntil);
    }

    private static long after(long millis, Duration duration) {
        return millis > Long.MAX_VALUE - duration.toMillis() ? Long.MAX_VALUE : millis + duration.toMillis();
    }

    @Override
    public int worker() {
        return grant.worker();
    }

    /**
     * Returns the fencing token of this grant: greater than that of every earlier grant of the number. Anything else that
     * must be done by the holder only can be checked by it.
     *
     * @return the token, 1 or more
     */
    public long token() {
        return grant.token();
    }

    /**
     * Returns up to when ids may be issued, by the generator's clock.
     *
     * @return the time; in the past if the lease is lost or closed
     */
    public Instant usableUntil() {
        long limit = limitMillis;
        return limit == Long.MIN_VALUE ? Instant.MIN : Instant.ofEpochMilli(limit);
    }

    /**
     * Returns whether ids may be issued now.
     *
     * @return false if the lease has expired, was lost, or is closed
     */
    public boolean isUsable() {
        return clock.getAsLong() <= limitMillis;
    }

    /**
     * Lets the lease last for its duration from now. It may have expired, if nobody has taken the number since.
     *
     * @return true if it was renewed; false if the number belongs to somebody else, and this lease is over for good
     * @throws IllegalStateException if the lease is closed
     * @throws IOException if the store cannot be reached; the lease stays as it was
     */
    public boolean renew() throws IOException {
        changing.lock();
        try {
            if (state == State.CLOSED) {
                throw new IllegalStateException("lease must be open: " + this);
            }
            if (state == State.LOST) {
                return false;
            }
            // The limit only rises, though the clock may have been set back: ids up to it may have been issued.
            long usableUntil = Math.max(limitMillis, after(clock.getAsLong(), duration));
            if (!store.renew(grant, duration, usableUntil)) {
                state = State.LOST;
                limitMillis = Long.MIN_VALUE;
                return false;
            }
            limitMillis = usableUntil;
            return true;
        } finally {
            changing.unlock();
        }
    }

    /**
     * Renews the lease again and again, after each third of its duration, on an executor of the caller's, until the lease
     * is lost or closed or the returned task is cancelled. A store that cannot be reached is tried again.
     *
     * @param executor whose threads do it
     * @return the task; it ends with an exception that says why
     */
    public ScheduledFuture<?> renewOn(ScheduledExecutorService executor) {
        long period = duration.toNanos() / 3;
        return executor.scheduleWithFixedDelay(this::renewOrEnd, period, period, TimeUnit.NANOSECONDS);
    }

    private void renewOrEnd() {
        try {
            if (!renew()) {
                throw new LeaseExpiredException("lease was lost: " + this);
            }
        } catch (IOException | UncheckedIOException e) {
            // Down for now: ids go on until the usable time is over, and the exception then tells.
        }
    }

    @Override
    public void claim() {
        changing.lock();
        try {
            if (state != State.HELD) {
                throw new IllegalStateException("lease must be held: " + this);
            }
            if (claimed) {
                throw new IllegalStateException("a lease must have one generator: " + this);
            }
            claimed = true;
        } finally {
            changing.unlock();
        }
    }

    @Override
    public long usedUntilMillis() {
        return grant.usedUntilMillis();
    }

    @Override
    public long limitMillis() {
        return limitMillis;
    }

    @Override
    public void extend(long millis) {
        if (millis > limitMillis) {
            throw new LeaseExpiredException("lease must be renewed before its time is over: id's time="
                    + Instant.ofEpochMilli(millis) + ", " + this);
        }
    }

    /**
     * Stops the generator and gives the number back. A call of the generator that is under way may still return an id,
     * which no later holder issues.
     *
     * @throws IOException if the store cannot be reached; the lease then expires by itself
     */
    @Override
    public void close() throws IOException {
        changing.lock();
        try {
            limitMillis = Long.MIN_VALUE;
            if (state == State.HELD) {
                state = State.CLOSED;
                store.release(grant);
            }
            state = State.CLOSED;
        } finally {
            changing.unlock();
        }
    }

    @Override
    public String toString() {
        return "WorkerLease[worker=" + grant.worker() + ", token=" + grant.token() + ", " + state + ", usableUntil="
                + usableUntil() + "]";
    }
}
