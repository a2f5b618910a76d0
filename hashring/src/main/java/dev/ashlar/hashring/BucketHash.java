package dev.ashlar.hashring;

/**
 * Maps hashes to numbered buckets, so that from {@code n} to {@code n + 1} buckets a key moves either nowhere or to the new
 * bucket.
 *
 * <p>Stateless: any number of threads may call it at once. {@code JumpHash::bucket} and {@code JumpBackHash::bucket} are two.
 */
@FunctionalInterface
public interface BucketHash {
    /**
     * Returns the bucket of a hash.
     *
     * @param hash the key's hash; all 64 bits should be well mixed
     * @param buckets how many buckets there are, 1 or more
     * @return the bucket, 0 to {@code buckets - 1}
     */
    int bucket(long hash, int buckets);
}
