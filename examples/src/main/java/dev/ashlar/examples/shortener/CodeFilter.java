package dev.ashlar.examples.shortener;

import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.bloom.MembershipFilter;
import java.util.ArrayList;
import java.util.List;

/**
 * All codes of a store, in a few bits each: "certainly free" or "perhaps taken". For one thread at a time.
 *
 * <p>A Bloom filter is made for a number of keys. When that is reached, a second one of twice the size takes the codes
 * that follow, so that no creation has to wait until millions of codes are put into a larger one. The next opening begins
 * with one filter for all.
 */
final class CodeFilter {
    private static final double FPP = 0.001;

    private final List<BloomFilter> layers = new ArrayList<>();
    private long capacity;
    private long free;

    CodeFilter(long expectedCodes) {
        addLayer(expectedCodes);
    }

    void put(String code) {
        if (free == 0) {
            addLayer(2 * capacity);
        }
        layers.get(layers.size() - 1).put(code);
        free--;
    }

    boolean mightContain(String code) {
        long hash = MembershipFilter.hash(code);
        for (BloomFilter layer : layers) {
            if (layer.mightContainHash(hash)) {
                return true;
            }
        }
        return false;
    }

    int layers() {
        return layers.size();
    }

    long sizeInBytes() {
        return layers.stream().mapToLong(BloomFilter::sizeInBytes).sum();
    }

    private void addLayer(long codes) {
        layers.add(BloomFilter.create(codes, FPP));
        capacity = codes;
        free = codes;
    }
}
