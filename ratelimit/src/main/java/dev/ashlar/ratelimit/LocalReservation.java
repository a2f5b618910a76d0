package dev.ashlar.ratelimit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A reservation on a state of this JVM. */
final class LocalReservation implements Reservation {
    private final Claim claim;
    private final Timeline time;
    private final long deadline;
    /** Between use and cancellation. */
    private final ReentrantLock deciding = new ReentrantLock();

    private volatile boolean cancelled;
    private boolean used;
    /** One that waits, to be woken when it would wait in vain; others find out when the time has come. */
    private volatile @Nullable Thread waiting;

    LocalReservation(Claim claim, Timeline time, long now) {
        this.claim = claim;
        this.time = time;
        this.deadline = now + claim.waitNanos();
    }

    @Override
    public long permits() {
        return claim.permits();
    }

    @Override
    public boolean isGranted() {
        return claim.state() != null;
    }

    @Override
    public Duration delay() {
        return Duration.ofNanos(claim.waitNanos());
    }

    @Override
    public boolean cancel() {
        State state = claim.state();
        if (state == null) {
            return false;
        }
        deciding.lock();
        try {
            if (used || !state.cancel(claim, time.now())) {
                return false;
            }
            cancelled = true;
        } finally {
            deciding.unlock();
        }
        LockSupport.unpark(waiting);
        return true;
    }

    @Override
    public void await() throws InterruptedException {
        if (claim.state() == null) {
            throw new IllegalStateException("reservation was refused");
        }
        waiting = Thread.currentThread(); // before it looks whether it was cancelled, so that it is woken if it was not
        for (long left = deadline - time.now(); left > 0 && !cancelled; left = deadline - time.now()) {
            if (Thread.interrupted()) {
                if (cancel() || time.now() - deadline < 0) {
                    throw new InterruptedException();
                }
                Thread.currentThread().interrupt(); // the time has come: the permits are the caller's
                break;
            }
            time.park(left);
        }
        waiting = null;
        use();
    }

    /** Permits are used or given back, never both. */
    private void use() {
        deciding.lock();
        try {
            if (cancelled) {
                throw new IllegalStateException("reservation was cancelled");
            }
            used = true;
        } finally {
            deciding.unlock();
        }
    }

    @Override
    public String toString() {
        return "Reservation[" + (isGranted() ? (cancelled ? "cancelled" : "granted") : "refused") + ", permits="
                + permits() + ", delay=" + delay() + "]";
    }
}
