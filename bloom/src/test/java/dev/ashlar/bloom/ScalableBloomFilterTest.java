package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ScalableBloomFilterTest {
    @Test
    void putHash_farMoreKeysThanAtFirst_keepsTheProbability() {
        double fpp = 0.01;
        ScalableBloomFilter filter = ScalableBloomFilter.create(1_000, fpp);
        SplittableRandom random = new SplittableRandom(1);
        long[] hashes = random.longs(500_000).toArray();
        int added = 0;
        for (long hash : hashes) {
            added += filter.putHash(hash) ? 1 : 0;
        }
        assertThat(Arrays.stream(hashes).allMatch(filter::mightContainHash)).isTrue();
        assertThat(filter.count()).isEqualTo(added).isBetween(495_000L, 500_000L);

        int queries = 2_000_000;
        int found = 0;
        for (int i = 0; i < queries; i++) {
            found += filter.mightContainHash(random.nextLong()) ? 1 : 0;
        }
        double measured = (double) found / queries;
        double promised = filter.expectedFpp();
        double noise = 5 / Math.sqrt(queries * promised);
        assertThat(promised).isLessThan(fpp);
        assertThat(measured).isBetween(promised * (0.97 - noise), promised * (1.03 + noise));
        // Against a filter that had known; the newest layer is half empty here.
        assertThat(filter.sizeInBytes()).isLessThan(BloomFilter.sizeInBytes(500_000, fpp) * 5 / 2);
    }

    @Test
    void put_sameKeyTwice_isAddedOnce() {
        ScalableBloomFilter filter = ScalableBloomFilter.create(10, 0.001);
        assertThat(filter.put("a")).isTrue();
        assertThat(filter.put("a")).isFalse();
        assertThat(filter.put(new byte[] {1})).isTrue();
        assertThat(filter.put(new byte[] {1})).isFalse();
        assertThat(filter.count()).isEqualTo(2);
    }

    @Test
    void fromByteArray_itsBytes_goesOnAsIfNothingHadHappened() throws FilterFormatException {
        ScalableBloomFilter whole = ScalableBloomFilter.create(100, 0.01);
        ScalableBloomFilter restarted = ScalableBloomFilter.create(100, 0.01);
        for (int i = 0; i < 5_000; i++) {
            assertThat(restarted.put("key " + i)).isEqualTo(whole.put("key " + i));
            if (i % 777 == 0) {
                restarted = ScalableBloomFilter.fromByteArray(restarted.toByteArray());
            }
        }
        assertThat(restarted.toByteArray()).isEqualTo(whole.toByteArray());
        assertThat(restarted.count()).isEqualTo(whole.count());
        assertThat(restarted.expectedFpp()).isEqualTo(whole.expectedFpp());
    }

    @Test
    void create_illegalArguments_areRefused() {
        assertThatThrownBy(() -> ScalableBloomFilter.create(0, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("initialKeys must be >= 1: initialKeys=0");
        assertThatThrownBy(() -> ScalableBloomFilter.create(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fpp must be in [1.0E-6, 0.5]: fpp=0.0");
    }

    @Test
    void fromByteArray_moreLayersThanCanBe_isRefusedBeforeTheyAreRead() {
        byte[] bytes = ScalableBloomFilter.create(1, 0.01).toByteArray();
        int head = 8 + 24;
        int layer = bytes.length - head - 4;
        int layers = 10_000;
        ByteBuffer hostile = ByteBuffer.allocate(head + layers * layer + 4).order(ByteOrder.LITTLE_ENDIAN);
        hostile.put(bytes, 0, head);
        for (int i = 0; i < layers; i++) {
            hostile.put(bytes, head, layer);
        }
        hostile.putLong(24, layers);
        CRC32C crc = new CRC32C();
        crc.update(hostile.array(), 0, hostile.capacity() - 4);
        hostile.putInt((int) crc.getValue());
        assertThatThrownBy(() -> ScalableBloomFilter.fromByteArray(hostile.array()))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the layers must be 1 to 34: layers=10000");
    }
}
