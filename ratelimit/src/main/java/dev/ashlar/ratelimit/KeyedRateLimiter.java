package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A limit for every key by itself, with a bound on the number of keys.
 *
 * <p>Guarantee: each key has the guarantees of its {@link Limit}, whatever happens to other keys. A key's state comes
 * into being at its first request; threads that race to create it share the one. It is dropped only when it could not be
 * told from a new one, and dropping it is one atomic step with the requests for it. There are never more than
 * {@code maxKeys} states; a new key that finds no room meets the {@link OverflowPolicy}, never another key's loss.
 *
 * <p>There is no background thread. Once half of {@code maxKeys} are there, every new key looks at 2 others in turn and
 * drops those that have recovered, and at 16 more if there is no room; so a full limiter may refuse a new key although one could have been dropped that it did
 * not come to, but has looked at all after {@code maxKeys / 18} new keys. Without new keys nothing is dropped.
 *
 * <p>Cost: a request for a key that is there is a look-up in a {@link ConcurrentHashMap} and what its limit costs; it
 * allocates nothing but decisions. A new key allocates its state, a map node and a queue node, and looking at a key
 * allocates one. No call does more than a fixed amount of work, but for the map's own resizing.
 *
 * <p>Clock: as for {@link LocalRateLimiter}. If the clock goes back behind the last time at which a key was dropped, the
 * limiter goes on from that time, which it holds until the clock is there again. Windows of all keys are counted from
 * when the limiter was made, or by the wall clock.
 *
 * <p>Any number of threads may use it at once. Grants and denials for keys that are there take no lock, unless their
 * limit does.
 *
 * @param <K> the keys; they must have {@code equals} and {@code hashCode} as the keys of any map, not change, and
 *     should be {@link Comparable} where hostile callers choose them, for such keys with colliding hashes are found in
 *     logarithmic time
 */
public final class KeyedRateLimiter<K> {
    private final KeyStates<K> states;
    private final KeyLimits<K> limits;
    /** The state of all keys for which there is no room; null if they are refused. */
    private final @Nullable State shared;

    private final Timeline time;

    private KeyedRateLimiter(Builder<K> builder, Limit limit) {
        this.time = new Timeline(builder.nanoClock, builder.wallClock.instant(), builder.parker);
        this.limits = new KeyLimits<>(limit, builder.limits, time.wallOrigin);
        this.states = new KeyStates<>(limits, builder.maxKeys);
        this.shared = builder.overflow == OverflowPolicy.SHARE_ONE_LIMIT
                ? limits.common().state(null, 0)
                : null;
    }

    /**
     * Starts the description of a keyed limiter; a limit and the greatest number of keys are required.
     *
     * @param <K> the keys
     * @return a new builder
     */
    public static <K> Builder<K> builder() {
        return new Builder<>();
    }

    /**
     * Takes one permit of a key if it is there.
     *
     * @param key whose permit
     * @return whether the permit was taken
     */
    public boolean tryAcquire(K key) {
        return tryAcquire(key, 1);
    }

    /**
     * Takes permits of a key if all of them are there.
     *
     * @param key whose permits
     * @param permits how many, 1 or more
     * @return whether the permits were taken
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public boolean tryAcquire(K key, long permits) {
        return take(key, permits, false) == 0;
    }

    /**
     * Takes permits of a key if all of them are there, and otherwise tells how long to wait.
     *
     * @param key whose permits
     * @param permits how many, 1 or more
     * @return as of {@link RateLimiter#tryAcquireNanos}; if there is no room for the key and new keys are denied, the
     *     {@linkplain Limit#window() time} in which its limit would recover
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public long tryAcquireNanos(K key, long permits) {
        return take(key, permits, true);
    }

    private long take(K key, long permits, boolean tellWait) {
        Objects.requireNonNull(key, "key");
        Checks.positive("permits", permits);
        while (true) {
            State state = states.get(key);
            if (state == null) {
                if (permits > limits.of(key).permits()) {
                    return State.NEVER;
                }
                state = stateOfNew(key);
            }
            if (state == null) {
                return refusedNanos(key);
            }
            long clock = time.now();
            long now = states.time(clock);
            long wait = state.take(permits, now, tellWait);
            if (wait == State.NEVER && isShared(state)) {
                return refusedNanos(key); // not of all keys at once; of this one alone, once there is room
            }
            if (wait == 0 || wait == State.NEVER) {
                return wait;
            }
            if (wait != State.RETIRED) {
                return wait + (now - clock);
            }
            states.remove(state);
        }
    }

    /**
     * Takes one permit of a key if it is there, and tells the caller all about it.
     *
     * @param key whose permit
     * @return the decision
     */
    public Decision decide(K key) {
        return decide(key, 1);
    }

