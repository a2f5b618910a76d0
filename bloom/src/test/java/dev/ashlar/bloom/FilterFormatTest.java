package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The serial forms of the filters that keys are put into one by one. */
class FilterFormatTest {
    private static final int KEYS = 100;

    /** Reads a filter of one kind. */
    private interface Reader {
        MembershipFilter read(byte[] bytes) throws FilterFormatException;
    }

    enum Form {
        BLOOM("bloom-filter-v1.bin", BloomFilter::fromByteArray) {
            @Override
            MembershipFilter sample() {
                BloomFilter filter = BloomFilter.create(KEYS, 0.01);
                for (int i = 0; i < KEYS; i++) {
                    filter.put("key " + i);
                }
                return filter;
            }
        },
        BLOOM_IN_ALL_WORDS("bloom-filter-all-words-v1.bin", BloomFilter::fromByteArray) {
            @Override
            MembershipFilter sample() {
                BloomFilter filter = BloomFilter.create(KEYS, 0.001);
                for (int i = 0; i < KEYS; i++) {
                    filter.put("key " + i);
                }
                return filter;
            }
        },
        CLASSIC("classic-bloom-filter-v1.bin", ClassicBloomFilter::fromByteArray) {
            @Override
            MembershipFilter sample() {
                ClassicBloomFilter filter = ClassicBloomFilter.create(KEYS, 0.01);
                for (int i = 0; i < KEYS; i++) {
                    filter.put("key " + i);
                }
                return filter;
            }
        },
        CONCURRENT("concurrent-bloom-filter-v1.bin", ConcurrentBloomFilter::fromByteArray) {
            @Override
            MembershipFilter sample() {
                ConcurrentBloomFilter filter = ConcurrentBloomFilter.create(KEYS, 0.01);
                for (int i = 0; i < KEYS; i++) {
                    filter.addIfAbsent("key " + i);
                }
                return filter;
            }
        },
        COUNTING("counting-bloom-filter-v1.bin", CountingBloomFilter::fromByteArray) {
            @Override
            MembershipFilter sample() {
                CountingBloomFilter filter = CountingBloomFilter.create(KEYS, 0.01);
                for (int i = 0; i < 2 * KEYS; i++) {
                    filter.put("key " + i % KEYS);
                }
                return filter;
            }
        },
        SCALABLE("scalable-bloom-filter-v1.bin", ScalableBloomFilter::fromByteArray) {
            @Override
            MembershipFilter sample() {
                ScalableBloomFilter filter = ScalableBloomFilter.create(10, 0.01);
                for (int i = 0; i < KEYS; i++) {
                    filter.put("key " + i);
                }
                return filter;
            }
        };

        private final String file;
        private final Reader reader;

        Form(String file, Reader reader) {
            this.file = file;
            this.reader = reader;
        }

        abstract MembershipFilter sample();

        byte[] golden() throws IOException {
            try (InputStream in = FilterFormatTest.class.getResourceAsStream(file)) {
                assertThat(in).as(file).isNotNull();
                return in.readAllBytes();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_goldenFile_isReadAndWrittenAlike(Form form) throws IOException {
        byte[] golden = form.golden();
        MembershipFilter read = form.reader.read(golden);
        for (int i = 0; i < KEYS; i++) {
            assertThat(read.mightContain("key " + i)).isTrue();
        }
        assertThat(read.toByteArray()).isEqualTo(golden);
        MembershipFilter ofAnyType = MembershipFilter.fromByteArray(golden);
        assertThat(ofAnyType).hasSameClassAs(read);
        assertThat(ofAnyType.toByteArray()).isEqualTo(golden);
    }

    @ParameterizedTest
    @EnumSource
    void toByteArray_sample_isTheGoldenFile(Form form) throws IOException {
        assertThat(form.sample().toByteArray()).isEqualTo(form.golden());
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_anyBitFlipped_isRefused(Form form) {
        byte[] bytes = form.sample().toByteArray();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> form.reader.read(flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(FilterFormatException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_cutOrLengthened_isRefused(Form form) {
        byte[] bytes = form.sample().toByteArray();
        for (int length = 0; length <= bytes.length + 64; length++) {
            if (length != bytes.length) {
                byte[] other = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> form.reader.read(other))
                        .as("length %d", length)
                        .isInstanceOf(FilterFormatException.class);
            }
        }
    }

    /** Hostile bytes: the checksum is right, so that what is behind it is tested. */
    @ParameterizedTest
    @EnumSource
    void fromByteArray_anythingWithARightChecksum_isRefusedOrAnswers(Form form) throws IOException {
        byte[] bytes = form.sample().toByteArray();
        SplittableRandom random = new SplittableRandom(form.ordinal());
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] hostile = Arrays.copyOf(bytes, 12 + random.nextInt(bytes.length - 11));
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                int at = 8 + random.nextInt(Math.min(48, hostile.length - 8));
                hostile[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
            }
            CRC32C crc = new CRC32C();
            crc.update(hostile, 0, hostile.length - 4);
            for (int b = 0; b < 4; b++) {
                hostile[hostile.length - 4 + b] = (byte) (crc.getValue() >>> 8 * b);
            }
            try {
                MembershipFilter read = form.reader.read(hostile);
                read.mightContainHash(random.nextLong());
                assertThat(read.expectedFpp()).isBetween(0.0, 1.0);
            } catch (FilterFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void fromByteArray_anotherKind_isRefused(Form form) {
        for (Form other : Form.values()) {
            if (!(other.name().startsWith("BLOOM") && form.name().startsWith("BLOOM")) && other != form) {
                byte[] bytes = other.sample().toByteArray();
                assertThatThrownBy(() -> form.reader.read(bytes))
                        .isInstanceOf(FilterFormatException.class)
                        .hasMessageContaining("the kind must be");
            }
        }
    }

    @Test
    void fromByteArray_laterVersion_isNamed() {
        byte[] bytes = Form.BLOOM.sample().toByteArray();
        bytes[4] = 2;
        assertThatThrownBy(() -> BloomFilter.fromByteArray(bytes))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the version must be 1, later ones are not known: version=2 at offset 4");
    }
}
