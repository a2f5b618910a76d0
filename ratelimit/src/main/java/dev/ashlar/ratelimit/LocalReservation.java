package dev.ashlar.ratelimit;

import java.time.Duration;

/** A reservation on a state of this JVM. */
final class LocalReservation implements Reservation {
    private final Claim claim;
    private final Timeline time;
    private final long deadline;
    private volatile boolean cancelled;

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
        if (state == null || !state.cancel(claim, time.now())) {
            return false;
        }
        cancelled = true;
        return true;
    }

    @Override
    public void await() throws InterruptedException {
        if (claim.state() == null || cancelled) {
            throw new IllegalStateException(cancelled ? "reservation was cancelled" : "reservation was refused");
        }
        for (long left = deadline - time.now(); left > 0; left = deadline - time.now()) {
            if (Thread.interrupted()) {
                if (cancel() || time.now() - deadline < 0) {
                    throw new InterruptedException();
                }
                Thread.currentThread().interrupt(); // the time has come: the permits are the caller's
                return;
            }
            time.park(left);
        }
    }

    @Override
    public String toString() {
        return "Reservation[" + (isGranted() ? (cancelled ? "cancelled" : "granted") : "refused") + ", permits="
                + permits() + ", delay=" + delay() + "]";
    }
}
