package dev.ashlar.ratelimit.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts, and stays away from a server that fails: after a failure nobody asks it for the time of the pause, and
 * then one caller finds out for all. An error of one key is an answer, and no failure of the server. Nobody waits longer
 * than the timeout, once the executor has returned. Threads may share it.
 */
final class Connection {
    private static final long UP = Long.MIN_VALUE;

    private final RedisExecutor executor;
    private final long timeoutNanos;
    private final long pauseNanos;
    private final Consumer<Throwable> onUnavailable;
    private final LongSupplier nanoClock;
    private final long origin;
    /** Until when nobody asks; {@link #UP} if all do. */
    private final AtomicLong downUntil = new AtomicLong(UP);

    Connection(
            RedisExecutor executor,
            long timeoutNanos,
            long pauseNanos,
            Consumer<Throwable> onUnavailable,
            LongSupplier nanoClock) {
        this.executor = executor;
        this.timeoutNanos = timeoutNanos;
        this.pauseNanos = pauseNanos;
        this.onUnavailable = onUnavailable;
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
    }

    /** What the script returned; null if the server did not answer, or was not asked. */
    @Nullable
    Reply run(Script script, String key, String[] args) {
        long down = downUntil.get();
        if (down != UP && !maySee(down)) {
            return null;
        }
        try {
            Reply reply = Reply.of(ask(script, key, args));
            if (down != UP) {
                downUntil.set(UP);
            }
            return reply;
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            downUntil.set(isAnswer(e) ? UP : now() + pauseNanos);
            onUnavailable.accept(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
            return null;
        }
    }

    /** One caller a pause. */
    private boolean maySee(long down) {
        long now = now();
        return now >= down && downUntil.compareAndSet(down, now + pauseNanos);
    }

    private List<Long> ask(Script script, String key, String[] args) throws ExecutionException, TimeoutException {
        long deadline = nanoClock.getAsLong() + timeoutNanos;
        try {
            return answer(executor.eval(script.digest(), true, key, args), deadline);
        } catch (ExecutionException | RuntimeException e) {
            if (!isUnknown(e)) {
                throw e;
            }
        }
        return answer(executor.eval(script.text(), false, key, args), deadline);
    }

    /**
     * The wait is short, so an interrupt is kept for the caller. A request that comes too late is cancelled, so that a
     * client that has not sent it yet need not.
     */
    private List<Long> answer(CompletionStage<List<Long>> stage, long deadline)
            throws ExecutionException, TimeoutException {
        CompletableFuture<List<Long>> future = stage.toCompletableFuture();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    long left = Math.max(0, deadline - nanoClock.getAsLong());
                    return future.get(left, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            future.cancel(false);
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isUnknown(Throwable failure) {
        return begins(failure, "NOSCRIPT");
    }

    /** Whether the server is there, and only this key or script is not as it must be. */
    private static boolean isAnswer(Throwable failure) {
        return begins(failure, "WRONGTYPE ") || begins(failure, "ERR ") || begins(failure, "NOPERM ");
    }

    private static boolean begins(Throwable failure, String prefix) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null && cause.getMessage().startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private long now() {
        return nanoClock.getAsLong() - origin;
    }
}
