package dev.ashlar.ratelimit.redis;

import dev.ashlar.ratelimit.Decision;
import dev.ashlar.ratelimit.Reservation;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Permits that a server has promised, or refused. */
final class RedisReservation implements Reservation {
    private final RedisRateLimiter limiter;
    private final long permits;
    /** Null if so many are never granted. */
    private final @Nullable Reply reply;

    private final long deadline;
    private volatile boolean cancelled;

    RedisReservation(RedisRateLimiter limiter, long permits, @Nullable Reply reply, long now) {
        this.limiter = limiter;
        this.permits = permits;
        this.reply = reply;
        this.deadline = now + delay().toNanos();
    }

    @Override
    public long permits() {
        return permits;
    }

    @Override
    public boolean isGranted() {
        return reply != null && reply.taken();
    }

    @Override
    public Duration delay() {
        return reply == null ? Decision.NEVER : reply.delay();
    }

    @Override
    public boolean cancel() {
        if (cancelled || reply == null || !reply.taken() || reply.waitMicros() == 0) {
            return false;
        }
        cancelled = limiter.giveBack(permits, reply);
        return cancelled;
    }

    @Override
    public void await() throws InterruptedException {
        if (!isGranted() || cancelled) {
            throw new IllegalStateException(cancelled ? "reservation was cancelled" : "reservation was refused");
        }
        for (long left = deadline - limiter.now(); left > 0; left = deadline - limiter.now()) {
            if (Thread.interrupted()) {
                if (cancel() || deadline - limiter.now() > 0) {
                    throw new InterruptedException();
                }
                Thread.currentThread().interrupt(); // the time has come: the permits are the caller's
                return;
            }
            limiter.park(left);
        }
    }
}
