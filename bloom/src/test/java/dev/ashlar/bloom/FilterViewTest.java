package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FilterViewTest {
    static final int KEYS = 10_000;

    static Stream<MembershipFilter> filters() {
        long[] hashes = StaticFilterTest.randomHashes(KEYS, 1);
        BloomFilter twoWords = BloomFilter.create(KEYS, 0.1);
        BloomFilter allWords = BloomFilter.create(KEYS, 0.001);
        ClassicBloomFilter classic = ClassicBloomFilter.create(KEYS, 0.1);
        for (long hash : hashes) {
            twoWords.putHash(hash);
            allWords.putHash(hash);
            classic.putHash(hash);
        }
        return Stream.concat(
                Stream.of(twoWords, allWords, classic, RibbonFilter.of(new long[0], 8), BinaryFuseFilter.of()),
                Stream.of(StaticFilterKind.values()).map(kind -> kind.of(hashes)));
    }

    @ParameterizedTest
    @MethodSource("filters")
    void view_anyFilter_answersAsTheFilterDoes(MembershipFilter filter) throws FilterFormatException {
        byte[] bytes = filter.toByteArray();
        MembershipFilter view = MembershipFilter.view(ByteBuffer.wrap(bytes));
        MembershipFilter unverified = MembershipFilter.viewUnverified(ByteBuffer.wrap(bytes));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20 * KEYS; i++) {
            long hash = random.nextLong(); // the first ones are the keys
            boolean found = filter.mightContainHash(hash);
            assertThat(view.mightContainHash(hash)).isEqualTo(found);
            assertThat(unverified.mightContainHash(hash)).isEqualTo(found);
        }
        assertThat(view.mightContain("key")).isEqualTo(filter.mightContain("key"));
        assertThat(view.expectedFpp()).isEqualTo(filter.expectedFpp());
        assertThat(view.sizeInBytes()).isEqualTo(filter.sizeInBytes());
        assertThat(view.toByteArray()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("filters")
    void view_directBufferBetweenOtherBytes_isReadAndLeftAsItIs(MembershipFilter filter) throws FilterFormatException {
        byte[] bytes = filter.toByteArray();
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length + 12).order(ByteOrder.BIG_ENDIAN);
        buffer.put(5, bytes).position(5).limit(5 + bytes.length);
        MembershipFilter view = MembershipFilter.view(buffer);
        assertThat(buffer.position()).isEqualTo(5);
        assertThat(buffer.limit()).isEqualTo(5 + bytes.length);
        assertThat(buffer.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
        assertThat(view.toByteArray()).isEqualTo(bytes);
        long found = view.mightContainHashes(StaticFilterTest.randomHashes(64, 1), 0, 64);
        assertThat(found).isEqualTo(filter.mightContainHashes(StaticFilterTest.randomHashes(64, 1), 0, 64));
    }

    @Test
    void view_mappedFile_isReadInPlace(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("filter");
        Files.write(
                file,
                BinaryFuseFilter.of(StaticFilterTest.randomHashes(KEYS, 1)).toByteArray());
        MembershipFilter view;
        try (FileChannel channel = FileChannel.open(file)) {
            view = MembershipFilter.view(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
        for (long hash : StaticFilterTest.randomHashes(KEYS, 1)) {
            assertThat(view.mightContainHash(hash)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("filters")
    void view_bytesCutOrChanged_areRefused(MembershipFilter filter) {
        byte[] bytes = filter.toByteArray();
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 2_000; i++) {
            byte[] flipped = bytes.clone();
            int bit = i < Math.min(400, bytes.length * 8) ? i : random.nextInt(bytes.length * 8);
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> MembershipFilter.view(ByteBuffer.wrap(flipped)))
                    .as("bit %d", bit)
                    .isInstanceOf(FilterFormatException.class);
            int length = random.nextInt(bytes.length);
            assertThatThrownBy(() -> MembershipFilter.view(ByteBuffer.wrap(bytes, 0, length)))
                    .as("length %d", length)
                    .isInstanceOf(FilterFormatException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("filters")
    void viewUnverified_anyBytesChanged_isRefusedOrAnswers(MembershipFilter filter) {
        byte[] bytes = filter.toByteArray();
        SplittableRandom random = new SplittableRandom(3);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] hostile = bytes.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                int at = random.nextInt(random.nextBoolean() ? Math.min(48, bytes.length) : bytes.length);
                hostile[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(3) - 1);
            }
            try {
                MembershipFilter view = MembershipFilter.viewUnverified(ByteBuffer.wrap(hostile));
                view.mightContainHash(random.nextLong());
                assertThat(view.sizeInBytes()).isLessThan(bytes.length);
            } catch (FilterFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void view_typesThatAreNotReadInPlace_areRefused() {
        byte[] bytes = CountingBloomFilter.create(10, 0.1).toByteArray();
        assertThatThrownBy(() -> MembershipFilter.view(ByteBuffer.wrap(bytes)))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the kind must be one that is read in place, 1, 5, 6 or 7: kind=3 at offset 5");
    }

    @Test
    void fromByteArray_unknownKind_isRefused() {
        byte[] bytes = FilterFormat.write((byte) 99, 0, body -> {});
        assertThatThrownBy(() -> MembershipFilter.fromByteArray(bytes))
                .isInstanceOf(FilterFormatException.class)
                .hasMessage("the kind must be in [1, 7]: kind=99 at offset 5");
    }
}
