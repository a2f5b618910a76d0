package dev.ashlar.ratelimit.redis;

import dev.ashlar.ratelimit.Decision;
import dev.ashlar.ratelimit.Limit;
import dev.ashlar.ratelimit.LocalRateLimiter;
import dev.ashlar.ratelimit.RateLimiter;
import dev.ashlar.ratelimit.Reservation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A limiter whose state is in Redis, so that many servers share it.
 *
 * <p>Guarantee: that of the limit, for all servers together, by the clock of the Redis server in microseconds. Every
 * decision is one atomic script and one round trip (two when the server has just been started or its scripts flushed).
 * The state is one key, a hash of less than 200 bytes, or of 20 bytes a slot and sub-window reserved ahead, which expires
 * when it could not be told from a new one. The limit can be a {@link dev.ashlar.ratelimit.TokenBucket}, a meter of
 * {@link dev.ashlar.ratelimit.LeakyBucket}, a {@link dev.ashlar.ratelimit.FixedWindow} or a
 * {@link dev.ashlar.ratelimit.SlidingWindowCounter}; windows and periods are counted from 1970 by the server's clock.
 * Arithmetic is exact: a limit whose numbers are too great for that is refused when the limiter is built. Servers that
 * are given different limits for one key each decide by their own; what was used carries over, and of what is owed as
 * much as the limit allows at once. Reservations of another limit keep their times, but cancelling them gives nothing
 * back.
 *
 * <p>When Redis does not answer within the timeout, or fails, the stated policy decides: another limiter. For the time
 * of the pause nobody asks Redis, and then one caller finds out; so a server that is gone costs each pause one timeout
 * of one caller. If Redis answers with an error of the key or script ({@code WRONGTYPE}, {@code ERR}, {@code NOPERM}), the
 * policy decides that call alone. A request that was not answered may have been served, so that its permits are lost; it is never
 * repeated. Refunds go to Redis when it answers, also those of permits that the
 * policy granted: whoever refunds after a failure admits so many more. If Redis loses its data, limits start as if they had never been used.
 *
 * <p>Reservations: cancelling one before its time gives everything back if no other is due later. If there is one, a
 * bucket takes back only what fits in it beside all that is promised, so that it cannot have been full meanwhile; if that
 * is nothing, the reservation stays and {@link Reservation#cancel} says so. So it is with refunds to a bucket while
 * reservations are pending. What is not taken back is lost: the limit is never exceeded for it. Permits of a process that
 * dies while it waits are used. Of a counter's sub-windows to come at most 100 may have permits; a reservation that needs
 * one more is refused, with the time that it would have had. A cancellation is sent once: if it is not answered, {@code cancel} returns false, and the
 * permits may not be used, for they may have been given back.
 *
 * <p>Any thread may use it at any time.
 */
public final class RedisRateLimiter implements RateLimiter {
    private static final long MAX_AHEAD_NANOS = Duration.ofDays(1000).toNanos();

    private final Connection connection;
    private final SharedLimit limit;
    private final String key;
    private final RateLimiter fallback;
    private final LongSupplier nanoClock;
    private final LongConsumer parker;
    private final @Nullable LongSupplier microTime;

    private RedisRateLimiter(Builder builder, Connection connection, SharedLimit limit, String key) {
        this.connection = connection;
        this.limit = limit;
        this.key = key;
        this.fallback = builder.fallback;
        this.nanoClock = builder.nanoClock;
        this.parker = builder.parker;
        this.microTime = builder.microTime;
    }

    private RedisRateLimiter(RedisRateLimiter other, String key) {
        this.connection = other.connection;
        this.limit = other.limit;
        this.key = key;
        this.fallback = other.fallback;
        this.nanoClock = other.nanoClock;
        this.parker = other.parker;
        this.microTime = other.microTime;
    }

    /**
     * Starts the description of a limiter; a key is required.
     *
     * @param executor runs scripts
     * @param limit what is allowed
     * @return a new builder
     * @throws IllegalArgumentException if the limit is not one of those that can be shared
     */
    public static Builder builder(RedisExecutor executor, Limit limit) {
        return new Builder(Objects.requireNonNull(executor, "executor"), SharedLimit.of(limit));
    }

    /**
     * Returns a limiter that has the same limit and shares everything with this one but the state: one for each client,
     * made when it is needed. They share the fallback too.
     *
     * @param key the Redis key of its state
     * @return a new limiter
     */
    public RedisRateLimiter withKey(String key) {
        return new RedisRateLimiter(this, checkedKey(key));
    }

    @Override
    public long tryAcquireNanos(long permits) {
        checkPermits(permits);
        if (permits > limit.permits()) {
            return Long.MAX_VALUE;
        }
        Reply reply = run("take", permits, 0);
        return reply == null ? fallback.tryAcquireNanos(permits) : reply.waitNanos();
    }

    @Override
    public Decision decide(long permits) {
        return decide("take", permits);
    }

    @Override
    public Decision peek(long permits) {
        return decide("peek", permits);
    }

    private Decision decide(String operation, long permits) {
        checkPermits(permits);
        boolean never = permits > limit.permits();
        Reply reply = run(never ? "peek" : operation, never ? 1 : permits, 0);
        if (reply == null && never) {
            return new Decision(
                    false, limit.permits(), 0, Decision.NEVER, Duration.ZERO); // whatever the fallback would allow
        }
        if (reply == null) {
            return operation.equals("peek") ? fallback.peek(permits) : fallback.decide(permits);
        }
        return never
                ? new Decision(false, limit.permits(), reply.remaining(), Decision.NEVER, Reply.micros(reply.reset()))
                : reply.decision(limit.permits());
    }

    @Override
    public Reservation reserve(long permits, Duration maxWait) {
        checkPermits(permits);
        Objects.requireNonNull(maxWait, "maxWait");
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("maxWait must be >= 0: maxWait=" + maxWait);
        }
        if (permits > limit.permits()) {
            return new RedisReservation(this, permits, null, now());
        }
        boolean longer = maxWait.compareTo(Duration.ofNanos(MAX_AHEAD_NANOS)) > 0;
        Reply reply = run("take", permits, (longer ? MAX_AHEAD_NANOS : maxWait.toNanos()) / 1000);
        return reply == null ? fallback.reserve(permits, maxWait) : new RedisReservation(this, permits, reply, now());
    }

    @Override
    public void refund(long permits) {
        checkPermits(permits);
        if (run("refund", Math.min(permits, limit.permits()), 0) == null) {
            fallback.refund(permits);
        }
    }

    /** Whether anything was taken back of a reservation; null if that is not known. */
    @Nullable
    Reply cancel(long permits, Reply reservation) {
        return connection.run(
                limit.script(),
                key,
                args(
                        "cancel",
                        permits,
                        0,
                        reservation.clock() + reservation.waitMicros(),
                        reservation.receipt(),
                        reservation.receiptTime()));
    }

    long now() {
        return nanoClock.getAsLong();
    }

    void park(long nanos) {
        parker.accept(nanos);
    }

    private @Nullable Reply run(String operation, long permits, long maxWaitMicros) {
        return connection.run(limit.script(), key, args(operation, permits, maxWaitMicros, 0, 0, 0));
    }

    private String[] args(String operation, long permits, long maxWait, long due, long receipt, long receiptTime) {
        List<String> numbers = limit.numbers();
        return new String[] {
            operation,
            Long.toString(permits * limit.unit()),
            Long.toString(maxWait),
            Long.toString(due),
            Long.toString(receipt),
            Long.toString(receiptTime),
            microTime == null ? "" : Long.toString(microTime.getAsLong()),
            numbers.get(0),
            numbers.get(1),
            numbers.get(2),
            numbers.get(3)
        };
    }

    private static void checkPermits(long permits) {
        if (permits <= 0) {
            throw new IllegalArgumentException("permits must be > 0: permits=" + permits);
        }
    }

    private static String checkedKey(String key) {
        if (key.isEmpty()) {
            throw new IllegalArgumentException("key must not be empty: key=");
        }
        return key;
    }

    @Override
    public String toString() {
        return "RedisRateLimiter[" + key + "]";
    }

    /** Describes a {@link RedisRateLimiter}. Not safe for use by several threads at once; may be used again. */
    public static final class Builder {
        private static final Duration MAX_TIME = Duration.ofHours(1);

        private final RedisExecutor executor;
        private final SharedLimit limit;
        private String key = "";
        private Duration timeout = Duration.ofMillis(100);
        private Duration pause = Duration.ofSeconds(1);
        private @Nullable RateLimiter chosenFallback;
        private RateLimiter fallback = new ClosedRateLimiter(Duration.ofSeconds(1));
        private Consumer<Throwable> onUnavailable = failure -> {};
        private LongSupplier nanoClock = System::nanoTime;
        private LongConsumer parker = LockSupport::parkNanos;
        private @Nullable LongSupplier microTime;

        private Builder(RedisExecutor executor, SharedLimit limit) {
            this.executor = executor;
            this.limit = limit;
        }

        /**
         * Sets the Redis key of the state. Scripts use no other, so it may have a hash tag or not.
         *
         * @param key not empty
         * @return this builder
         * @throws IllegalArgumentException if it is empty
         */
        public Builder key(String key) {
            this.key = checkedKey(key);
            return this;
        }

        /**
         * Sets how long a caller waits for an answer, once the executor has returned. Unless set, it is 100 milliseconds. A
         * synchronous client returns with the answer, and so needs timeouts of its own.
         *
         * @param timeout greater than zero, up to an hour
         * @return this builder
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder timeout(Duration timeout) {
            this.timeout = checkTime("timeout", timeout);
            return this;
        }

        /**
         * Sets for how long nobody asks a server that has failed. Unless set, it is a second.
         *
         * @param pause greater than zero, up to an hour
         * @return this builder
         * @throws IllegalArgumentException if it is out of its range
         */
        public Builder pause(Duration pause) {
            this.pause = checkTime("pause", pause);
            return this;
        }

        /**
         * Lets everything pass while Redis is not available.
         *
         * @return this builder
         */
        public Builder openWhenUnavailable() {
            return whenUnavailable(LocalRateLimiter.of(Limit.unlimited()));
        }

        /**
         * Refuses everything while Redis is not available, and tells callers to come back after the pause. It is so
         * unless something else is set.
         *
         * @return this builder
         */
        public Builder closedWhenUnavailable() {
            chosenFallback = null;
            return this;
        }

        /**
         * Asks another limiter while Redis is not available, as one of this JVM with this server's share of the limit.
         *
         * @param fallback decides instead
         * @return this builder
         */
        public Builder whenUnavailable(RateLimiter fallback) {
            this.chosenFallback = Objects.requireNonNull(fallback, "fallback");
            return this;
        }

        /**
         * Sets who is told that Redis was not available or refused a command, with the failure. Called by the thread that found out.
         *
         * @param listener must not block
         * @return this builder
         */
        public Builder onUnavailable(Consumer<Throwable> listener) {
            this.onUnavailable = Objects.requireNonNull(listener, "listener");
            return this;
        }

        /** Sets this side's clock and what waits on it, and the time that scripts take for the server's. */
        Builder clocks(LongSupplier nanoClock, LongConsumer parker, @Nullable LongSupplier microTime) {
            this.nanoClock = nanoClock;
            this.parker = parker;
            this.microTime = microTime;
            return this;
        }

        private static Duration checkTime(String name, Duration time) {
            if (time.isZero() || time.isNegative() || time.compareTo(MAX_TIME) > 0) {
                throw new IllegalArgumentException(name + " must be > 0 and <= " + MAX_TIME + ": " + name + "=" + time);
            }
            return time;
        }

        /**
         * Builds the limiter. Nothing is sent before it is used.
         *
         * @return a new limiter
         * @throws IllegalStateException if the key is not set
         */
        public RedisRateLimiter build() {
            if (key.isEmpty()) {
                throw new IllegalStateException("key must be set");
            }
            fallback = chosenFallback == null ? new ClosedRateLimiter(pause) : chosenFallback;
            Connection connection =
                    new Connection(executor, timeout.toNanos(), pause.toNanos(), onUnavailable, nanoClock);
            return new RedisRateLimiter(this, connection, limit, key);
        }
    }
}
