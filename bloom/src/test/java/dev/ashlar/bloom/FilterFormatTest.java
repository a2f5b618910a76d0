package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FilterFormatTest {
    @Test
    void fromByteArray_goldenFile_isReadAndWrittenAlike() throws IOException {
        byte[] golden = golden();
        BloomFilter read = BloomFilter.fromByteArray(golden);
        assertThat(read).isEqualTo(sample());
        assertThat(read.hashCode()).isEqualTo(sample().hashCode());
        assertThat(read.mightContain("key 7")).isTrue();
        assertThat(read.toByteArray()).isEqualTo(golden);
    }

    @Test
    void toByteArray_sample_isTheGoldenFile() throws IOException {
        assertThat(sample().toByteArray()).isEqualTo(golden());
    }

    @Test
    void fromByteArray_anyBitFlipped_isRefused() {
        byte[] bytes = sample().toByteArray();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> BloomFilter.fromByteArray(flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(FilterFormatException.class);
        }
    }

    @Test
    void fromByteArray_cutOrLengthened_isRefused() {
        byte[] bytes = sample().toByteArray();
        for (int length = 0; length <= bytes.length + 64; length++) {
            if (length != bytes.length) {
                byte[] other = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> BloomFilter.fromByteArray(other))
                        .as("length %d", length)
                        .isInstanceOf(FilterFormatException.class);
            }
        }
    }

    @Test
    void fromByteArray_laterVersion_isNamed() {
        byte[] bytes = sample().toByteArray();
        bytes[4] = 2;
        assertThatThrownBy(() -> BloomFilter.fromByteArray(bytes))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the version must be 1, later ones are not known: version=2 at offset 4");
    }

    private static BloomFilter sample() {
        BloomFilter filter = BloomFilter.create(100, 0.01);
        for (int i = 0; i < 100; i++) {
            filter.put("key " + i);
        }
        return filter;
    }

    private static byte[] golden() throws IOException {
        try (InputStream in = FilterFormatTest.class.getResourceAsStream("bloom-filter-v1.bin")) {
            assertThat(in).isNotNull();
            return in.readAllBytes();
        }
    }
}
