package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StaticFilterFormatTest {
    private static final int KEYS = 100;

    @ParameterizedTest
    @EnumSource
    void fromByteArray_goldenFile_isReadAndWrittenAlike(StaticFilterKind kind) throws IOException {
        byte[] golden = golden(kind);
        MembershipFilter read = kind.fromByteArray(golden);
        assertThat(read).isEqualTo(sample(kind)).hasSameHashCodeAs(sample(kind));
        assertThat(read.toByteArray()).isEqualTo(golden);
        assertThat(MembershipFilter.fromByteArray(golden)).isEqualTo(read);
        for (int i = 0; i < KEYS; i++) {
            assertThat(read.mightContain("key " + i)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void toByteArray_sample_isTheGoldenFile(StaticFilterKind kind) throws IOException {
        assertThat(sample(kind).toByteArray()).isEqualTo(golden(kind));
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_writtenFilter_isEqual(StaticFilterKind kind) throws IOException {
        for (int keys : new int[] {0, 1, 10, 20_000}) {
            MembershipFilter filter = kind.of(StaticFilterTest.randomHashes(keys, 1));
            MembershipFilter read = kind.fromByteArray(filter.toByteArray());
            assertThat(read).isEqualTo(filter);
            assertThat(read.expectedFpp()).isEqualTo(filter.expectedFpp());
            assertThat(read.sizeInBytes()).isEqualTo(filter.sizeInBytes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_anyBitFlipped_isRefused(StaticFilterKind kind) {
        byte[] bytes = sample(kind).toByteArray();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> kind.fromByteArray(flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(FilterFormatException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_cutOrLengthened_isRefused(StaticFilterKind kind) {
        byte[] bytes = sample(kind).toByteArray();
        for (int length = 0; length <= bytes.length + 64; length++) {
            if (length != bytes.length) {
                byte[] other = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> kind.fromByteArray(other))
                        .as("length %d", length)
                        .isInstanceOf(FilterFormatException.class);
                if (length >= FilterFormat.OVERHEAD) {
                    assertThatThrownBy(() -> kind.fromByteArray(withChecksum(other)))
                            .as("length %d, checksum right", length)
                            .isInstanceOf(FilterFormatException.class);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_otherKind_isRefused(StaticFilterKind kind) {
        byte[] bytes = sample(kind).toByteArray();
        assertThatThrownBy(() -> BloomFilter.fromByteArray(bytes)).isInstanceOf(FilterFormatException.class);
        if (bytes[5] == FilterFormat.RIBBON) {
            assertThatThrownBy(() -> BinaryFuseFilter.fromByteArray(bytes)).isInstanceOf(FilterFormatException.class);
        } else {
            assertThatThrownBy(() -> RibbonFilter.fromByteArray(bytes)).isInstanceOf(FilterFormatException.class);
        }
        byte[] bloom = BloomFilter.create(10, 0.01).toByteArray();
        assertThatThrownBy(() -> kind.fromByteArray(bloom)).isInstanceOf(FilterFormatException.class);
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_hostileBodyWithRightChecksum_isRefusedOrCanBeAsked(StaticFilterKind kind) {
        SplittableRandom random = new SplittableRandom(9);
        long[] asked = StaticFilterTest.randomHashes(200, 5);
        byte[] bytes = sample(kind).toByteArray();
        int accepted = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] hostile = bytes.clone();
            int changes = 1 + random.nextInt(4);
            for (int i = 0; i < changes; i++) {
                // Mostly the numbers at the beginning of the body.
                int offset = 8 + random.nextInt(random.nextInt(4) == 0 ? bytes.length - 12 : 16);
                hostile[offset] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(24) - 1);
            }
            try {
                MembershipFilter read = kind.fromByteArray(withChecksum(hostile));
                for (long hash : asked) {
                    read.mightContainHash(hash);
                }
                assertThat(read.sizeInBytes()).isLessThan(bytes.length);
                assertThat(read.toByteArray()).isEqualTo(hostile);
                accepted++;
            } catch (FilterFormatException refused) {
                assertThat(refused).hasMessageContaining(" must ");
            }
        }
        assertThat(accepted).isPositive();
    }

    @ParameterizedTest
    @EnumSource(names = {"FUSE_8_3", "RIBBON_8"})
    void fromByteArray_hugeCounts_areRefused(StaticFilterKind kind) {
        for (int count : new int[] {Integer.MIN_VALUE, -1, 0, 1 << 28, 1 << 29, Integer.MAX_VALUE}) {
            byte[] hostile = sample(kind).toByteArray();
            ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN).putInt(12, count);
            assertThatThrownBy(() -> kind.fromByteArray(withChecksum(hostile)))
                    .isInstanceOf(FilterFormatException.class);
        }
    }

    private static byte[] withChecksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - 4);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - 4, (int) crc.getValue());
        return bytes;
    }

    private static MembershipFilter sample(StaticFilterKind kind) {
        long[] hashes = new long[KEYS];
        for (int i = 0; i < KEYS; i++) {
            hashes[i] = MembershipFilter.hash("key " + i);
        }
        return kind.of(hashes);
    }

    private static byte[] golden(StaticFilterKind kind) throws IOException {
        String name = kind.name().toLowerCase(Locale.ROOT).replace('_', '-') + "-v1.bin";
        try (InputStream in = StaticFilterFormatTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return in.readAllBytes();
        }
    }
}
