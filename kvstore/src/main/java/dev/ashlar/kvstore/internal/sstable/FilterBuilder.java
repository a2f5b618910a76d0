package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.bloom.BinaryFuseFilter;
import dev.ashlar.bloom.BinaryFuseFilter.Arity;
import dev.ashlar.bloom.BinaryFuseFilter.Fingerprint;
import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.bloom.MembershipFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the filter of a table from the hashes of its keys; for one thread. The number of keys is known at the end, so it keeps the
 * hashes, 8 bytes each.
 */
final class FilterBuilder {
    /** What the finest fuse filter gives. */
    static final double FINEST_FUSE = 1.0 / (1 << 16);

    /** What the coarsest gives. */
    private static final double COARSEST_FUSE = 1.0 / (1 << 8);

    private static final int CHUNK = 1 << 9;

    private final boolean isSoonMerged;
    private final double fpp;

    /** All but the last are full: nothing is copied as they become more. */
    private final List<long[]> hashes = new ArrayList<>();

    private int keys;

    /**
     * A builder for a table of a level.
     *
     * @param fpp how often a key is found that is not there, at most
     */
    FilterBuilder(int level, double fpp) {
        this.isSoonMerged = level == 0;
        this.fpp = fpp;
    }

    /** Adds a key that has not been added. */
    void add(byte[] key) {
        int at = keys % CHUNK;
        if (at == 0) {
            hashes.add(new long[CHUNK]);
        }
        hashes.get(hashes.size() - 1)[at] = MembershipFilter.hash(key);
        keys++;
    }

    /** How many keys were added. */
    int keys() {
        return keys;
    }

    /** The filter of all keys; this builder is of no use any more. */
    MembershipFilter build() {
        // A Bloom filter is fast to make; a fuse filter is a tenth smaller.
        if (isSoonMerged || fpp < FINEST_FUSE) {
            BloomFilter filter = BloomFilter.create(keys, fpp);
            for (int first = 0; first < keys; first += CHUNK) {
                filter.putHashes(hashes.get(first / CHUNK), 0, Math.min(CHUNK, keys - first));
            }
            return filter;
        }
        long[] all = new long[keys];
        for (int first = 0; first < keys; first += CHUNK) {
            System.arraycopy(hashes.get(first / CHUNK), 0, all, first, Math.min(CHUNK, keys - first));
        }
        hashes.clear(); // while the filter is made, memory is short
        return BinaryFuseFilter.of(all, fpp >= COARSEST_FUSE ? Fingerprint.BITS_8 : Fingerprint.BITS_16, Arity.THREE);
    }
}
