package dev.ashlar.ratelimit;

import org.jspecify.annotations.Nullable;

/**
 * What became of a request to reserve permits.
 *
 * @param state whose permits; null if none were taken
 * @param permits how many
 * @param at when they may be used, in the order of the state's time: nanoseconds, or units of a refill
 * @param waitNanos nanoseconds until then, or as long as it would have been if none were taken
 */
record Claim(@Nullable State state, long permits, long at, long waitNanos) {
    static Claim refused(long permits, long waitNanos) {
        return new Claim(null, permits, 0, waitNanos);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other; // two of the same are two
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
