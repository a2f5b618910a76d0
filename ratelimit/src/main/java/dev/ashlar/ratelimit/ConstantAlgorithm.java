package dev.ashlar.ratelimit;

/** Has no state: everything up to the limit is there always. */
final class ConstantAlgorithm extends Algorithm {
    private final long limit;

    ConstantAlgorithm(long limit) {
        this.limit = limit;
    }

    @Override
    long limit() {
        return limit;
    }

    @Override
    long waitNanos(long permits, long now) {
        return 0;
    }

    @Override
    void take(long permits, long now) {}

    @Override
    void refund(long permits, long now) {}

    @Override
    long remaining(long now) {
        return limit;
    }

    @Override
    long resetNanos(long now) {
        return 0;
    }

    @Override
    Algorithm copy() {
        return this;
    }
}
