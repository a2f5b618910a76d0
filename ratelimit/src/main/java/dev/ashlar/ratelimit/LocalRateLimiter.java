package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A limiter for one thing, in this JVM: keeps the state of a {@link Limit}.
 *
 * <p>Guarantees and cost are those of the limit. {@code tryAcquire} and {@code tryAcquireNanos} allocate nothing.
 *
 * <p>Clock: only differences of readings count, so any origin will do, and a {@link System#nanoTime()} that wraps is
 * nothing special. If it goes back, never more is granted than if it had stood still.
 *
 * <p>Waiting parks the thread, virtual or not, outside of any lock, for real time: by as much as the clock says is left,
 * again and again until it says that nothing is.
 *
 * <p>A limiter may live for 10 000 days by its clock. Any thread may use it at any time.
 */
public final class LocalRateLimiter implements RateLimiter {
    /** Those of the time, which are read here on every call: a load less (AcquireBenchmark). */
    private final LongSupplier nanoClock;

    private final long origin;
    private final Timeline time;
    private final ReentrantLock reconfiguring = new ReentrantLock();
    private volatile State state;
    private volatile Limit limit;

    private LocalRateLimiter(Limit limit, Timeline time) {
        this.limit = limit;
        this.time = time;
        this.nanoClock = time.nanoClock;
        this.origin = time.origin;
        this.state = limit.template(time.wallOrigin).state(null, 0);
    }

    /**
     * Returns a limiter on the system's clock.
     *
     * @param limit what it allows
     * @return a new limiter
     */
    public static LocalRateLimiter of(Limit limit) {
        return builder(limit).build();
    }

    /**
     * Starts the description of a limiter.
     *
     * @param limit what it allows
     * @return a new builder
     */
    public static Builder builder(Limit limit) {
        return new Builder(Objects.requireNonNull(limit, "limit"));
    }

    /**
     * Returns what the limiter allows now.
     *
     * @return the limit
     */
    public Limit limit() {
        return limit;
    }

    @Override
    public boolean tryAcquire(long permits) {
        Checks.positive("permits", permits);
        long wait = state.take(permits, now(), false);
        while (wait == State.RETIRED) {
            wait = successor().take(permits, now(), false);
        }
        return wait == 0;
    }

    @Override
    public long tryAcquireNanos(long permits) {
        Checks.positive("permits", permits);
        long wait = state.take(permits, now(), true);
        while (wait == State.RETIRED) {
            wait = successor().take(permits, now(), true);
        }
        return wait;
    }

    @Override
    public Decision decide(long permits) {
        Checks.positive("permits", permits);
        Decision decision = state.decide(permits, now(), 0);
        while (decision == null) {
            decision = successor().decide(permits, now(), 0);
        }
        return decision;
    }

    @Override
    public Decision peek(long permits) {
        Checks.positive("permits", permits);
        Decision decision = state.peek(permits, now(), 0);
        while (decision == null) {
            decision = successor().peek(permits, now(), 0);
        }
        return decision;
    }

    @Override
    public Reservation reserve(long permits, Duration maxWait) {
        Checks.positive("permits", permits);
        long most = Checks.maxWaitNanos(maxWait);
        long now = now();
        Claim claim = state.reserve(permits, now, most);
        while (claim == null) {
            now = now();
            claim = successor().reserve(permits, now, most);
        }
        return new LocalReservation(claim, time, now);
    }

    @Override
    public void refund(long permits) {
        Checks.positive("permits", permits);
        boolean done = state.refund(permits, now());
        while (!done) {
            done = successor().refund(permits, now());
        }
    }

    /**
     * Puts another limit in the place of the present one, in one atomic step: every call is decided by the one or the
     * other, and what the old one granted is known to the new one as far as {@code carry} says: what remains, or is owed
     * up to the new limit. Permits that were used before count as used now; a {@link WarmUp} starts cold in any case.
     *
     * <p>Permits that are reserved keep their times, and count as used: cancelling them gives nothing back.
     *
     * @param limit what to allow from now on; of another algorithm, if you like
     * @param carry what to keep of the state
     */
    public void reconfigure(Limit limit, Carry carry) {
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(carry, "carry");
        Template template = limit.template(time.wallOrigin);
        reconfiguring.lock();
        try {
            State next = template.state(null, now());
            State.Remainder left = state.retire(now());
            try {
                carryOver(left, carry, limit, next, now());
            } finally {
                this.limit = limit; // whatever happens: nobody gets anything from a retired state
                this.state = next;
            }
        } finally {
            reconfiguring.unlock();
        }
    }

    private static void carryOver(State.Remainder left, Carry carry, Limit limit, State next, long now) {
        long capacity = limit.capacity();
        double keep = switch (carry) {
            case AS_IS -> left.permits();
            case PROPORTIONAL -> left.of() == 0 ? 0 : left.permits() * ((double) capacity / left.of());
            case RESET -> (double) limit.initialPermits();
        };
        // Of what is owed, no more counts than the limit allows at once.
        long kept = (long) Math.floor(Math.max(-(double) capacity, Math.min((double) capacity, keep)));
        long used = limit.initialPermits() - kept;
        if (used > 0) {
            next.charge(used, now);
        } else if (used < 0) {
            next.refund(-used, now);
        }
    }

    private long now() {
        return nanoClock.getAsLong() - origin;
    }

    /** The state that has come in the place of a retired one: whoever retired it holds the lock until it is there. */
    private State successor() {
        reconfiguring.lock();
        try {
            return state;
        } finally {
            reconfiguring.unlock();
        }
    }

    @Override
    public String toString() {
        return "LocalRateLimiter[" + limit + "]";
    }

    /** Describes a {@link LocalRateLimiter}. Not safe for use by several threads at once; may be used again. */
    public static final class Builder {
        private final Limit limit;
        private LongSupplier nanoClock = System::nanoTime;
        private InstantSource wallClock = InstantSource.system();
        private LongConsumer parker = LockSupport::parkNanos;

        private Builder(Limit limit) {
            this.limit = limit;
        }

        /**
         * Sets the clock, for tests and simulations. Unless set, it is {@link System#nanoTime()}.
         *
         * @param nanoClock nanoseconds since any origin; called by every thread that uses the limiter
         * @return this builder
         */
        public Builder nanoClock(LongSupplier nanoClock) {
            this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
            return this;
        }

        /**
         * Sets the clock that says where windows begin that are aligned to it. Unless set, it is the system's. It is
         * read once, when the limiter is built.
         *
         * @param wallClock the time of day
         * @return this builder
         */
        public Builder wallClock(InstantSource wallClock) {
            this.wallClock = Objects.requireNonNull(wallClock, "wallClock");
            return this;
        }

        /** Sets what waits for so many nanoseconds or less: tests have no time to wait. */
        Builder parker(LongConsumer parker) {
            this.parker = parker;
            return this;
        }

        /**
         * Builds the limiter.
         *
         * @return a new limiter, as if it had never been used
         */
        public LocalRateLimiter build() {
            return new LocalRateLimiter(limit, new Timeline(nanoClock, wallClock.instant(), parker));
        }
    }
}
