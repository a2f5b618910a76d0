package dev.ashlar.hashring;

/**
 * Jump consistent hash: maps a 64-bit hash to one of {@code n} numbered buckets, without any table.
 *
 * <p>Guarantee: growing from {@code n} to {@code n + 1} buckets moves a key either nowhere or to the new bucket, and
 * moves one key in {@code n + 1} on average. Buckets are equally loaded as far as the hashes are uniform. Buckets can
 * be added and removed only at the end of the numbering.
 *
 * <p>Cost: about {@code ln n} steps, no memory, no allocation. Stateless, so any thread may call it at any time.
 *
 * <p>Source: Lamping and Veach, "A Fast, Minimal Memory, Consistent Hash Algorithm", 2014. The result is the paper's,
 * bit for bit, and so that of Guava's {@code Hashing.consistentHash(long, int)}.
 */
public final class JumpHash {
    private static final long MULTIPLIER = 2862933555777941757L;

    private JumpHash() {}

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
        long state = hash;
        long bucket = 0;
        long next = 0;
        while (next < buckets) {
            bucket = next;
            state = state * MULTIPLIER + 1;
            next = (long) ((bucket + 1) * ((double) (1L << 31) / ((state >>> 33) + 1)));
        }
        return (int) bucket;
    }
}
