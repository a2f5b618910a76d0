package dev.ashlar.ratelimit;

import java.time.Duration;

/** One key of a keyed limiter. */
record KeyView<K>(KeyedRateLimiter<K> limiter, K key) implements RateLimiter {
    @Override
    public long tryAcquireNanos(long permits) {
        return limiter.tryAcquireNanos(key, permits);
    }

    @Override
    public boolean tryAcquire(long permits) {
        return limiter.tryAcquire(key, permits);
    }

    @Override
    public Decision decide(long permits) {
        return limiter.decide(key, permits);
    }

    @Override
    public Decision peek(long permits) {
        return limiter.peek(key, permits);
    }

    @Override
    public Reservation reserve(long permits, Duration maxWait) {
        return limiter.reserve(key, permits, maxWait);
    }

    @Override
    public void refund(long permits) {
        limiter.refund(key, permits);
    }
}
