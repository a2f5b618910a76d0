package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.bloom.BinaryFuseFilter;
import dev.ashlar.bloom.BinaryFuseFilter.Arity;
import dev.ashlar.bloom.BinaryFuseFilter.Fingerprint;
import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.bloom.MembershipFilter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes the filter of a table from the hashes of its keys; for one thread. */
final class FilterBuilder {
    /*
     * The number of keys is known at the end, so that their hashes are kept: 8 bytes each, and some 24 more while a fuse
     * filter is made. A table of level 0 can have any number of keys; when there are too many to keep, they go into a
     * Bloom filter with room for as many as there can be.
     */
    static final int MOST_KEPT = 1 << 19;

    /** The finest that fuse filters have. */
    private static final double FINEST_FUSE = 1.0 / (1 << 16);

    private static final double COARSEST_FUSE = 1.0 / (1 << 8);

    private final int level;
    private final double fpp;
    private final long mostKeys;
    private long[] hashes = new long[1024];
    private int kept;
    private @Nullable BloomFilter large;

    /**
     * A builder.
     *
     * @param level of the table
     * @param fpp how often a key is found that is not there, at most
     * @param mostKeys how many keys there can be
     */
    FilterBuilder(int level, double fpp, long mostKeys) {
        this.level = level;
        this.fpp = fpp;
        this.mostKeys = mostKeys;
    }

    /** Adds a key that has not been added. */
    void add(byte[] key) {
        long hash = MembershipFilter.hash(key);
        if (large != null) {
            large.putHash(hash);
            return;
        }
        if (kept == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * kept);
        }
        hashes[kept++] = hash;
        if (kept == MOST_KEPT && level == 0) {
            large = bloomFilter(mostKeys);
            hashes = new long[0];
        }
    }

    /** How many keys are kept until the end. */
    int kept() {
        return kept;
    }

    /** The filter of all keys; this builder is of no use any more. */
    MembershipFilter build() {
        if (large != null) {
            return large;
        }
        // A Bloom filter is fast to make: for a table that is soon merged into others. A fuse filter is a tenth
        // smaller.
        if (level == 0 || fpp < FINEST_FUSE) {
            return bloomFilter(kept);
        }
        long[] keys = kept == hashes.length ? hashes : Arrays.copyOf(hashes, kept);
        return BinaryFuseFilter.of(keys, fpp >= COARSEST_FUSE ? Fingerprint.BITS_8 : Fingerprint.BITS_16, Arity.THREE);
    }

    private BloomFilter bloomFilter(long keys) {
        BloomFilter filter = BloomFilter.create(keys, fpp);
        for (int i = 0; i < kept; i++) {
            filter.putHash(hashes[i]);
        }
        return filter;
    }
}
