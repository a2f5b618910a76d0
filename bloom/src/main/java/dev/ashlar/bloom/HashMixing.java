package dev.ashlar.bloom;

/** How filters derive places and fresh hashes from the hashes given. */
final class HashMixing {
    /** 2<sup>64</sup> divided by the golden ratio, made odd. */
    static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private HashMixing() {}

    /**
     * A bijection of 64 bits in which every bit of the result depends on every bit given: the finaliser of Steele, Lea
     * and Flood, "Fast splittable pseudorandom number generators", 2014, with the constants of Stafford's variant 13.
     */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** Maps a hash, taken as a fraction of 2<sup>64</sup>, to a number in [0, range), in the order of hashes. */
    static long scale(long hash, long range) {
        // The factors are halved and doubled, so that a signed product will do; the hash's last bit does not count.
        return Math.multiplyHigh(hash >>> 1, range << 1);
    }
}
