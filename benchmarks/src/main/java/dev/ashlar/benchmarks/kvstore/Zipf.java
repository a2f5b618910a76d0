package dev.ashlar.benchmarks.kvstore;

import java.util.SplittableRandom;

/**
 * Draws ranks that grow rarer as YCSB's do, the first the most frequent; for one thread.
 *
 * <p>Source: Gray, Sundaresan, Englert, Baclawski and Weinberger, "Quickly generating billion-record synthetic databases",
 * SIGMOD 1994.
 */
final class Zipf {
    private static final double THETA = 0.99;

    private final SplittableRandom random;
    private final int ranks;
    private final double zeta;
    private final double eta;

    Zipf(int ranks, SplittableRandom random) {
        this.ranks = ranks;
        this.random = random;
        double sum = 0;
        for (int i = 1; i <= ranks; i++) {
            sum += Math.pow(i, -THETA);
        }
        zeta = sum;
        double two = 1 + Math.pow(2, -THETA);
        eta = (1 - Math.pow(2.0 / ranks, 1 - THETA)) / (1 - two / zeta);
    }

    /** From 0 to the number of ranks - 1. */
    int next() {
        double u = random.nextDouble();
        double uz = u * zeta;
        if (uz < 1) {
            return 0;
        }
        if (uz < 1 + Math.pow(2, -THETA)) {
            return 1;
        }
        return (int) Math.min(ranks - 1, (long) (ranks * Math.pow(eta * u - eta + 1, 1 / (1 - THETA))));
    }
}
