package dev.ashlar.hashring;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/** Hashing and mixing of 64-bit words: docs/formats/hash-ring.md. */
final class Mixing {
    static final Hasher64 XXH3 = Hashing.xxh3_64();

    private Mixing() {}

    /** A bijection of 64-bit words: the finalizer of SplitMix64 (Stafford's variant 13). */
    static long mix(long word) {
        long z = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
