package dev.ashlar.bloom;

import java.util.function.LongPredicate;

/** How keys spread over blocks, and so how many blocks a false-positive probability needs. */
final class BlockLoad {
    /*
     * n keys fall into B blocks at random. A block has eight lanes of L places, and a key takes one place in each. A
     * block with j keys has a given place of a given lane taken with probability 1 - q^j, q = 1 - 1/L, and is a false
     * positive when all eight probed places are: (1 - q^j)^8. The load j is binomial (n, 1/B). Expanding the eighth
     * power and using E[x^j] = (1 - (1 - x)/B)^n gives the exact mean in nine terms:
     *
     *   fpp(n, B) = sum over i = 0..8 of (-1)^i * C(8, i) * (1 - (1 - q^i) / B)^n
     *
     * The terms cancel: the absolute error is about 1e-14, hence the lowest probability that may be asked for.
     */
    static final double MIN_FPP = 1e-10;
    static final double MAX_FPP = 0.5;

    private static final int[] BINOMIAL_8 = {1, 8, 28, 56, 70, 56, 28, 8, 1};

    private BlockLoad() {}

    /** The false-positive probability of {@code blocks} blocks that hold {@code keys} keys, by the places of a lane. */
    static double fpp(long keys, long blocks, int places) {
        double sum = 0;
        for (int i = 0; i < BINOMIAL_8.length; i++) {
            double term = StrictMath.exp(keys * StrictMath.log1p(-(1 - StrictMath.pow(1 - 1.0 / places, i)) / blocks));
            sum += (i % 2 == 0 ? 1 : -1) * BINOMIAL_8[i] * term;
        }
        return sum;
    }

    /** What every dynamic filter asks of its parameters. */
    static void check(long keys, double fpp) {
        if (keys < 1) {
            throw new IllegalArgumentException("expectedKeys must be >= 1: expectedKeys=" + keys);
        }
        if (!(fpp >= MIN_FPP && fpp <= MAX_FPP)) {
            throw new IllegalArgumentException("fpp must be in [" + MIN_FPP + ", " + MAX_FPP + "]: fpp=" + fpp);
        }
    }

    /** The fewest blocks with which {@code keys} keys have at most the probability {@code fpp}. */
    static long blocksFor(long keys, double fpp, int places) {
        check(keys, fpp);
        if (fpp(keys, BloomFilter.MAX_BLOCKS, places) > fpp) {
            throw tooLarge(keys, fpp);
        }
        return fewest(BloomFilter.MAX_BLOCKS, blocks -> fpp(keys, blocks, places) <= fpp);
    }

    static IllegalArgumentException tooLarge(long keys, double fpp) {
        return new IllegalArgumentException("expectedKeys and fpp must need at most " + BloomFilter.MAX_SIZE_IN_BYTES
                + " bytes: expectedKeys=" + keys + ", fpp=" + fpp);
    }

    /** The least number from 1 to {@code most} that is enough, where {@code most} and all above the least are. */
    static long fewest(long most, LongPredicate isEnough) {
        long tooFew = 0;
        long enough = most;
        while (enough - tooFew > 1) {
            long middle = (tooFew + enough) >>> 1;
            if (isEnough.test(middle)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return enough;
    }

    /** The false-positive probability of a block, by those of its words. */
    static double fpp(double[] words) {
        double all = 1;
        for (double word : words) {
            all *= word;
        }
        return all;
    }

    /** How many keys leave so many of all places clear, of which each takes {@code taken}: 0 or more, and finite. */
    static long count(long clear, long places, int taken) {
        return Math.round(
                StrictMath.log(Math.max(0.5, (double) clear) / places) / StrictMath.log1p(-(double) taken / places));
    }
}
