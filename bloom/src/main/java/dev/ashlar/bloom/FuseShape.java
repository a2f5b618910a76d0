package dev.ashlar.bloom;

/**
 * Where the slots of a binary fuse filter lie: overlapping windows of {@code arity} segments each.
 *
 * @param arity the slots of a key, 3 or 4
 * @param segmentBits the base-2 logarithm of the slots in a segment, 0 to 18
 * @param windows the segments in which a key's first slot may lie, 1 or more
 */
record FuseShape(int arity, int segmentBits, long windows) {
    /*
     * The lengths and factors are those found by experiment in Graf and Lemire, "Binary Fuse Filters: Fast and Smaller
     * Than Xor Filters", 2022, section 4. Below some ten thousand keys more room is needed than in the limit. Theirs of 2.25
     * in the exponent, for arity 3, makes segments twice as long too early: at some thousands of keys so few are left that
     * hardly any attempt succeeds, at 11,500 none. With 2 every third does at least.
     * Logarithms are strict, so that a set has the same bytes on every machine.
     */
    static final int MAX_SEGMENT_BITS = 18;

    /** The shape for so many distinct keys. */
    static FuseShape of(int arity, long keys) {
        double size = StrictMath.log((double) Math.max(keys, 2));
        int segmentBits;
        double factor;
        if (arity == 3) {
            segmentBits = (int) Math.floor(size / StrictMath.log(3.33) + (keys < 3_000 ? 2.25 : 2));
            factor = Math.max(1.125, 0.875 + 0.25 * StrictMath.log(1_000_000) / size);
        } else {
            segmentBits = (int) Math.floor(size / StrictMath.log(2.91) - 0.5);
            factor = Math.max(1.075, 0.77 + 0.305 * StrictMath.log(600_000) / size);
        }
        segmentBits = Math.min(segmentBits, MAX_SEGMENT_BITS);
        long segmentLength = 1L << segmentBits;
        long segments = ((long) Math.ceil(Math.max(keys, 2) * factor) + segmentLength - 1) >>> segmentBits;
        return new FuseShape(arity, segmentBits, Math.max(1, segments - (arity - 1)));
    }

    int segmentLength() {
        return 1 << segmentBits;
    }

    /** The first slots that a key may have. */
    long starts() {
        return windows << segmentBits;
    }

    long slots() {
        return (windows + arity - 1) << segmentBits;
    }

    /*
     * A key's slots, from its mixed hash: the first anywhere, each other one in the segment that follows that of the
     * one before. The hash's top chooses the first, so that keys in the order of their hashes go through memory in
     * order. Its low bits choose the second and third, the top of a product the fourth, and the product's middle is
     * the fingerprint: what the slots leave undetermined decides it.
     */

    static int first(long hash, long starts) {
        return (int) HashMixing.scale(hash, starts);
    }

    static int second(long hash, int first, int segmentLength) {
        return (first + segmentLength) ^ ((int) hash & (segmentLength - 1));
    }

    static int third(long hash, int first, int segmentLength) {
        return (first + 2 * segmentLength) ^ ((int) (hash >>> 18) & (segmentLength - 1));
    }

    static int fourth(long hash, int first, int segmentLength) {
        return (first + 3 * segmentLength) ^ ((int) ((hash * HashMixing.GOLDEN_RATIO) >>> 46) & (segmentLength - 1));
    }

    /** 16 bits, of which a filter of 8-bit fingerprints takes the upper half; what is above them is not zero. */
    static int fingerprint(long hash) {
        return (int) ((hash * HashMixing.GOLDEN_RATIO) >>> 30);
    }
}
