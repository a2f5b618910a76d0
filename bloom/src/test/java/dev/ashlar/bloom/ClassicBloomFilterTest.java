package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassicBloomFilterTest {
    @Test
    void sizeInBytes_typicalProbabilities_isThatOfTheTheory() {
        long keys = 10_000_000;
        for (double fpp : new double[] {0.1, 0.01, 0.001, 1e-6}) {
            double theory = -Math.log(fpp) / (Math.log(2) * Math.log(2));
            assertThat(ClassicBloomFilter.sizeInBytes(keys, fpp) * 8.0 / keys).isBetween(theory, theory * 1.004 + 0.02);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 3", "3, 1, 2", "20, 3, 7", "100, 10, 4"})
    void fpp_fewKeys_isThatOfManyFiltersFilledAtRandom(int keys, int words, int probes) {
        SplittableRandom random = new SplittableRandom(keys);
        int bits = words * Long.SIZE;
        int filters = 50_000;
        double sum = 0;
        for (int f = 0; f < filters; f++) {
            BitSet set = new BitSet(bits);
            for (int i = 0; i < keys * probes; i++) {
                set.set(random.nextInt(bits));
            }
            sum += Math.pow((double) set.cardinality() / bits, probes);
        }
        double mean = sum / filters;
        assertThat(ClassicLoad.fpp(keys, words, probes)).isCloseTo(mean, offset(mean * 0.03));
    }

    @Test
    void sizeInBytes_beyondTwoToThe32Bits_isStillExact() {
        long keys = 10_000_000_000L;
        ClassicLoad load = ClassicLoad.of(keys, 0.01);
        assertThat(load.words() * Long.SIZE).isGreaterThan(1L << 32);
        assertThat(ClassicLoad.fpp(keys, load.words(), load.probes())).isLessThanOrEqualTo(0.01);
        assertThat(ClassicLoad.fpp(keys, load.words() - 1, load.probes())).isGreaterThan(0.01);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x9E3779B97F4A7C15L})
    void putHash_anyNumber_setsDifferentBits(long hash) {
        ClassicBloomFilter filter = ClassicBloomFilter.create(1_000_000, 1e-6);
        assertThat(filter.putHash(hash)).isTrue();
        assertThat(filter.putHash(hash)).isFalse();
        assertThat(filter.mightContainHash(hash)).isTrue();
        assertThat(filter.approximateCount()).isOne();
    }

    @Test
    void put_textAndBytes_areFound() {
        ClassicBloomFilter filter = ClassicBloomFilter.create(100, 0.001);
        assertThat(filter.put("a")).isTrue();
        assertThat(filter.put("a")).isFalse();
        assertThat(filter.put(new byte[] {1})).isTrue();
        assertThat(filter.put(new byte[] {1})).isFalse();
        assertThat(filter.mightContain("a")).isTrue();
        assertThat(filter.mightContain(new byte[] {1})).isTrue();
        assertThat(filter.mightContain("b")).isFalse();
    }

    @Test
    void putAll_anotherFilter_isTheFilterOfTheUnionBitForBit() {
        ClassicBloomFilter a = ClassicBloomFilter.create(1_000, 0.01);
        ClassicBloomFilter b = ClassicBloomFilter.create(1_000, 0.01);
        ClassicBloomFilter both = ClassicBloomFilter.create(1_000, 0.01);
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 1_000; i++) {
            long hash = random.nextLong();
            (i % 3 == 0 ? a : b).putHash(hash);
            both.putHash(hash);
        }
        a.putAll(b);
        assertThat(a).isEqualTo(both).hasSameHashCodeAs(both).isNotEqualTo(b);
        assertThat((double) both.approximateCount()).isCloseTo(1_000, offset(50.0));
    }

    @Test
    void putAll_anotherSize_isRefusedAndChangesNothing() {
        ClassicBloomFilter filter = ClassicBloomFilter.create(1_000, 0.01);
        ClassicBloomFilter other = ClassicBloomFilter.create(2_000, 0.01);
        other.put("key");
        assertThatThrownBy(() -> filter.putAll(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "other must be made for the same number of keys and probability:"
                                + " ClassicBloomFilter[1200 bytes, 7 bits a key], other=ClassicBloomFilter[2400 bytes, 7 bits a key]");
        assertThat(filter).isEqualTo(ClassicBloomFilter.create(1_000, 0.01));
    }

    @Test
    void approximateCount_noClearBit_isFinite() {
        ClassicBloomFilter filter = ClassicBloomFilter.create(1, 0.5);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 10_000; i++) {
            filter.putHash(random.nextLong());
        }
        assertThat(filter.expectedFpp()).isEqualTo(1);
        assertThat(filter.approximateCount()).isBetween(50L, 10_000L);
    }

    @Test
    void create_illegalArguments_areRefused() {
        assertThatThrownBy(() -> ClassicBloomFilter.create(0, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expectedKeys must be >= 1: expectedKeys=0");
        assertThatThrownBy(() -> ClassicBloomFilter.create(1, 0.6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fpp must be in [1.0E-10, 0.5]: fpp=0.6");
        assertThatThrownBy(() -> ClassicBloomFilter.create(Long.MAX_VALUE, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expectedKeys and fpp must need at most 17179869112 bytes");
    }
}
