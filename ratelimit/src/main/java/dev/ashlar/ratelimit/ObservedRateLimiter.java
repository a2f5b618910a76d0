package dev.ashlar.ratelimit;

import java.time.Duration;
import java.util.Objects;

/**
 * A limiter that tells a listener what another one decides; nothing else is different. {@link #peek} and
 * {@link #refund} are not told of. Safe for threads if the listener is; allocates nothing by itself.
 */
public final class ObservedRateLimiter implements RateLimiter {
    private final RateLimiter limiter;
    private final RateLimitListener listener;

    /**
     * Creates a limiter.
     *
     * @param limiter who decides
     * @param listener who is told
     */
    public ObservedRateLimiter(RateLimiter limiter, RateLimitListener listener) {
        this.limiter = Objects.requireNonNull(limiter, "limiter");
        this.listener = Objects.requireNonNull(listener, "listener");
    }

    @Override
    public boolean tryAcquire(long permits) {
        return told(permits, limiter.tryAcquire(permits));
    }

    @Override
    public long tryAcquireNanos(long permits) {
        long wait = limiter.tryAcquireNanos(permits);
        told(permits, wait == 0);
        return wait;
    }

    @Override
    public Decision decide(long permits) {
        Decision decision = limiter.decide(permits);
        told(permits, decision.granted());
        return decision;
    }

    @Override
    public Decision peek(long permits) {
        return limiter.peek(permits);
    }

    @Override
    public Reservation reserve(long permits, Duration maxWait) {
        Reservation reservation = limiter.reserve(permits, maxWait);
        if (told(permits, reservation.isGranted()) && !reservation.delay().isZero()) {
            listener.onWaiting(permits, reservation.delay().toNanos());
        }
        return reservation;
    }

    @Override
    public void refund(long permits) {
        limiter.refund(permits);
    }

    private boolean told(long permits, boolean granted) {
        if (granted) {
            listener.onGranted(permits);
        } else {
            listener.onDenied(permits);
        }
        return granted;
    }

    @Override
    public String toString() {
        return "ObservedRateLimiter[" + limiter + "]";
    }
}
