package dev.ashlar.bloom;

/** The bits that a key sets in one word: always as many, all different, spread evenly over the 64. */
final class PairMasks {
    static final int MAX_BITS = 4;

    /** Of a table of masks; each stands for its 64 rotations. */
    static final int TABLE = 512;

    private static final long[][] TABLES = new long[MAX_BITS + 1][TABLE];

    static {
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            for (int i = 0; i < TABLE; i++) {
                TABLES[bits][i] = mask(bits, i);
            }
        }
    }

    private PairMasks() {}

    /** The masks of so many bits, 1 to {@value #MAX_BITS}; read only. */
    static long[] of(int bits) {
        return TABLES[bits];
    }

    /** Bit 0, and the first others that the digits of a mixed number name, to base 64 and from the lowest up. */
    private static long mask(int bits, int index) {
        long mask = 1;
        for (long digits = HashMixing.mix(index + 1); Long.bitCount(mask) < bits; digits >>>= 6) {
            mask |= 1L << digits;
        }
        return mask;
    }
}
