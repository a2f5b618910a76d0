package dev.ashlar.idgen;

/** A bijection of 64 bits that looks random: the finisher of SplitMix64 (Steele, Lea and Flood, 2014; variant 13). */
final class Mixer {
    /** The golden ratio, as an odd 64-bit number: steps of it visit every long once. */
    static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private Mixer() {}

    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
