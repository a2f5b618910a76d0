package dev.ashlar.bloom;

/** How keys spread over words, and so how many words and bits a key a false-positive probability needs. */
final class WordLoad {
    /*
     * n keys fall into W words at random; a key sets k bits of its word, drawn independently (two may be the same). A
     * word with j keys has X bits set after j * k draws, and is a false positive for k more draws with probability
     * (X / 64)^k. The bits of a word are not independent, so the distribution of X is computed draw by draw:
     *
     *   P(X = x after one more draw) = P(X = x) * x / 64 + P(X = x - 1) * (65 - x) / 64
     *
     * and the mean over the binomial load (n, 1/W) of the words is the probability.
     */
    static final int MAX_BITS = 10;

    private static final int WORD = Long.SIZE;

    /** More keys than this in a word on average are as good as all bits set. */
    private static final int MAX_LOAD = 64;

    /** Loads beyond this are as rare as to not matter, even around {@link #MAX_LOAD}. */
    private static final int MAX_KEYS = 192;

    /** {@link #fppByKeys} of every number of bits. */
    private static final double[][] FPP = new double[MAX_BITS + 1][];

    static {
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            FPP[bits] = fppByKeys(bits);
        }
    }

    private final int bits;
    private final long words;

    private WordLoad(int bits, long words) {
        this.bits = bits;
        this.words = words;
    }

    /** The fewest words, and the bits a key with which they are the fewest. */
    static WordLoad of(long keys, double fpp, long maxWords) {
        BlockLoad.check(keys, fpp);
        WordLoad best = null;
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            double[] byKeys = FPP[bits];
            long most = best == null ? maxWords : best.words;
            if (fpp(byKeys, keys, most) > fpp) {
                continue;
            }
            long enough = BlockLoad.fewest(most, words -> fpp(byKeys, keys, words) <= fpp);
            best = new WordLoad(bits, enough);
        }
        if (best == null) {
            throw new IllegalArgumentException("expectedKeys and fpp must need at most " + maxWords * Long.BYTES
                    + " bytes: expectedKeys=" + keys + ", fpp=" + fpp);
        }
        return best;
    }

    int bits() {
        return bits;
    }

    long words() {
        return words;
    }

    /** The false-positive probability of a word by the keys that it holds. */
    private static double[] fppByKeys(int bits) {
        double[] byKeys = new double[MAX_KEYS + 1];
        double[] set = new double[WORD + 1];
        set[0] = 1;
        for (int keys = 1; keys <= MAX_KEYS; keys++) {
            for (int draw = 0; draw < bits; draw++) {
                for (int x = WORD; x > 0; x--) {
                    set[x] = set[x] * x / WORD + set[x - 1] * (WORD + 1 - x) / WORD;
                }
                set[0] = 0;
            }
            for (int x = 1; x <= WORD; x++) {
                byKeys[keys] += set[x] * StrictMath.pow((double) x / WORD, bits);
            }
        }
        return byKeys;
    }

    /** The false-positive probability of so many words that hold so many keys. */
    private static double fpp(double[] byKeys, long keys, long words) {
        if (words == 1) {
            return byKeys[(int) Math.min(keys, MAX_KEYS)];
        }
        if ((double) keys / words > MAX_LOAD) {
            return 1;
        }
        double sum = 0;
        double probability = StrictMath.exp(keys * StrictMath.log1p(-1.0 / words));
        double rest = 1 - probability;
        for (int j = 1; j <= Math.min(keys, MAX_KEYS); j++) {
            probability *= (double) (keys - j + 1) / j / (words - 1);
            rest -= probability;
            sum += probability * byKeys[j];
        }
        return sum + Math.max(0, rest);
    }
}
