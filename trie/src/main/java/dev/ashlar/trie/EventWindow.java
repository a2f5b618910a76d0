package dev.ashlar.trie;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts of parts in a ring; before them, the number of the newest part that is in it. For one thread. */
final class EventWindow implements EventScoring {
    static final Duration MOST = Duration.ofDays(3_652_425);

    private final long millis;
    private final int parts;
    private long newest = Long.MIN_VALUE;

    EventWindow(long millis, int parts) {
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
