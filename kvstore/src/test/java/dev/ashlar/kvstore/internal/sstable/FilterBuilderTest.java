package dev.ashlar.kvstore.internal.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.bloom.BinaryFuseFilter;
import dev.ashlar.bloom.BloomFilter;
import dev.ashlar.bloom.MembershipFilter;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class FilterBuilderTest {
    private static byte[] key(int i) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
    }

    private static MembershipFilter filter(int level, double fpp, int keys) {
        FilterBuilder builder = new FilterBuilder(level, fpp);
        for (int i = 0; i < keys; i++) {
            builder.add(key(i));
        }
        return builder.build();
    }

    private static void check(MembershipFilter filter, int keys, double fpp) {
        for (int i = 0; i < keys; i++) {
            assertThat(filter.mightContain(key(i))).isTrue();
        }
        int found = 0;
        for (int i = keys; i < keys + 100_000; i++) {
            found += filter.mightContain(key(i)) ? 1 : 0;
        }
        assertThat(found).isLessThan((int) (100_000 * 1.5 * fpp));
    }

    @Test
    void build_mergedTable_isTheCoarsestFuseFilterThatSuffices() {
        assertThat(filter(1, 0.01, 5_000)).isInstanceOf(BinaryFuseFilter.class);
        assertThat(filter(1, 0.01, 5_000).sizeInBytes())
                .isLessThan(filter(1, 0.003, 5_000).sizeInBytes());
        check(filter(1, 0.01, 5_000), 5_000, 0.01);
        check(filter(1, 0.001, 1_024), 1_024, 0.001);
    }

    @Test
    void build_flushedTableOrFinerThanFuseFilters_isABloomFilterOfTheKeysThereAre() {
        assertThat(filter(0, 0.01, 5_000)).isInstanceOf(BloomFilter.class);
        assertThat(filter(0, 0.01, 5_000).sizeInBytes()).isLessThan(8_000);
        check(filter(0, 0.01, 5_000), 5_000, 0.01);
        assertThat(filter(6, 1e-6, 5_000)).isInstanceOf(BloomFilter.class);
    }

    /** What KvOptions says that a key takes. */
    @Test
    void build_someProbabilities_takesWhatTheOptionsSay() {
        int keys = 100_000;
        assertThat(bitsPerKey(1, 0.01, keys)).isBetween(9.0, 10.0);
        assertThat(bitsPerKey(1, 1 / 256.0, keys)).isBetween(9.0, 10.0);
        assertThat(bitsPerKey(1, 0.003, keys)).isBetween(18.0, 20.0);
        assertThat(bitsPerKey(1, 1 / 65_536.0, keys)).isBetween(18.0, 20.0);
        assertThat(bitsPerKey(0, 0.01, keys)).isBetween(10.0, 10.3);
        assertThat(bitsPerKey(0, 0.001, keys)).isBetween(15.5, 16.5);
        assertThat(bitsPerKey(6, 1e-6, keys)).isBetween(51.0, 53.0);
        assertThat(bitsPerKey(6, 1e-9, keys)).isBetween(185.0, 189.0);
    }

    private static double bitsPerKey(int level, double fpp, int keys) {
        return filter(level, fpp, keys).sizeInBytes() * 8.0 / keys;
    }

    @Test
    void build_anyNumberOfKeys_hasAllAndIsNoLargerThanForThem() {
        for (int keys : new int[] {1, 4_095, 4_096, 4_097, 700_000}) {
            MembershipFilter filter = filter(0, 0.01, keys);
            check(filter, keys, 0.01);
            assertThat(filter.sizeInBytes()).isLessThan(64 + keys * 11L / 8);
            check(filter(1, 0.01, keys), keys, 0.01);
        }
    }
}
