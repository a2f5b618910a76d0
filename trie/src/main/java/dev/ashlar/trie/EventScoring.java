package dev.ashlar.trie;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How events of a log become a weight. For one thread. */
sealed interface EventScoring permits EventCounts, FadingEvents, EventWindow {
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
}
