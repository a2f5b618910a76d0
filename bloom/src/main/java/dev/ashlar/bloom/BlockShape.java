package dev.ashlar.bloom;

import java.nio.LongBuffer;

/**
 * The size of a {@link BloomFilter} and what a key sets in its block.
 *
 * @param blocks how many blocks of eight words, 1 or more
 * @param bits how many bits in each of two words, 1 to {@link PairMasks#MAX_BITS}; or {@link #ALL_WORDS}
 */
record BlockShape(long blocks, int bits) {
    /** One bit in each of the eight words. */
    static final int ALL_WORDS = 0;

    /**
     * Two words are faster than eight. Down to here they also take about as little memory (1.5 % more at most); below, the
     * unlike loads of the words cost ever more.
     */
    private static final double TWO_WORDS_FROM = 0.007;

    /** The fewest blocks with which {@code keys} keys have at most the probability {@code fpp}. */
    static BlockShape of(long keys, double fpp) {
        BlockLoad.check(keys, fpp);
        if (fpp < TWO_WORDS_FROM) {
            return new BlockShape(BlockLoad.blocksFor(keys, fpp, Long.SIZE), ALL_WORDS);
        }
        BlockShape best = null;
        for (int bits = 1; bits <= PairMasks.MAX_BITS; bits++) {
            int tried = bits;
            long most = best == null ? BloomFilter.MAX_BLOCKS : best.blocks;
            if (PairLoad.fpp(keys, most, bits) <= fpp) {
                best = new BlockShape(BlockLoad.fewest(most, blocks -> PairLoad.fpp(keys, blocks, tried) <= fpp), bits);
            }
        }
        if (best == null) {
            throw BlockLoad.tooLarge(keys, fpp);
        }
        return best;
    }

    boolean hasTwoWords() {
        return bits != ALL_WORDS;
    }

    long sizeInBytes() {
        return blocks * BloomFilter.BLOCK_BYTES;
    }

    /** The mean over all blocks of the probability that what a random key asks for is set. */
    double fpp(LongBuffer words) {
        double[] found = new double[Long.SIZE + 1];
        for (int set = 0; set <= Long.SIZE; set++) {
            found[set] = hasTwoWords() ? PairLoad.foundByMasks(set, bits) : (double) set / Long.SIZE;
        }
        double[] block = new double[BloomFilter.WORDS];
        double sum = 0;
        for (int first = 0; first < words.limit(); first += BloomFilter.WORDS) {
            for (int i = 0; i < BloomFilter.WORDS; i++) {
                block[i] = found[Long.bitCount(words.get(first + i))];
            }
            sum += hasTwoWords() ? PairLoad.fpp(block) : BlockLoad.fpp(block);
        }
        return sum / blocks;
    }
}
