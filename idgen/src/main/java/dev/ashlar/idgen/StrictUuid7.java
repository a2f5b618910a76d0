package dev.ashlar.idgen;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import java.util.function.LongSupplier;

/** {@link Uuid7#strict()}. */
final class StrictUuid7 implements Uuid7 {
    /*
     * The state is one long, as in Snowflake: the milliseconds since the generator was made, then a counter of 22 bits. It
     * only grows, each value is taken by one compare-and-set, and the next one is the first of the clock's millisecond or
     * state + 1, which carries into the time. The last 52 bits of a UUID are a function of its state and two keys, so
     * there is no second thing to keep consistent; different keys make different generators differ.
     */
    private static final int COUNTER_BITS = 22;
    private static final long FIRST_MASK = (1L << (COUNTER_BITS - 1)) - 1;
    private static final long MAX_TICK = (1L << (63 - COUNTER_BITS)) - 1;
    private static final int RANDOM_BITS = 52;

    private final PaddedLong newest = new PaddedLong(-1);
    private final LongSupplier clock;
    private final long originMillis;
    private final long key;
    private final long mask;

    StrictUuid7(LongSupplier clock, SecureRandom random) {
        this.clock = clock;
        originMillis = UuidFormat.checkMillis(clock.getAsLong());
        key = random.nextLong();
        mask = random.nextLong();
    }

    @Override
    public UUID next() {
        long state = reserve(1);
        return new UUID(high(state), low(state));
    }

    @Override
    public void next(long[] dst, int off, int n) {
        UuidFormat.checkRoom(dst, off, n);
        if (n == 0) {
            return;
        }
        long first = reserve(n);
        for (int i = 0; i < n; i++) {
            dst[off + 2 * i] = high(first + i);
            dst[off + 2 * i + 1] = low(first + i);
        }
    }

    /** Takes so many states, one after the other, and returns the first. */
    private long reserve(int n) {
        long state = newest.get();
        long millis = clock.getAsLong();
        while (true) {
            // A time before the origin, or after all that can be told, is one to keep counting on or to refuse.
            long tick = millis < originMillis ? -1 : UuidFormat.checkMillis(millis) - originMillis;
            long first = tick > state >> COUNTER_BITS ? first(tick) : state + 1;
            if (tick > MAX_TICK || (first + n - 1) >>> COUNTER_BITS > lastTick()) {
                throw new IllegalStateException("clock must not be years ahead of where it was: clock="
                        + Instant.ofEpochMilli(millis) + ", generator made=" + Instant.ofEpochMilli(originMillis));
            }
            long seen = newest.compareAndExchange(state, first + n - 1);
            if (seen == state) {
                return first;
            }
            state = newest.getAfterLoss();
        }
    }

    private long lastTick() {
        return Math.min(MAX_TICK, UuidFormat.MAX_MILLIS - originMillis);
    }

    /** The first state of a millisecond, in the lower half so that there is room to count. */
    private long first(long tick) {
        return tick << COUNTER_BITS | (Mixer.mix(tick * Mixer.GOLDEN ^ mask) & FIRST_MASK);
    }

    private long high(long state) {
        return UuidFormat.high(originMillis + (state >>> COUNTER_BITS))
                | ((state >>> (COUNTER_BITS - 12)) & UuidFormat.RAND_A);
    }

    private long low(long state) {
        long random = (Mixer.mix(state * Mixer.GOLDEN + key) ^ mask) >>> (64 - RANDOM_BITS);
        return UuidFormat.VARIANT | (state & ((1L << (COUNTER_BITS - 12)) - 1)) << RANDOM_BITS | random;
    }
}
