package dev.ashlar.ratelimit;

/**
 * Counts by sub-windows: the present one, and so many before it as make up the window. Of the oldest, part of which is
 * out of the window, either everything counts or the share that is inside.
 */
final class CounterAlgorithm extends Algorithm {
    private final long limit;
    /** Length of a sub-window. */
    private final long width;

    private final boolean estimating;
    /** Of the present sub-window and the {@code length - 1} before it; that of sub-window i at {@code i % length}. */
    private final long[] counts;

    private long present;

    CounterAlgorithm(long limit, long width, int slots, boolean estimating, long now) {
        this(limit, width, estimating, new long[slots + 1], Math.floorDiv(now, width));
    }

    private CounterAlgorithm(long limit, long width, boolean estimating, long[] counts, long present) {
        this.limit = limit;
        this.width = width;
        this.estimating = estimating;
        this.counts = counts;
        this.present = present;
    }

    @Override
    long limit() {
        return limit;
    }

    /** Looks at the sub-windows to come, one after the other, until enough of the past is out of the window. */
    @Override
    long waitNanos(long permits, long now) {
        pass(now);
        int slots = counts.length - 1;
        long younger = sum(); // than the oldest sub-window, which may be partly out of the window
        for (int ahead = 0; ahead <= slots; ahead++) {
            long oldest = count(present + ahead - slots);
            younger -= oldest;
            long room = limit - permits - younger;
            long begin = Math.max(now, start(present + ahead));
            if (room >= oldest) {
                return begin - now;
            }
            long inside = estimating && room > 0 ? Wide.mulDiv(room, width, oldest) : 0;
            if (inside > 0) {
                return Math.max(begin, start(present + ahead + 1) - inside) - now;
            }
        }
        return start(present + counts.length) - now;
    }

    @Override
    void take(long permits, long now) {
        pass(now);
        counts[slot(present)] += permits;
    }

    /** The oldest permits are given back: whichever it was, those that were used count no shorter than they must. */
    @Override
    void refund(long permits, long now) {
        pass(now);
        long left = permits;
        for (int back = counts.length - 1; back >= 0; back--) {
            int slot = slot(present - back);
            long given = Math.min(left, counts[slot]);
            counts[slot] -= given;
            left -= given;
        }
    }

    @Override
    long remaining(long now) {
        pass(now);
        long used = sum();
        if (estimating) {
            long oldest = count(present - counts.length + 1);
            long outside = now - start(present);
            used -= Wide.mulDiv(oldest, outside, width);
        }
        return Math.max(0, limit - used);
    }

    @Override
    long resetNanos(long now) {
        pass(now);
        for (int back = 0; back < counts.length; back++) {
            if (count(present - back) > 0) {
                return start(present - back + counts.length) - now;
            }
        }
        return 0;
    }

    @Override
    Algorithm copy() {
        return new CounterAlgorithm(limit, width, estimating, counts.clone(), present);
    }

    private void pass(long now) {
        long next = Math.floorDiv(now, width);
        for (long i = Math.max(present + 1, next - counts.length + 1); i <= next; i++) {
            counts[slot(i)] = 0;
        }
        present = Math.max(present, next);
    }

    private long sum() {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private long count(long index) {
        return counts[slot(index)];
    }

    private int slot(long index) {
        return (int) Math.floorMod(index, (long) counts.length);
    }

    private long start(long index) {
        return index * width;
    }
}
