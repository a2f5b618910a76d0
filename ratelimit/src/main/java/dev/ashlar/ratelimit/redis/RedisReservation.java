package dev.ashlar.ratelimit.redis;

import dev.ashlar.ratelimit.Decision;
import dev.ashlar.ratelimit.Reservation;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Permits that a server has promised, or refused. */
final class RedisReservation implements Reservation {
    private final RedisRateLimiter limiter;
    private final long permits;
    /** Null if so many are never granted. */
    private final @Nullable Reply reply;

    private final long deadline;
    /** Held while a cancellation is under way: who has waited meanwhile has to know what came of it. */
    private final ReentrantLock deciding = new ReentrantLock();

    private volatile Stage stage = Stage.HELD;
    /** One that waits, to be woken when it would wait in vain; others find out when the time has come. */
    private volatile @Nullable Thread waiting;

    /** Permits are used or given back, never both; and what may have been given back is not given back again. */
    private enum Stage {
        HELD,
        USED,
        /** A cancellation was, and has not been answered. */
        SENT,
        /** By a request that was answered, or of which the answer was lost. */
        CANCELLED,
        /** The server has not taken them back, and will not. */
        KEPT
    }

    RedisReservation(RedisRateLimiter limiter, long permits, @Nullable Reply reply, long now) {
        this.limiter = limiter;
        this.permits = permits;
        this.reply = reply;
        this.deadline = now + (reply == null ? 0 : reply.waitNanos());
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
        if (reply == null || !reply.taken() || deadline - limiter.now() <= 0) {
            return false;
        }
        deciding.lock();
        try {
            if (stage != Stage.HELD) {
                return false;
            }
            stage = Stage.SENT;
            Reply answer = limiter.cancel(permits, reply);
            stage = answer == null || answer.taken() ? Stage.CANCELLED : Stage.KEPT;
            return answer != null && answer.taken();
        } finally {
            deciding.unlock();
            LockSupport.unpark(waiting);
        }
    }

    @Override
    public void await() throws InterruptedException {
        if (!isGranted()) {
            throw new IllegalStateException("reservation was refused");
        }
        waiting = Thread.currentThread(); // before it looks whether it was cancelled, so that it is woken if it was not
        for (long left = deadline - limiter.now(); left > 0 && !isCancelled(); left = deadline - limiter.now()) {
            if (Thread.interrupted()) {
                if (cancel() || isCancelled() || deadline - limiter.now() > 0) {
                    throw new InterruptedException();
                }
                Thread.currentThread().interrupt(); // the time has come: the permits are the caller's
                break;
            }
            limiter.park(left);
        }
        waiting = null;
        use();
    }

    private void use() {
        deciding.lock();
        try {
            if (isCancelled() || stage == Stage.SENT) { // sent, and then something was thrown
                throw new IllegalStateException("reservation was cancelled");
            }
            stage = Stage.USED;
        } finally {
            deciding.unlock();
        }
    }

    private boolean isCancelled() {
        return stage == Stage.CANCELLED;
    }
}