    /**
     * Takes permits of a key if all of them are there, and tells the caller all about it.
     *
     * @param key whose permits
     * @param permits how many, 1 or more
     * @return the decision; if there is no room for the key and new keys are denied, nothing remains and both
     *     durations are the {@linkplain Limit#window() time} in which its limit would recover
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public Decision decide(K key, long permits) {
        Objects.requireNonNull(key, "key");
        Checks.positive("permits", permits);
        while (true) {
            State state = states.get(key);
            if (state == null && permits > limits.of(key).permits()) {
                return peek(key, permits);
            }
            state = state == null ? stateOfNew(key) : state;
            if (state == null) {
                return refused(key, permits);
            }
            long clock = time.now();
            long now = states.time(clock);
            Decision decision = state.decide(permits, now, now - clock);
            if (decision != null) {
                return decision.isNever() && isShared(state) ? refused(key, permits) : decision;
            }
            states.remove(state);
        }
    }

    /**
     * Tells what {@link #decide(Object)} would decide now, without taking anything.
     *
     * @param key whose permit
     * @return the decision
     */
    public Decision peek(K key) {
        return peek(key, 1);
    }

    /**
     * Tells what {@link #decide(Object, long)} would decide now, without taking anything, making a state or dropping
     * one. (Whether a new key would find room is a guess therefore: dropping could have made some.)
     *
     * @param key whose permits
     * @param permits how many, 1 or more
     * @return the decision; as nothing is taken, what remains includes the permits asked for
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public Decision peek(K key, long permits) {
        Objects.requireNonNull(key, "key");
        Checks.positive("permits", permits);
        State state = states.get(key);
        boolean overflowing = state == null && states.isFull();
        if (overflowing) {
            state = shared;
        }
        long clock = time.now();
        long now = states.time(clock);
        Decision decision = state == null ? null : state.peek(permits, now, now - clock);
        if (decision != null && !(decision.isNever() && overflowing)) {
            return decision;
        }
        if (overflowing) {
            return refused(key, permits);
        }
        Limit limit = limits.of(key);
        return permits > limit.permits()
                ? Decision.never(limit.permits(), limit.permits(), Duration.ZERO)
                : Decision.granted(limit.permits(), limit.permits(), Duration.ZERO);
    }

    /**
     * Returns one key's part of this limiter, with all that limiters can do, as waiting and reserving. A key with
     * permits that are reserved is not dropped.
     *
     * @param key whose permits
     * @return a limiter that keeps its state here, and no other; small, made anew by each call
     */
    public RateLimiter limiter(K key) {
        return new KeyView<>(this, Objects.requireNonNull(key, "key"));
    }

    Reservation reserve(K key, long permits, Duration maxWait) {
        Checks.positive("permits", permits);
        long most = Checks.maxWaitNanos(maxWait);
        while (true) {
            State state = states.get(key);
            if (state == null && permits > limits.of(key).permits()) {
                return new LocalReservation(Claim.refused(permits, State.NEVER), time, time.now());
            }
            state = state == null ? stateOfNew(key) : state;
            long clock = time.now();
            if (state == null) {
                return new LocalReservation(Claim.refused(permits, refusedNanos(key)), time, clock);
            }
            long now = states.time(clock);
            Claim claim = state.reserve(permits, now, Math.max(0, most - (now - clock)));
            if (claim != null && claim.waitNanos() == State.NEVER && isShared(state)) {
                return new LocalReservation(Claim.refused(permits, refusedNanos(key)), time, clock);
            }
            if (claim != null) {
                return new LocalReservation(claim, time, claim.waitNanos() == 0 ? clock : now);
            }
            states.remove(state);
        }
    }

    void refund(K key, long permits) {
        Checks.positive("permits", permits);
        State state = states.get(key);
        // Without one it is as if it had never been used, and so it is if it is just being dropped.
        // Whether it has drawn on the shared one is not known, so nothing is put back there.
        if (state != null) {
            state.refund(permits, states.time(time.now()));
        }
    }

    /**
     * Returns how many keys have a state now.
     *
     * @return 0 to {@code maxKeys}; an estimate while other threads are at work, and it includes keys that could be
     *     dropped but have not been looked at since
     */
    public long keys() {
        return states.count();
    }

