package dev.ashlar.bloom;

import java.nio.LongBuffer;

/**
 * How many words and bits a key a {@link ClassicBloomFilter} needs.
 *
 * @param words how many words, 1 or more
 * @param probes the bits that a key sets, 1 to {@value #MAX_PROBES}
 */
record ClassicLoad(long words, int probes) {
    /*
     * n keys make N = kn draws of m bits, any of which may be the same. X bits are set then, and a query is a false positive
     * with probability E[(X/m)^k]. With the mean and the variance of X, which are known exactly,
     *
     *   E[1 - X/m] = (1 - 1/m)^N
     *   E[(m - X)^2] = m (1 - 1/m)^N + m (m - 1) (1 - 2/m)^N
     *
     * that is expanded around the mean to the second order; the rest is less than 1 %, but for the smallest probabilities of a
     * handful of keys.
     */
    static final int MAX_PROBES = 40;

    private static final long MAX_WORDS = Integer.MAX_VALUE - 8;

    /** The fewest words, and the probes with which they are the fewest. */
    static ClassicLoad of(long keys, double fpp) {
        BlockLoad.check(keys, fpp);
        ClassicLoad best = null;
        for (int probes = 1; probes <= MAX_PROBES; probes++) {
            int tried = probes;
            long most = best == null ? MAX_WORDS : best.words;
            if (fpp(keys, most, probes) <= fpp) {
                long enough = BlockLoad.fewest(most, words -> fpp(keys, words, tried) <= fpp);
                // Of equal sizes the one with fewer probes.
                best = best == null || enough < best.words ? new ClassicLoad(enough, probes) : best;
            }
        }
        if (best == null) {
            throw new IllegalArgumentException("expectedKeys and fpp must need at most " + MAX_WORDS * Long.BYTES
                    + " bytes: expectedKeys=" + keys + ", fpp=" + fpp);
        }
        return best;
    }

    static double fpp(long keys, long words, int probes) {
        double bits = (double) words * Long.SIZE;
        double draws = (double) keys * probes;
        double clear = StrictMath.exp(draws * StrictMath.log1p(-1 / bits));
        double clearTwice = StrictMath.exp(draws * StrictMath.log1p(-2 / bits));
        double variance = Math.max(0, clear / bits + (1 - 1 / bits) * clearTwice - clear * clear);
        double set = -StrictMath.expm1(draws * StrictMath.log1p(-1 / bits));
        return StrictMath.pow(set, probes) + probes * (probes - 1) / 2.0 * StrictMath.pow(set, probes - 2) * variance;
    }

    /** The probability that what a random key asks for is set. */
    double fpp(LongBuffer bits) {
        return Math.pow((double) set(bits) / (words * Long.SIZE), probes);
    }

    /** How many bits are set. */
    static long set(LongBuffer bits) {
        long set = 0;
        for (int i = 0; i < bits.limit(); i++) {
            set += Long.bitCount(bits.get(i));
        }
        return set;
    }
}
