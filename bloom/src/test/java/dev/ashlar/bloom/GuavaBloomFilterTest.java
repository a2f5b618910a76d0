package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.google.common.hash.BloomFilter;
import com.google.common.hash.Funnel;
import com.google.common.hash.Funnels;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiPredicate;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guava writes, and both are asked. */
class GuavaBloomFilterTest {
    private static final int KEYS = 5_000;

    @ParameterizedTest
    @ValueSource(bytes = {0, 1})
    void mightContain_keysOfAnyFunnel_isWhatGuavaReturns(byte strategy) throws IOException {
        assertAnswersAlike(strategy, Funnels.longFunnel(), i -> i * 31L, GuavaBloomFilter::mightContainLong);
        assertAnswersAlike(strategy, Funnels.integerFunnel(), i -> -i, GuavaBloomFilter::mightContainInt);
        assertAnswersAlike(
                strategy,
                Funnels.unencodedCharsFunnel(),
                i -> "k\u00E9y " + i,
                GuavaBloomFilter::mightContainUnencodedChars);
        assertAnswersAlike(
                strategy,
                Funnels.stringFunnel(StandardCharsets.UTF_8),
                i -> "k\u00E9y " + i,
                (filter, key) -> filter.mightContain(key.toString(), StandardCharsets.UTF_8));
        assertAnswersAlike(
                strategy,
                Funnels.byteArrayFunnel(),
                i -> Arrays.copyOf(new byte[] {(byte) i, (byte) (i >>> 8)}, i % 50 + 2),
                GuavaBloomFilter::mightContain);
    }

    private static <T> void assertAnswersAlike(
            byte strategy,
            Funnel<T> funnel,
            IntFunction<? extends T> key,
            BiPredicate<GuavaBloomFilter, T> mightContain)
            throws IOException {
        BloomFilter<T> theirs = empty(strategy, funnel, 0.2);
        for (int i = 0; i < KEYS; i++) {
            theirs.put(key.apply(i));
        }
        GuavaBloomFilter ours = GuavaBloomFilter.fromByteArray(write(theirs));
        int found = 0;
        for (int i = 0; i < 4 * KEYS; i++) {
            boolean answer = theirs.mightContain(key.apply(i));
            assertThat(mightContain.test(ours, key.apply(i))).isEqualTo(answer);
            found += answer ? 1 : 0;
        }
        assertThat(found).isBetween(KEYS, 2 * KEYS);
        assertThat(ours.expectedFpp()).isCloseTo(theirs.expectedFpp(), offset(1e-12));
        assertThat(ours.sizeInBytes()).isEqualTo(write(theirs).length - 6);
    }

    /** A filter of either strategy; Guava itself creates those of the second only, but reads both. */
    private static <T> BloomFilter<T> empty(byte strategy, Funnel<T> funnel, double fpp) throws IOException {
        byte[] bytes = write(BloomFilter.create(funnel, KEYS, fpp));
        bytes[0] = strategy;
        return BloomFilter.readFrom(new ByteArrayInputStream(bytes), funnel);
    }

    private static byte[] write(BloomFilter<?> filter) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        filter.writeTo(out);
        return out.toByteArray();
    }

    @Test
    void fromByteArray_cutOrLengthened_isRefused() throws IOException {
        byte[] bytes = write(BloomFilter.create(Funnels.longFunnel(), 100, 0.01));
        for (int length = 0; length < bytes.length + 20; length++) {
            if (length != bytes.length) {
                byte[] other = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> GuavaBloomFilter.fromByteArray(other))
                        .as("length %d", length)
                        .isInstanceOf(FilterFormatException.class);
            }
        }
    }

    @Test
    void fromByteArray_lengthsThatWouldTakeGigabytes_areRefusedBeforeAnythingIsAllocated() {
        // Six bytes that make Guava 33.4 and earlier allocate 17 GB.
        assertThatThrownBy(() -> GuavaBloomFilter.fromByteArray(new byte[] {1, 1, 0x7F, -1, -1, -1}))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the number of words must be that of the bytes: words=2147483647 at offset 2, bytes=6");
        assertThatThrownBy(() -> GuavaBloomFilter.fromByteArray(new byte[] {1, 1, -1, -1, -1, -1}))
                .isInstanceOf(FilterFormatException.class)
                .hasMessageContaining("words=-1");
        assertThatThrownBy(() -> GuavaBloomFilter.fromByteArray(new byte[] {1, 1, 0, 0, 0, 0}))
                .isInstanceOf(FilterFormatException.class)
                .hasMessageContaining("words=0");
        assertThatThrownBy(() -> GuavaBloomFilter.fromByteArray(new byte[] {2, 1, 0, 0, 0, 0}))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the strategy must be 0 or 1: strategy=2 at offset 0");
        assertThatThrownBy(() -> GuavaBloomFilter.fromByteArray(new byte[] {1, 0, 0, 0, 0, 0}))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the bits a key must be >= 1: bits=0 at offset 1");
    }
}
