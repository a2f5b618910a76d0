package dev.ashlar.trie;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Counts all events. For one thread. */
final class EventCounts implements EventScoring {
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
