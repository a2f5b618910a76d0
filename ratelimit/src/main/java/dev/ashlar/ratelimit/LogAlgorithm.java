package dev.ashlar.ratelimit;

/**
 * The times of the last permits, in a ring. The permit that would overwrite one may be taken as soon as the window has
 * passed since that one; so a question reads one entry, and taking n permits writes n.
 */
final class LogAlgorithm extends Algorithm {
    private static final int FIRST_LENGTH = 16;

    private final int limit;
    private final long window;
    /** The times of the newest permits: that of permit i at {@code i % times.length}. Grows up to the limit. */
    private long[] times;
    /** How many permits were ever taken; of those the last {@code limit} count. */
    private long taken;
    /** How many of the newest permits have a time in the ring and were not given back. */
    private int known;

    LogAlgorithm(int limit, long window) {
        this(limit, window, new long[Math.min(limit, FIRST_LENGTH)], 0, 0);
    }

    private LogAlgorithm(int limit, long window, long[] times, long taken, int known) {
        this.limit = limit;
        this.window = window;
        this.times = times;
        this.taken = taken;
        this.known = known;
    }

    @Override
    long limit() {
        return limit;
    }

    @Override
    long waitNanos(long permits, long now) {
        int newest = limit - (int) permits + 1; // so many permits back is the one that has to be out of the window
        if (newest > known) {
            return 0;
        }
        return Math.max(0, time(newest) + window - now);
    }

    @Override
    void take(long permits, long now) {
        if (known + permits > times.length) {
            known = used(now);
            grow((int) permits);
        }
        for (long i = 0; i < permits; i++) {
            times[(int) (taken++ % times.length)] = now;
        }
        known = (int) Math.min(limit, known + permits);
    }

    /** The oldest permits are given back: whichever it was, those that were used count no shorter than they must. */
    @Override
    void refund(long permits, long now) {
        known = (int) Math.max(0, used(now) - permits);
    }

    @Override
    long remaining(long now) {
        return (long) limit - used(now);
    }

    @Override
    long resetNanos(long now) {
        return known == 0 ? 0 : Math.max(0, time(1) + window - now);
    }

    @Override
    Algorithm copy() {
        return new LogAlgorithm(limit, window, times.clone(), taken, known);
    }

    int length() {
        return times.length;
    }

    /** How many of the newest permits are in the window: the times only grow, so halving finds it. */
    private int used(long now) {
        int inside = 0;
        int outside = known + 1;
        while (outside - inside > 1) {
            int middle = (inside + outside) >>> 1;
            if (time(middle) + window > now) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    /** When the permit was taken that is the n-th newest, 1 being the newest. */
    private long time(int n) {
        return times[(int) ((taken - n) % times.length)];
    }

    private void grow(int permits) {
        int length = times.length;
        if (length == limit || known + permits <= length) {
            return;
        }
        int larger = (int) Math.min(limit, Math.max(known + (long) permits, 2L * length));
        long[] ordered = new long[larger];
        for (int i = 0; i < known; i++) {
            ordered[i] = time(known - i);
        }
        times = ordered;
        taken = known;
    }
}
