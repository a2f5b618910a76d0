package dev.ashlar.ratelimit.redis;

import dev.ashlar.ratelimit.Decision;
import dev.ashlar.ratelimit.RateLimiter;
import dev.ashlar.ratelimit.Reservation;
import java.time.Duration;

/** Refuses everything for now. */
record ClosedRateLimiter(Duration retryAfter) implements RateLimiter {
    @Override
    public long tryAcquireNanos(long permits) {
        return retryAfter.toNanos();
    }

    @Override
    public Decision decide(long permits) {
        return new Decision(false, 0, 0, retryAfter, retryAfter);
    }

    @Override
    public Decision peek(long permits) {
        return decide(permits);
    }

    @Override
    public Reservation reserve(long permits, Duration maxWait) {
        return new RefusedReservation(permits, retryAfter);
    }

    @Override
    public void refund(long permits) {}

    private record RefusedReservation(long permits, Duration delay) implements Reservation {
        @Override
        public boolean isGranted() {
            return false;
        }

        @Override
        public boolean cancel() {
            return false;
        }

        @Override
        public void await() {
            throw new IllegalStateException("reservation was refused");
        }
    }
}