    /** The state of a key that had none; the shared one or null if there is no room. */
    private @Nullable State stateOfNew(K key) {
        State state = states.add(key, time.now());
        return state != null ? state : shared;
    }

    @SuppressWarnings("ReferenceEquality") // states are told apart by what they are, not by what is in them
    private boolean isShared(State state) {
        return state == shared;
    }

    private long refusedNanos(K key) {
        Limit limit = limits.of(key);
        return limit.permits() == 0 ? State.NEVER : Math.max(1, limit.window().toNanos());
    }

    private Decision refused(K key, long permits) {
        Limit limit = limits.of(key);
        Duration window = Duration.ofNanos(refusedNanos(key));
        return permits > limit.permits()
                ? Decision.never(limit.permits(), 0, Duration.ZERO)
                : Decision.denied(limit.permits(), 0, window, window);
    }

    @Override
    public String toString() {
        return "KeyedRateLimiter[" + limits + ", maxKeys=" + states.maxKeys + ", overflow="
                + (shared == null ? OverflowPolicy.DENY_NEW_KEYS : OverflowPolicy.SHARE_ONE_LIMIT) + "]";
    }

    /**
     * Describes a {@link KeyedRateLimiter}. Not safe for use by several threads at once; may be used again.
     *
     * @param <K> the keys
     */
    public static final class Builder<K> {
        private @Nullable Limit limit;
        private @Nullable Function<? super K, Limit> limits;
        private long maxKeys;
        private OverflowPolicy overflow = OverflowPolicy.DENY_NEW_KEYS;
        private LongSupplier nanoClock = System::nanoTime;
        private InstantSource wallClock = InstantSource.system();
        private LongConsumer parker = LockSupport::parkNanos;

        private Builder() {}

        /**
         * Sets the limit of every key, and of all keys together that share one for want of room.
         *
         * @param limit what each key is allowed; it starts as it is when it has recovered, so without initial tokens
         * @return this builder
         * @throws IllegalArgumentException if it is a token bucket with fewer initial tokens than it holds
         */
        public Builder<K> limit(Limit limit) {
            this.limit = KeyLimits.checked(limit);
            return this;
        }

        /**
         * Sets limits of their own for some keys.
         *
         * @param limits returns the limit of a key, best of all one of a few that were made before, as the common one;
         *     called by any thread, with keys that have no state. A key keeps its limit until it is dropped. What it
         *     throws is thrown to the caller of the limiter, and leaves no key.
         * @return this builder
         */
        public Builder<K> limits(Function<? super K, Limit> limits) {
            this.limits = Objects.requireNonNull(limits, "limits");
            return this;
        }

        /**
         * Sets how many keys may have a state at the same time.
         *
         * @param maxKeys keys, 1 or more
         * @return this builder
         * @throws IllegalArgumentException if {@code maxKeys < 1}
         */
        public Builder<K> maxKeys(long maxKeys) {
            this.maxKeys = Checks.positive("maxKeys", maxKeys);
            return this;
        }

        /**
         * Sets what happens to a new key that finds no room. Unless set, it is
         * {@link OverflowPolicy#DENY_NEW_KEYS}.
         *
         * @param overflow the policy
         * @return this builder
         */
        public Builder<K> overflow(OverflowPolicy overflow) {
            this.overflow = Objects.requireNonNull(overflow, "overflow");
            return this;
        }

        /**
         * Sets the clock of all keys, for tests and simulations. Unless set, it is {@link System#nanoTime()}.
         *
         * @param nanoClock nanoseconds since any origin; called by every thread that uses the limiter
         * @return this builder
         */
        public Builder<K> nanoClock(LongSupplier nanoClock) {
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
        public Builder<K> wallClock(InstantSource wallClock) {
            this.wallClock = Objects.requireNonNull(wallClock, "wallClock");
            return this;
        }

        /** Sets what waits for so many nanoseconds or less: tests have no time to wait. */
        Builder<K> parker(LongConsumer parker) {
            this.parker = parker;
            return this;
        }

        /**
         * Builds the limiter.
         *
         * @return a new limiter, without keys
         * @throws IllegalStateException if the limit or the greatest number of keys is not set
         */
        public KeyedRateLimiter<K> build() {
            if (limit == null) {
                throw new IllegalStateException("limit must be set");
            }
            if (maxKeys == 0) {
                throw new IllegalStateException("maxKeys must be set");
            }
            return new KeyedRateLimiter<>(this, limit);
        }
    }
}
