package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
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

    @ParameterizedTest
    @CsvSource({"10, 0.1", "1000, 0.01", "100000, 0.3", "100000, 0.03", "100000, 0.01", "100000, 0.001"})
    void mightContain_keysNotPut_areFoundAsOftenAsPromised(long keys, double fpp) {
        long found = 0;
        long asked = 0;
        double promised = 0;
        // Small filters vary from one to the next: many of them, so that the mean is what is measured.
        int filters = (int) Math.max(4, 100_000 / keys);
        long queries = (long) Math.max(20_000, 400 / fpp);
        for (int f = 0; f < filters; f++) {
            BloomFilter filter = BloomFilter.create(keys, fpp);
            SplittableRandom random = new SplittableRandom(31 * keys + f);
            for (long i = 0; i < keys; i++) {
                filter.putHash(random.nextLong());
            }
            promised += filter.expectedFpp() / filters;
            for (long i = 0; i < queries; i++) {
                found += filter.mightContainHash(random.nextLong()) ? 1 : 0;
            }
            asked += queries;
        }
        double measured = (double) found / asked;
        // Five standard deviations of the count, and no more than 3 % for the model itself.
        double noise = 5 / Math.sqrt(asked * promised);
        assertThat(measured).isBetween(promised * (1 - 0.03 - noise), promised * (1 + 0.03 + noise));
        // A whole number of blocks makes small filters better than asked for, never worse.
        assertThat(measured).isLessThan(fpp * (1.03 + noise));
    }

    @Test
    void sizeInBytes_typicalProbabilities_areNearTheInformationLimit() {
        long keys = 10_000_000;
        assertThat(bitsPerKey(keys, 0.01)).isBetween(10.0, 10.15);
        assertThat(bitsPerKey(keys, 0.001)).isBetween(15.6, 15.8);
        assertThat(bitsPerKey(keys, 0.03)).isBetween(7.9, 8.0);
    }

    private static double bitsPerKey(long keys, double fpp) {
        return BloomFilter.sizeInBytes(keys, fpp) * 8.0 / keys;
    }

    @Test
    void sizeInBytes_beyondTwoToThe32Bits_isStillExact() {
        long keys = 10_000_000_000L;
        long blocks = BloomFilter.sizeInBytes(keys, 0.01) / BloomFilter.BLOCK_BYTES;
        assertThat(blocks * 512).isGreaterThan(1L << 32);
        assertThat(BlockLoad.fpp(keys, blocks, 64)).isLessThanOrEqualTo(0.01);
        assertThat(BlockLoad.fpp(keys, blocks - 1, 64)).isGreaterThan(0.01);
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

    @Test
    void mightContainHashes_anyBatch_isWhatSingleCallsReturn() {
        BloomFilter filter = BloomFilter.create(10_000, 0.1);
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

    @Test
    void putAll_anotherFilter_isTheFilterOfTheUnionBitForBit() {
        BloomFilter a = BloomFilter.create(1_000, 0.01);
        BloomFilter b = BloomFilter.create(1_000, 0.01);
        BloomFilter both = BloomFilter.create(1_000, 0.01);
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
                .hasMessage("other must have the same size: size=1280 bytes, other=2560 bytes");
        assertThat(filter).isEqualTo(BloomFilter.create(1_000, 0.01));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 1_000, 100_000, 200_000})
    void approximateCount_anyFill_isNear(int keys) {
        BloomFilter filter = BloomFilter.create(100_000, 0.01);
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
        long blocks = BlockLoad.blocksFor(1_000_000, 0.01, 64);
        assertThat(BlockLoad.fpp(2_000_000, blocks, 64)).isCloseTo(0.17, offset(0.005));
        assertThat(BlockLoad.fpp(4_000_000, blocks, 64)).isCloseTo(0.71, offset(0.005));
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
                .hasMessage("expectedKeys and fpp must need at most 17179869120 bytes:"
                        + " expectedKeys=9223372036854775807, fpp=0.01");
    }
}
