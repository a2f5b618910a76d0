package dev.ashlar.idgen;

/**
 * How large the next segment is: twice the last one if that was used up in less than the target time, half of it if it
 * lasted more than twice as long. For one thread at a time.
 */
final class SegmentSize {
    private final int min;
    private final int max;
    private final long targetNanos;
    private int size;
    private long lastNanos;

    SegmentSize(int min, int max, long targetNanos) {
        this.min = min;
        this.max = max;
        this.targetNanos = targetNanos;
    }

    int next(long nowNanos) {
        if (size == 0) {
            size = min;
        } else if (nowNanos - lastNanos < targetNanos) {
            size = (int) Math.min(max, 2L * size);
        } else if (nowNanos - lastNanos > 2 * targetNanos) {
            size = Math.max(min, size / 2);
        }
        lastNanos = nowNanos;
        return size;
    }

    @Override
    public String toString() {
        return min + " to " + max;
    }
}
