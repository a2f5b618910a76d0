package dev.ashlar.ratelimit;

import org.jspecify.annotations.Nullable;

/** Makes buckets that are one word. */
record BucketTemplate(Refill refill, long initialTokens) implements Template {
    @Override
    public State state(@Nullable Object key, long now) {
        return new AtomicState(key, refill, spent(now));
    }

    @Override
    public Algorithm algorithm(long now) {
        return new BucketAlgorithm(refill, refill.capacity, spent(now));
    }

    private long spent(long now) {
        return refill.ticks(now) - initialTokens * refill.unit;
    }
}
