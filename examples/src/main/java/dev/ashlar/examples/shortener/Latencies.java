package dev.ashlar.examples.shortener;

import java.util.Arrays;
import java.util.Locale;

/** How long each of many calls took, all of them kept. For one thread. */
final class Latencies {
    private long[] nanos = new long[1024];
    private int count;
    private long sum;

    void add(long duration) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count + (count >> 1));
        }
        nanos[count++] = duration;
        sum += duration;
    }

    void addAll(Latencies others) {
        for (int i = 0; i < others.count; i++) {
            add(others.nanos[i]);
        }
    }

    int count() {
        return count;
    }

    /** For a caller that made one call after the other: how many a second, and how long they took. */
    String describe() {
        return describe(sum);
    }

    /** For several callers that took so long together. */
    String describe(long elapsedNanos) {
        if (count == 0) {
            return "none";
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%,.0f/s, p50 %,.1f us, p99 %,.1f us, max %,.1f us",
                count * 1e9 / Math.max(1, elapsedNanos),
                percentile(sorted, 0.50) / 1e3,
                percentile(sorted, 0.99) / 1e3,
                sorted[count - 1] / 1e3);
    }

    /** The least duration that at least the given share of all do not exceed. */
    static long percentile(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
