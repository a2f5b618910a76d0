package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.parquet.column.values.bloomfilter.BlockSplitBloomFilter;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.Util;
import org.apache.parquet.format.XxHash;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parquet's own library writes, and both are asked. */
class ParquetBloomFilterTest {
    private static final int KEYS = 1_000;

    @ParameterizedTest
    @ValueSource(ints = {32, 1024, 1 << 20})
    void mightContain_valuesOfAnyType_isWhatParquetReturns(int size) throws IOException {
        BlockSplitBloomFilter theirs = new BlockSplitBloomFilter(size);
        for (int i = 0; i < KEYS; i++) {
            theirs.insertHash(theirs.hash(i));
            theirs.insertHash(theirs.hash(i * 1_000_000_007L));
            theirs.insertHash(theirs.hash(Binary.fromString("k\u00E9y " + i)));
        }
        ParquetBloomFilter ours = ParquetBloomFilter.fromByteArray(write(theirs));
        for (int i = 0; i < 4 * KEYS; i++) {
            String text = "k\u00E9y " + i;
            long number = i * 1_000_000_007L;
            assertThat(ours.mightContainInt32(i)).isEqualTo(theirs.findHash(theirs.hash(i)));
            assertThat(ours.mightContainInt64(number)).isEqualTo(theirs.findHash(theirs.hash(number)));
            boolean found = theirs.findHash(theirs.hash(Binary.fromString(text)));
            assertThat(ours.mightContainString(text)).isEqualTo(found);
            assertThat(ours.mightContain(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(found);
        }
        assertThat(ours.sizeInBytes()).isEqualTo(size);
    }

    @Test
    void expectedFpp_filledFilter_isWhatIsMeasured() throws IOException {
        BlockSplitBloomFilter theirs = new BlockSplitBloomFilter(1 << 16);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50_000; i++) {
            theirs.insertHash(random.nextLong());
        }
        ParquetBloomFilter ours = ParquetBloomFilter.fromByteArray(write(theirs));
        int queries = 5_000_000;
        int found = 0;
        for (int i = 0; i < queries; i++) {
            found += ours.mightContainHash(random.nextLong()) ? 1 : 0;
        }
        double promised = ours.expectedFpp();
        double noise = 5 / Math.sqrt(queries * promised);
        assertThat((double) found / queries).isBetween(promised * (0.97 - noise), promised * (1.03 + noise));
    }

    private static byte[] write(BlockSplitBloomFilter filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writeBloomFilterHeader(
                new BloomFilterHeader(
                        filter.getBitsetSize(),
                        BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
                        BloomFilterHash.XXHASH(new XxHash()),
                        BloomFilterCompression.UNCOMPRESSED(new Uncompressed())),
                out);
        filter.writeTo(out);
        return out.toByteArray();
    }

    @Test
    void fromByteArray_cutLengthenedOrOtherHeader_isRefused() throws IOException {
        byte[] bytes = write(new BlockSplitBloomFilter(1024));
        int header = bytes.length - 1024;
        for (int length = 0; length < bytes.length + 40; length++) {
            if (length != bytes.length) {
                byte[] other = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> ParquetBloomFilter.fromByteArray(other))
                        .as("length %d", length)
                        .isInstanceOf(FilterFormatException.class);
            }
        }
        for (int bit = 0; bit < header * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> ParquetBloomFilter.fromByteArray(flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(FilterFormatException.class);
        }
    }

    @Test
    void fromByteArray_numberThatDoesNotEnd_isRefused() {
        assertThatThrownBy(() -> ParquetBloomFilter.fromByteArray(new byte[] {0x15, -1, -1, -1, -1, -1, -1, -1, 0}))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the number of bytes must end within five bytes: at offset 1");
    }

    @Test
    void fromBits_anySlice_isReadAndLeftAsItIs() throws IOException {
        BlockSplitBloomFilter theirs = new BlockSplitBloomFilter(64);
        theirs.insertHash(theirs.hash(7));
        byte[] bytes = write(theirs);
        ByteBuffer bits = ByteBuffer.wrap(bytes, bytes.length - 64, 64);
        assertThat(ParquetBloomFilter.fromBits(bits).mightContainInt32(7)).isTrue();
        assertThat(bits.remaining()).isEqualTo(64);
        assertThatThrownBy(() -> ParquetBloomFilter.fromBits(ByteBuffer.allocate(63)))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the bits must be a positive multiple of 32 bytes: bytes=63");
        assertThatThrownBy(() -> ParquetBloomFilter.fromBits(ByteBuffer.allocate(0)))
                .isInstanceOf(FilterFormatException.class);
    }
}
