package dev.ashlar.ratelimit;

/**
 * A bucket as a part of something larger. With a greater limit than its capacity it is a leaky bucket that shapes: who
 * asks for more than it holds takes all of it and the rest on credit, which the next one waits for.
 */
final class BucketAlgorithm extends Algorithm {
    private final Refill refill;
    private final long limit;
    private long spent;

    BucketAlgorithm(Refill refill, long limit, long spent) {
        this.refill = refill;
        this.limit = limit;
        this.spent = spent;
    }

    @Override
    long limit() {
        return limit;
    }

    @Override
    long capacity() {
        return refill.capacity;
    }

    @Override
    long waitNanos(long permits, long now) {
        long needed = Math.min(permits, refill.capacity) * refill.unit;
        return refill.nanosUntil(needed, refill.level(spent, refill.ticks(now)), now);
    }

    @Override
    void take(long permits, long now) {
        spent = refill.spend(spent, permits * refill.unit, refill.ticks(now));
    }

    @Override
    void charge(long permits, long now) {
        take(permits, now);
    }

    @Override
    void refund(long permits, long now) {
        spent = refill.putBack(spent, permits * refill.unit, refill.ticks(now));
    }

    @Override
    long remaining(long now) {
        return refill.permits(refill.level(spent, refill.ticks(now)));
    }

    @Override
    long resetNanos(long now) {
        return refill.nanosUntil(refill.full, refill.level(spent, refill.ticks(now)), now);
    }

    @Override
    Algorithm copy() {
        return new BucketAlgorithm(refill, limit, spent);
    }
}
