package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BloomFilterTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 10, 1_000, 1_000_000})
    void mightContain_everyKeyPut_isTrue(long keys) {
        BloomFilter filter = BloomFilter.create(keys, 0.01);
        SplittableRandom put = new SplittableRandom(keys);
        for (long i = 0; i < keys; i++) {
            filter.putHash(put.nextLong());
        }
        SplittableRandom asked = new SplittableRandom(keys);
        for (long i = 0; i < keys; i++) {
            assertThat(filter.mightContainHash(asked.nextLong())).isTrue();
        }
    }

    @Test
    void sizeInBytes_typicalProbabilities_areNearTheInformationLimit() {
        long keys = 10_000_000;
        assertThat(bitsPerKey(keys, 0.1)).isBetween(4.8, 4.9);
        assertThat(bitsPerKey(keys, 0.03)).isBetween(7.5, 7.6);
        assertThat(bitsPerKey(keys, 0.01)).isBetween(10.0, 10.11);
        assertThat(bitsPerKey(keys, 0.001)).isBetween(15.6, 15.8);
    }

    private static double bitsPerKey(long keys, double fpp) {
        return BloomFilter.sizeInBytes(keys, fpp) * 8.0 / keys;
    }

    @Test
    void sizeInBytes_beyondTwoToThe32Bits_isStillExact() {
        long keys = 5_000_000_000L;
        for (double fpp : new double[] {0.01, 0.001}) {
            BlockShape shape = BlockShape.of(keys, fpp);
            assertThat(shape.sizeInBytes())
                    .isEqualTo(BloomFilter.sizeInBytes(keys, fpp))
                    .isGreaterThan(1L << 29);
            assertThat(fpp(keys, shape, shape.blocks())).isLessThanOrEqualTo(fpp);
            assertThat(fpp(keys, shape, shape.blocks() - 1)).isGreaterThan(fpp);
        }
    }

    private static double fpp(long keys, BlockShape shape, long blocks) {
        return shape.hasTwoWords() ? PairLoad.fpp(keys, blocks, shape.bits()) : BlockLoad.fpp(keys, blocks, Long.SIZE);
    }

    @Test
    void fpp_twoWords_isThatOfManyFiltersFilledAtRandom() {
        // Bits and words drawn afresh for every key, instead of from its hash.
        SplittableRandom random = new SplittableRandom(6);
        for (int bits = 1; bits <= PairMasks.MAX_BITS; bits++) {
            for (int keys : new int[] {1, 20, 60}) {
                double sum = 0;
                int filters = 20_000;
                for (int f = 0; f < filters; f++) {
                    long[] block = new long[BloomFilter.WORDS];
                    for (int k = 0; k < keys; k++) {
                        if (random.nextInt(3) == 0) { // of three blocks, this one
                            int a = random.nextInt(BloomFilter.WORDS);
                            block[a] |= randomBits(bits, random);
                            block[(a + random.nextInt(1, 5)) % BloomFilter.WORDS] |= randomBits(bits, random);
                        }
                    }
                    double[] found = new double[BloomFilter.WORDS];
                    for (int i = 0; i < found.length; i++) {
                        found[i] = PairLoad.found(Long.bitCount(block[i]), bits);
                    }
                    sum += PairLoad.fpp(found);
                }
                double mean = sum / filters;
                assertThat(PairLoad.fpp(keys, 3, bits)).isCloseTo(mean, offset(mean * 0.05 + 1e-6));
            }
        }
    }

    private static long randomBits(int count, SplittableRandom random) {
        long bits = 0;
        while (Long.bitCount(bits) < count) {
            bits |= 1L << random.nextInt(Long.SIZE);
        }
        return bits;
    }

    @Test
    void masks_ofATable_haveTheirBitsAndAreDifferent() {
        for (int bits = 1; bits <= PairMasks.MAX_BITS; bits++) {
            for (long mask : PairMasks.of(bits)) {
                assertThat(Long.bitCount(mask)).isEqualTo(bits);
                assertThat(mask & 1).isOne();
            }
            // No mask is a rotation of another, as far as there are enough of them.
            long different = LongStream.of(PairMasks.of(bits))
                    .map(mask -> IntStream.range(0, Long.SIZE)
                            .mapToLong(i -> Long.rotateLeft(mask, i))
                            .min()
                            .orElseThrow())
                    .distinct()
                    .count();
            assertThat(different).isEqualTo(bits == 1 ? 1 : bits == 2 ? 32 : PairMasks.TABLE);
        }
    }

    @Test
    void fpp_anyLoad_isThatOfTheBinomialSum() {
        for (long blocks : new long[] {1, 2, 7, 100}) {
            for (int keys : new int[] {1, 10, 300}) {
                double sum = 0;
                double probability = Math.pow(1 - 1.0 / blocks, keys);
                for (int j = 0; j <= keys; j++) {
                    if (blocks == 1) {
                        probability = j == keys ? 1 : 0;
                    }
                    sum += probability * Math.pow(1 - Math.pow(63.0 / 64, j), 8);
                    probability *= (double) (keys - j) / (j + 1) / (blocks - 1);
                }
                assertThat(BlockLoad.fpp(keys, blocks, 64)).isCloseTo(sum, offset(1e-12));
            }
        }
    }

    @Test
    void put_sameKeyTwice_tellsThatItMayHaveBeenThere() {
        BloomFilter filter = BloomFilter.create(100, 0.001);
        assertThat(filter.put("a")).isTrue();
        assertThat(filter.put("a")).isFalse();
        assertThat(filter.put("b")).isTrue();
    }

    @Test
    void putHashes_partOfAnArray_isWhatSinglePutsDo() {
        long[] hashes = new SplittableRandom(4).longs(500).toArray();
        BloomFilter batch = BloomFilter.create(500, 0.01);
        BloomFilter single = BloomFilter.create(500, 0.01);
        batch.putHashes(hashes, 100, 300);
        for (int i = 100; i < 400; i++) {
            single.putHash(hashes[i]);
        }
        assertThat(batch).isEqualTo(single);
        assertThatThrownBy(() -> batch.putHashes(hashes, 400, 101)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(batch).isEqualTo(single);
    }

    @Test
    void keys_textAndItsBytes_areDifferent() {
        BloomFilter filter = BloomFilter.create(100, 1e-9);
        filter.put("key");
        assertThat(filter.mightContain("key")).isTrue();
        assertThat(filter.mightContain(new StringBuilder("key"))).isTrue();
        assertThat(filter.mightContain("key".getBytes(StandardCharsets.UTF_8))).isFalse();
        filter.put("bytes".getBytes(StandardCharsets.UTF_8));
        assertThat(filter.mightContain("bytes".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(filter.mightContainHash(MembershipFilter.hash("key"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.01, 0.001})
    void mightContainHashes_anyBatch_isWhatSingleCallsReturn(double fpp) {
        BloomFilter filter = BloomFilter.create(10_000, fpp);
        SplittableRandom random = new SplittableRandom(8);
        long[] hashes = random.longs(20_000).toArray();
        for (int i = 0; i < 10_000; i++) {
            filter.putHash(hashes[i]);
        }
        for (int offset = 0; offset < hashes.length - 64; offset += random.nextInt(1, 50)) {
            int count = random.nextInt(65);
            long found = filter.mightContainHashes(hashes, offset, count);
            for (int i = 0; i < 64; i++) {
                assertThat((found >>> i & 1) != 0).isEqualTo(i < count && filter.mightContainHash(hashes[offset + i]));
            }
        }
        assertThat(BloomFilter.create(100, 0.01).mightContainHashes(hashes, 0, 64))
                .isZero();
    }

    @Test
    void mightContainHashes_outOfRange_isRefused() {
        BloomFilter filter = BloomFilter.create(10, 0.1);
        assertThatThrownBy(() -> filter.mightContainHashes(new long[100], 0, 65))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("count must be in [0, 64]: count=65");
        assertThatThrownBy(() -> filter.mightContainHashes(new long[10], 5, 6))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.001})
    void putAll_anotherFilter_isTheFilterOfTheUnionBitForBit(double fpp) {
        BloomFilter a = BloomFilter.create(1_000, fpp);
        BloomFilter b = BloomFilter.create(1_000, fpp);
        BloomFilter both = BloomFilter.create(1_000, fpp);
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 1_000; i++) {
            long hash = random.nextLong();
            (i % 3 == 0 ? a : b).putHash(hash);
            both.putHash(hash);
        }
        a.putAll(b);
        assertThat(a).isEqualTo(both);
        assertThat(a.toByteArray()).isEqualTo(both.toByteArray());
    }

    @Test
    void putAll_anotherSize_isRefusedAndChangesNothing() {
        BloomFilter filter = BloomFilter.create(1_000, 0.01);
        BloomFilter other = BloomFilter.create(2_000, 0.01);
        other.put("key");
        assertThatThrownBy(() -> filter.putAll(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "other must be made for the same number of keys and probability:"
                                + " BloomFilter[1280 bytes, 3 bits in two words], other=BloomFilter[2560 bytes, 3 bits in two words]");
        assertThat(filter).isEqualTo(BloomFilter.create(1_000, 0.01));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.01", "1, 0.01", "10, 0.1", "1000, 0.03", "100000, 0.01", "200000, 0.01", "100000, 0.001"})
    void approximateCount_anyFill_isNear(int keys, double fpp) {
        BloomFilter filter = BloomFilter.create(100_000, fpp);
        SplittableRandom random = new SplittableRandom(keys);
        for (int i = 0; i < keys; i++) {
            long hash = random.nextLong();
            filter.putHash(hash);
            filter.putHash(hash);
        }
        assertThat((double) filter.approximateCount()).isCloseTo(keys, offset(1 + keys * 0.01));
    }

    @Test
    void approximateCount_noClearBit_isFinite() {
        BloomFilter filter = BloomFilter.create(1, 0.01);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            filter.putHash(random.nextLong());
        }
        assertThat(filter.expectedFpp()).isEqualTo(1);
        assertThat(filter.approximateCount()).isBetween(200L, 100_000L);
    }

    @Test
    void hash_ofBytes_isXxh3() {
        // Published by the reference implementation, seed 0. Filters on disk depend on it.
        assertThat(MembershipFilter.hash(new byte[0])).isEqualTo(0x2D06800538D394C2L);
        assertThat(MembershipFilter.hash("a".getBytes(StandardCharsets.UTF_8))).isEqualTo(0xE6C632B61E964E1FL);
        assertThat(MembershipFilter.hash("abc".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(0x78AF5F94892F3950L);
    }

    @Test
    void hash_ofText_isThatOfItsUtf16Bytes() {
        assertThat(MembershipFilter.hash("a\u00E9\uD83D\uDE00"))
                .isEqualTo(MembershipFilter.hash("a\u00E9\uD83D\uDE00".getBytes(StandardCharsets.UTF_16LE)));
    }

    @Test
    void expectedFpp_emptyFilter_isZero() {
        assertThat(BloomFilter.create(1_000, 0.01).expectedFpp()).isZero();
    }

    @Test
    void expectedFpp_fullAsExpected_isWhatWasAskedFor() {
        BloomFilter filter = BloomFilter.create(1_000_000, 0.01);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 1_000_000; i++) {
            filter.putHash(random.nextLong());
        }
        assertThat(filter.expectedFpp()).isBetween(0.0098, 0.0102);
    }

    @Test
    void fpp_moreKeysThanExpected_isAsDocumented() {
        BlockShape shape = BlockShape.of(1_000_000, 0.01);
        assertThat(fpp(2_000_000, shape, shape.blocks())).isCloseTo(0.119, offset(0.001));
        assertThat(fpp(4_000_000, shape, shape.blocks())).isCloseTo(0.56, offset(0.005));
    }

    @Test
    void create_illegalArguments_areRefused() {
        assertThatThrownBy(() -> BloomFilter.create(0, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expectedKeys must be >= 1: expectedKeys=0");
        assertThatThrownBy(() -> BloomFilter.create(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fpp must be in [1.0E-10, 0.5]: fpp=0.0");
        assertThatThrownBy(() -> BloomFilter.create(1, Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fpp must be in [1.0E-10, 0.5]: fpp=NaN");
        assertThatThrownBy(() -> BloomFilter.create(Long.MAX_VALUE, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expectedKeys and fpp must need at most 17179869056 bytes:"
                        + " expectedKeys=9223372036854775807, fpp=0.01");
    }
}
