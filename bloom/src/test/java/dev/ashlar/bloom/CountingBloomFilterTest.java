package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CountingBloomFilterTest {
    @ParameterizedTest
    @CsvSource({"1000, 0.01", "100000, 0.1", "100000, 0.01", "100000, 0.001"})
    void mightContain_keysNotIn_areFoundAsOftenAsPromised(int keys, double fpp) {
        CountingBloomFilter filter = CountingBloomFilter.create(keys, fpp);
        SplittableRandom random = new SplittableRandom(keys);
        for (int i = 0; i < keys; i++) {
            filter.putHash(random.nextLong());
        }
        int queries = 2_000_000;
        int found = 0;
        for (int i = 0; i < queries; i++) {
            found += filter.mightContainHash(random.nextLong()) ? 1 : 0;
        }
        double promised = filter.expectedFpp();
        double noise = 5 / Math.sqrt(queries * promised);
        assertThat((double) found / queries).isBetween(promised * (0.97 - noise), promised * (1.03 + noise));
        assertThat(promised).isCloseTo(fpp, offset(fpp * (keys < 10_000 ? 0.3 : 0.05)));
        assertThat((double) filter.approximateCount()).isCloseTo(keys, offset(keys * (keys < 10_000 ? 0.05 : 0.02)));
    }

    @Test
    void sizeInBytes_onePercent_isAsDocumented() {
        assertThat(CountingBloomFilter.sizeInBytes(1_000_000, 0.01) * 8 / 1e6).isCloseTo(46, offset(0.5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void operations_anyOrder_neverLoseAKey(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CountingBloomFilter filter = CountingBloomFilter.create(500, 0.05);
        Map<Long, Integer> model = new HashMap<>();
        long[] keys = random.longs(800).toArray();
        for (int step = 0; step < 100_000; step++) {
            long key = keys[random.nextInt(keys.length)];
            int count = model.getOrDefault(key, 0);
            if (count > 0 && random.nextInt(5) < 3) {
                assertThat(filter.removeHash(key)).isTrue();
                model.merge(key, -1, Integer::sum);
            } else if (count < 3) {
                filter.putHash(key);
                model.merge(key, 1, Integer::sum);
            }
            long asked = keys[random.nextInt(keys.length)];
            if (model.getOrDefault(asked, 0) > 0) {
                assertThat(filter.mightContainHash(asked))
                        .as("seed %d, step %d", seed, step)
                        .isTrue();
            }
        }
    }

    @Test
    void remove_everythingThatWasPut_leavesAnEmptyFilter() {
        CountingBloomFilter filter = CountingBloomFilter.create(10_000, 0.01);
        for (int i = 0; i < 10_000; i++) {
            filter.put("key " + i);
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(filter.remove("key " + i)).isTrue();
        }
        assertThat(filter).isEqualTo(CountingBloomFilter.create(10_000, 0.01));
        assertThat(filter.approximateCount()).isZero();
        assertThat(filter.expectedFpp()).isZero();
    }

    @Test
    void remove_keyThatIsCertainlyNotIn_changesNothing() {
        CountingBloomFilter filter = CountingBloomFilter.create(100, 0.001);
        filter.put(new byte[] {1});
        byte[] before = filter.toByteArray();
        assertThat(filter.remove(new byte[] {2})).isFalse();
        assertThat(filter.toByteArray()).isEqualTo(before);
    }

    @Test
    void put_moreOftenThanACounterCounts_neverLosesTheKey() {
        CountingBloomFilter filter = CountingBloomFilter.create(100, 0.001);
        for (int i = 0; i < 20; i++) {
            filter.put("often");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(filter.remove("often")).isTrue();
        }
        assertThat(filter.mightContain("often")).isTrue(); // its counters stick
        assertThat(filter.mightContain("other")).isFalse();
    }

    @Test
    void fromByteArray_itsBytes_isEqual() throws FilterFormatException {
        CountingBloomFilter filter = CountingBloomFilter.create(1_000, 0.01);
        for (int i = 0; i < 1_000; i++) {
            filter.put("key " + i % 700);
        }
        CountingBloomFilter read = CountingBloomFilter.fromByteArray(filter.toByteArray());
        assertThat(read).isEqualTo(filter).hasSameHashCodeAs(filter);
        assertThatThrownBy(() -> BloomFilter.fromByteArray(filter.toByteArray()))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the kind must be 1: kind=3 at offset 5");
    }
}
