package dev.ashlar.ratelimit;

/** Several algorithms, of which all must grant. */
final class AllOf extends Algorithm {
    private final Algorithm[] parts;

    AllOf(Algorithm[] parts) {
        this.parts = parts;
    }

    @Override
    long limit() {
        long least = Long.MAX_VALUE;
        for (Algorithm part : parts) {
            least = Math.min(least, part.limit());
        }
        return least;
    }

    /** What is there once stays there, unless it is taken: so the longest wait is long enough for all. */
    @Override
    long waitNanos(long permits, long now) {
        long longest = 0;
        for (Algorithm part : parts) {
            longest = Math.max(longest, part.waitNanos(permits, now));
        }
        return longest;
    }

    @Override
    void take(long permits, long now) {
        for (Algorithm part : parts) {
            part.take(permits, now);
        }
    }

    @Override
    void charge(long permits, long now) {
        for (Algorithm part : parts) {
            part.charge(permits, now);
        }
    }

    @Override
    void refund(long permits, long now) {
        for (Algorithm part : parts) {
            part.refund(permits, now);
        }
    }

    @Override
    long remaining(long now) {
        long least = Long.MAX_VALUE;
        for (Algorithm part : parts) {
            least = Math.min(least, part.remaining(now));
        }
        return least;
    }

    @Override
    long resetNanos(long now) {
        long longest = 0;
        for (Algorithm part : parts) {
            longest = Math.max(longest, part.resetNanos(now));
        }
        return longest;
    }

    @Override
    Algorithm copy() {
        Algorithm[] copies = new Algorithm[parts.length];
        for (int i = 0; i < parts.length; i++) {
            copies[i] = parts[i].copy();
        }
        return new AllOf(copies);
    }
}
