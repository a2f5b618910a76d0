package dev.ashlar.trie;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How events of a log become a weight. For one thread. */
sealed interface EventScoring {
    /** Adds an event that stands for as many; the state may be another array than before, which is null at first. */
    long[] add(long @Nullable [] state, Instant at, int count);

    /** Returns the weight, or {@code Long.MIN_VALUE} if nothing counts any more. */
    long weight(long[] state);

    /** Returns the weight of the events of both. */
    default long sum(long a, long b) {
        return Duplicates.saturatedSum(a, b);
    }

    /** Refuses a time that cannot be told. */
    default void check(Instant at) {}

    final class Counts implements EventScoring {
        @Override
        public long[] add(long @Nullable [] state, Instant at, int count) {
            long[] counts = state == null ? new long[1] : state;
            counts[0] = Duplicates.saturatedSum(counts[0], count);
            return counts;
        }

        @Override
        public long weight(long[] state) {
            return state[0];
        }
    }

    record Fading(Decay decay) implements EventScoring {
        @Override
        public long[] add(long @Nullable [] state, Instant at, int count) {
            long score = decay.score(at, count);
            return new long[] {state == null ? score : Decay.sum(state[0], score)};
        }

        @Override
        public long sum(long a, long b) {
            return Decay.sum(a, b);
        }

        @Override
        public void check(Instant at) {
            decay.score(at);
        }

        @Override
        public long weight(long[] state) {
            return state[0];
        }
    }

    /** Counts of parts in a ring; before them, the number of the newest part that is in it. */
    final class Window implements EventScoring {
        static final Duration MOST = Duration.ofDays(3_652_425);

        private final long millis;
        private final int parts;
        private long newest = Long.MIN_VALUE;

        Window(long millis, int parts) {
            this.millis = millis;
            this.parts = parts;
        }

        @Override
        public void check(Instant at) {
            if (Math.abs(at.getEpochSecond()) > MOST.toSeconds()) {
                throw new IllegalArgumentException("time must be within 10,000 years of 1970: at=" + at);
            }
        }

        @Override
        public long[] add(long @Nullable [] state, Instant at, int count) {
            long part = Math.floorDiv(at.toEpochMilli(), millis);
            newest = Math.max(newest, part);
            long[] ring = state;
            if (ring == null) {
                ring = new long[parts + 1];
                ring[0] = part;
            }
            for (long next = Math.max(ring[0] + 1, part - parts + 1); next <= part; next++) {
                ring[slot(next)] = 0;
            }
            ring[0] = Math.max(ring[0], part);
            if (part > ring[0] - parts) {
                ring[slot(part)] = Duplicates.saturatedSum(ring[slot(part)], count);
            }
            return ring;
        }

        @Override
        public long weight(long[] state) {
            long sum = 0;
            for (long part = Math.max(state[0] - parts, newest - parts) + 1; part <= state[0]; part++) {
                sum = Duplicates.saturatedSum(sum, state[slot(part)]);
            }
            return sum == 0 ? Long.MIN_VALUE : sum;
        }

        private int slot(long part) {
            return 1 + (int) Math.floorMod(part, (long) parts);
        }
    }
}
