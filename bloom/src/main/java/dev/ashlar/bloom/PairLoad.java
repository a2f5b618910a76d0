package dev.ashlar.bloom;

/** How keys that set bits in two words of a block fill the blocks, and so how many blocks a probability needs. */
final class PairLoad {
    /*
     * A key takes one of B blocks, one of its eight words, a, and another, b, one to four further on, around the end. In
     * each of the two it sets t different bits. A query is a false positive when all 2t bits that it asks for are set.
     *
     * A key leaves i given bits of a word that it takes alone with probability q(i) = C(64 - i, t) / C(64, t). It takes a
     * given word with probability 1/4, and two given words both with probability p: 1/32 if they are one to three apart,
     * which is the case of three queries in four, and 1/16 if they are four apart. Inclusion and exclusion over the bits
     * that are not set, i of one word and j of the other, gives the exact mean over all ways in which n keys fall,
     * for masks of any t bits (those of PairMasks are not all; full filters come within 1 % of it):
     *
     *   fpp(n, B | p) = sum over i, j = 0..t of (-1)^(i + j) C(t, i) C(t, j) (1 - s(i, j) / B)^n
     *   s(i, j) = (1/4 - p) (1 - q(i)) + (1/4 - p) (1 - q(j)) + p (1 - q(i) q(j))
     *
     * That a key is unlikely to take both words of a query keeps their loads apart, and saves one bit in a hundred against
     * one word of each half of the block.
     */
    private PairLoad() {}

    /** The false-positive probability of {@code blocks} blocks that hold {@code keys} keys, by the bits of a word. */
    static double fpp(long keys, long blocks, int bits) {
        return 0.75 * fpp(keys, blocks, bits, 1.0 / 32) + 0.25 * fpp(keys, blocks, bits, 1.0 / 16);
    }

    private static double fpp(long keys, long blocks, int bits, double both) {
        double one = 0.25 - both;
        double sum = 0;
        for (int i = 0; i <= bits; i++) {
            for (int j = 0; j <= bits; j++) {
                double qi = missing(i, bits);
                double qj = missing(j, bits);
                double leaves = one * (1 - qi) + one * (1 - qj) + both * (1 - qi * qj);
                double ways = choose(bits, i) * choose(bits, j) * ((i + j) % 2 == 0 ? 1 : -1);
                sum += ways * StrictMath.exp(keys * StrictMath.log1p(-leaves / blocks));
            }
        }
        return sum;
    }

    /** The false-positive probability of a block, by those of its words. */
    static double fpp(double[] words) {
        double sum = 0;
        for (int a = 0; a < words.length; a++) {
            for (int further = 1; further <= 4; further++) {
                sum += words[a] * words[(a + further) % words.length];
            }
        }
        return sum / (4 * words.length);
    }

    /** The probability that {@code set} set bits of a word are all that {@code bits} different ones ask for. */
    static double found(int set, int bits) {
        return choose(set, bits) / choose(Long.SIZE, bits);
    }

    /**
     * The probability that {@code set} set bits of a word are all that a query asks for, when its mask is one of those that
     * keys have. That they are not all there are counts where a word has few keys: a query is more often the same as one.
     */
    static double foundByMasks(int set, int bits) {
        double same = 1.0 / (PairMasks.TABLE * Long.SIZE) - 1 / choose(Long.SIZE, bits);
        return Math.min(1, found(set, bits) + Math.max(0, same) * set / bits);
    }

    /** The probability that {@code bits} different bits of a word are none of {@code given} given ones. */
    private static double missing(int given, int bits) {
        return found(Long.SIZE - given, bits);
    }

    private static double choose(int n, int k) {
        double ways = 1;
        for (int i = 0; i < k; i++) {
            ways = ways * (n - i) / (i + 1);
        }
        return ways;
    }
}
