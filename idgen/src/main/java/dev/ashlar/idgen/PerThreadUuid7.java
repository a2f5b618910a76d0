package dev.ashlar.idgen;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** {@link Uuid7#perThread()}. */
final class PerThreadUuid7 implements Uuid7 {
    private final LongSupplier clock;
    private final ThreadLocal<State> states;

    PerThreadUuid7(LongSupplier clock, SecureRandom random) {
        this.clock = clock;
        long first = random.nextLong();
        long second = random.nextLong();
        AtomicLong threads = new AtomicLong();
        states = ThreadLocal.withInitial(() -> {
            long thread = threads.getAndIncrement() * Mixer.GOLDEN;
            return new State(Mixer.mix(first + thread), Mixer.mix(second + thread));
        });
    }

    @Override
    public UUID next() {
        State state = states.get();
        state.advance(clock.getAsLong());
        return new UUID(state.high, state.low);
    }

    @Override
    public void next(long[] dst, int off, int n) {
        UuidFormat.checkRoom(dst, off, n);
        if (n == 0) {
            return;
        }
        State state = states.get();
        long millis = clock.getAsLong();
        state.advance(millis);
        int done = 0;
        while (true) {
            long high = state.high;
            long first = state.low;
            int count = (int) Math.min(n - done, State.LAST - first + 1);
            for (int i = 0; i < count; i++) {
                dst[off + 2 * (done + i)] = high;
                dst[off + 2 * (done + i) + 1] = first + i;
            }
            state.low = first + count - 1;
            done += count;
            if (done == n) {
                return;
            }
            state.advance(millis);
        }
    }

    /** One thread's; with room around it, so that threads do not fight over a cache line. */
    static final class State extends Padding {
        /** The greatest lower half. */
        static final long LAST = UuidFormat.VARIANT | UuidFormat.RAND_B;

        private final long key;
        private long seed;
        private long millis = Long.MIN_VALUE;
        /** The newest UUID. */
        long high;

        long low = LAST;
        long r1, r2, r3, r4, r5, r6, r7, r8;

        State(long seed, long key) {
            this.seed = seed;
            this.key = key;
        }

        /** Makes the next UUID. */
        void advance(long now) {
            if (now > millis) {
                begin(now);
            } else if (low != LAST) {
                low++;
            } else {
                begin(millis + 1); // 3 * 2^60 UUIDs in one millisecond; but so it is right
            }
        }

        /** Starts a millisecond with 72 new bits; the two highest of the counter are 0, to leave room to count. */
        private void begin(long now) {
            UuidFormat.checkMillis(now);
            millis = now;
            long next = seed + Mixer.GOLDEN;
            high = UuidFormat.high(now) | ((Mixer.mix(next) ^ key) & UuidFormat.RAND_A);
            seed = next + Mixer.GOLDEN;
            low = UuidFormat.VARIANT | (Mixer.mix(seed) ^ key) >>> 4;
        }
    }
}
