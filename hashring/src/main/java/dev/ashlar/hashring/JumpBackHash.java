package dev.ashlar.hashring;

import com.dynatrace.hash4j.consistent.ConsistentBucketHasher;
import com.dynatrace.hash4j.consistent.ConsistentHashing;

/**
 * JumpBackHash: maps a 64-bit hash to one of {@code n} numbered buckets, without any table and in constant expected time.
 *
 * <p>Guarantee: as {@link JumpHash}, from {@code n} to {@code n + 1} buckets a key moves either nowhere or to the new bucket,
 * one in {@code n + 1} on average. The buckets are others than those of {@code JumpHash}.
 *
 * <p>Cost: a few steps whatever {@code n} is, no memory, no allocation. Stateless, so any thread may call it at any time.
 *
 * <p>Source: Ertl, "JumpBackHash: Say Goodbye to the Modulo Operation to Distribute Keys Uniformly to Buckets", 2024. This is
 * hash4j's {@code jumpBackHashSplitMix64}; a test pins its results.
 */
public final class JumpBackHash {
    private static final ConsistentBucketHasher HASHER = ConsistentHashing.jumpBackHashSplitMix64();

    private JumpBackHash() {}

    /**
     * Returns the bucket of a hash.
     *
     * @param hash the key's hash; all 64 bits should be well mixed, and equal hashes get equal buckets
     * @param buckets how many buckets there are, 1 or more
     * @return the bucket, 0 to {@code buckets - 1}
     * @throws IllegalArgumentException if {@code buckets < 1}
     */
    public static int bucket(long hash, int buckets) {
        if (buckets < 1) {
            throw new IllegalArgumentException("buckets must be >= 1: buckets=" + buckets);
        }
        return HASHER.getBucket(hash, buckets);
    }
}
