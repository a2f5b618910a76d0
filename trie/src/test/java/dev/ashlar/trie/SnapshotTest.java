package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class SnapshotTest {
    @Test
    void write_thenOpen_answersAlike(@TempDir Path folder) throws IOException {
        Completer completer = sample(Folding.HANGUL, Matching.WORDS, 300);
        Path file = folder.resolve("words.trie");
        completer.write(file);
        completer.write(file); // replaces it
        Completer opened = Completer.open(file);
        opened.verify();
        assertThat(opened.toBytes()).isEqualTo(completer.toBytes());
        assertThat(opened.top("", 1000)).isEqualTo(completer.top("", 1000)).hasSize(completer.size());
        assertThat(opened.folding()).isEqualTo(Folding.HANGUL);
        assertThat(opened.matching()).isEqualTo(Matching.WORDS);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void build_sameTextsInAnyOrder_makesTheSameBytes() {
        List<Completion> texts = texts(500);
        for (Folding folding : Folding.values()) {
            Completer first = Completer.builder().folding(folding).addAll(texts).build();
            for (int i = 0; i < 5; i++) {
                Collections.shuffle(texts, new Random(i));
                assertThat(Completer.builder()
                                .folding(folding)
                                .addAll(texts)
                                .build()
                                .toBytes())
                        .isEqualTo(first.toBytes());
            }
        }
    }

    @Test
    void compact_sameTextsInAnyOrder_makesTheSameBytesAndOpens(@TempDir Path folder) throws IOException {
        List<Completion> texts = texts(3_000);
        Completer first = Completer.builder().compact().addAll(texts).build();
        Collections.shuffle(texts, new Random(1));
        Completer second = Completer.builder().addAll(texts).compact().build();
        assertThat(second.toBytes()).isEqualTo(first.toBytes());
        Path file = folder.resolve("compact.trie");
        first.write(file);
        Completer opened = Completer.open(file);
        opened.verify();
        assertThat(opened.top("", 5_000))
                .isEqualTo(Completer.builder().addAll(texts).build().top("", 5_000));
        assertThat(opened.find(texts.get(7).text())).isPresent();
        LiveCompleter live = LiveCompleter.of(opened);
        live.add("new", 1);
        assertThat(live.compact().sizeInBytes()).isLessThan(first.sizeInBytes() * 2);
    }

    @Test
    void compact_longAndManyEqualAndNoTexts_answersAlike() {
        Completer empty = Completer.builder().compact().build();
        empty.verify();
        assertThat(empty.top("", 5)).isEmpty();
        assertThat(empty.query("abcd").typos(Typos.AUTO).exactFirst().top(5)).isEmpty();
        List<Completion> texts = new ArrayList<>();
        for (int length = 1; length < 2_000; length += 3) {
            texts.add(new Completion("a".repeat(length) + "\u0000b".repeat(length % 3), length % 5));
        }
        texts.add(new Completion("z".repeat(65_535), Long.MIN_VALUE));
        texts.add(new Completion("\uDBFF\uDFFF", Long.MAX_VALUE));
        Completer compact = Completer.builder().compact().addAll(texts).build();
        compact.verify();
        Completer fast = Completer.builder().addAll(texts).build();
        for (String prefix : List.of("", "a", "aaaa", "a".repeat(1_000), "z", "\uDBFF\uDFFF", "b")) {
            assertThat(compact.top(prefix, 700)).isEqualTo(fast.top(prefix, 700));
        }
    }

    /** The same bytes on every JDK and every day. */
    @Test
    void toBytes_knownTexts_haveTheBytesOfVersionOne() {
        assertThat(checksum(Completer.builder()
                        .add("tree", 10)
                        .add("true", 35)
                        .add("try", 29)
                        .build()))
                .isEqualTo(GOLDEN_EXACT);
        assertThat(checksum(sample(Folding.HANGUL, Matching.ANYWHERE, 400))).isEqualTo(GOLDEN_HANGUL);
        assertThat(checksum(compact(400))).isEqualTo(GOLDEN_COMPACT);
    }

    private static final String GOLDEN_COMPACT = "3744 061a78e8";
    private static final String GOLDEN_EXACT = "256 e10c5108";
    private static final String GOLDEN_HANGUL = "53496 e1ee816f";

    private static String checksum(Completer completer) {
        CRC32C checksum = new CRC32C();
        checksum.update(completer.toBytes());
        return completer.sizeInBytes() + " " + HexFormat.of().toHexDigits((int) checksum.getValue());
    }

    static LongStream seeds() {
        return Seeds.of(4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void fromBytes_anyByteChangedOrCutOff_isRefused(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = bytes(seed == 1 ? compact(30) : sample(Folding.values()[(int) (seed % 3)], Matching.PREFIX, 30));
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << random.nextInt(8));
            assertRefused(bad);
            assertRefused(Arrays.copyOf(good, at));
        }
        assertRefused(Arrays.copyOf(good, good.length + 1));
    }

    private static void assertRefused(byte[] bad) {
        assertThatThrownBy(() -> Completer.fromBytes(ByteBuffer.wrap(bad))).isInstanceOf(SnapshotFormatException.class);
    }

    /** Whoever makes bytes on purpose makes the checksums too. */
    @ParameterizedTest
    @MethodSource("seeds")
    void anyQuestion_changedBytesWithRightChecksums_endsWithAnAnswerOrATypedError(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (int round = 0; round < 6_000; round++) {
            if (round % 500 == 0) {
                int count = random.nextInt(1, 200);
                base = bytes(
                        round / 500 % 4 == 3
                                ? compact(count)
                                : sample(
                                        Folding.values()[random.nextInt(3)],
                                        Matching.values()[random.nextInt(3)],
                                        count));
            }
            byte[] bad = base.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                // Most of it behind the header, which has few values that are right.
                int from = random.nextInt(8) == 0 ? 4 : SnapshotHeader.BYTES;
                bad[random.nextInt(from, bad.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
            }
            if (Arrays.equals(bad, base)) {
                continue;
            }
            mendChecksums(bad);
            refused += isRefused(bad) ? 1 : 0;
            if (round % 16 == 0) {
                change(bad);
            }
        }
        assertThat(refused).isGreaterThan(5_500);
    }

    private byte[] base = {};

    private static boolean isRefused(byte[] bad) {
        Completer completer;
        try {
            completer = Completer.of(SnapshotHeader.littleEndian(ByteBuffer.wrap(bad)));
        } catch (SnapshotFormatException e) {
            return true;
        }
        for (String prefix : List.of("", "a", "b", "ab", "한", "하ㄱ", "ca")) {
            try {
                completer.query(prefix).typos(new Typos(1, 3, 0)).exactFirst().top(500);
                completer.top(prefix, 500);
            } catch (SnapshotFormatException e) {
                assertThat(e).hasMessageContaining("damaged");
            }
        }
        try {
            completer.verify();
            return false;
        } catch (SnapshotFormatException e) {
            return true;
        }
    }

    /** Also what changes such bytes, or exports them, ends with a typed error at the most. */
    private static void change(byte[] bad) {
        Completer completer;
        try {
            completer = Completer.of(SnapshotHeader.littleEndian(ByteBuffer.wrap(bad)));
        } catch (SnapshotFormatException e) {
            return;
        }
        LiveCompleter live = LiveCompleter.of(completer);
        for (Runnable change : List.<Runnable>of(
                () -> live.add("ab", 1),
                () -> live.increment("한a", 1),
                () -> live.remove("b"),
                live::compact,
                () -> PrefixTable.forEach(completer, 3, 3, (prefix, best) -> {}))) {
            try {
                change.run();
            } catch (SnapshotFormatException e) {
                assertThat(e).hasMessageContaining("damaged");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("completer must not have the folding HANGUL");
            }
        }
    }

    private static void mendChecksums(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (Section section : Section.values()) {
            int entry = 32 + 16 * section.ordinal();
            int at = buffer.getInt(entry);
            int length = buffer.getInt(entry + 4);
            if (at >= 0 && length >= 0 && at <= bytes.length - length) {
                buffer.putInt(entry + 8, SnapshotHeader.checksum(buffer, at, at + length));
            }
        }
        buffer.putInt(SnapshotHeader.BYTES - 8, SnapshotHeader.checksum(buffer, 0, SnapshotHeader.BYTES - 8));
    }

    @Test
    void verify_twoEntriesOfTheSameFoldedText_isRefused() {
        for (Folding folding : List.of(Folding.UNICODE, Folding.HANGUL)) {
            for (Matching matching : Matching.values()) {
                Forms forms = new Forms(folding, matching);
                // They have equal weights or not: one must not hide behind the other in either order.
                for (long weight : new long[] {1, 2, 3}) {
                    Entry[] entries = {
                        Entry.of("York a", 2, null, forms),
                        Entry.of("york A", weight, null, forms),
                        Entry.of("new york a", 9, null, forms)
                    };
                    Completer completer = CompleterBuilder.build(forms, false, entries);
                    assertThatThrownBy(completer::verify)
                            .as("%s %s %s", folding, matching, weight)
                            .isInstanceOf(SnapshotFormatException.class)
                            .hasMessageStartingWith("snapshot is damaged");
                }
            }
        }
    }

    @Test
    void fromBytes_reservedWordOfASectionIsNotZero_isRefused() {
        for (Section section : Section.values()) {
            byte[] bad = bytes(sample(Folding.UNICODE, Matching.WORDS, 5));
            bad[32 + 16 * section.ordinal() + 12] = 1;
            mendChecksums(bad);
            assertThatThrownBy(() -> Completer.fromBytes(ByteBuffer.wrap(bad)))
                    .isInstanceOf(SnapshotFormatException.class)
                    .hasMessage("snapshot is damaged: reserved=1");
        }
    }

    @Test
    void open_laterVersion_isRefusedByName() {
        byte[] later = bytes(sample(Folding.EXACT, Matching.PREFIX, 3));
        later[4] = 2;
        mendChecksums(later);
        assertThatThrownBy(() -> Completer.fromBytes(ByteBuffer.wrap(later)))
                .isInstanceOf(SnapshotFormatException.class)
                .hasMessage("snapshot must have version 1: version=2");
    }

    @Test
    void open_damagedFile_isRefusedByItsName(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("words.trie");
        for (byte[] good : List.of(bytes(sample(Folding.EXACT, Matching.PREFIX, 3)), bytes(compact(3)))) {
            byte[] header = good.clone();
            header[8] ^= 1;
            byte[] cut = Arrays.copyOf(good, good.length - 8);
            for (byte[] bad : List.of(header, cut, new byte[3], new byte[0])) {
                Files.write(file, bad);
                assertThatThrownBy(() -> Completer.open(file))
                        .isInstanceOf(SnapshotFormatException.class)
                        .hasMessageStartingWith(file + ": snapshot ");
            }
        }
    }

    @Test
    void verify_damagedFile_isRefusedByItsNameAndThePlace(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("words.trie");
        for (byte[] bad : List.of(bytes(sample(Folding.EXACT, Matching.PREFIX, 3)), bytes(compact(3)))) {
            int at = SnapshotHeader.read(SnapshotHeader.littleEndian(ByteBuffer.wrap(bad)))
                    .at(Section.WEIGHTS);
            bad[at] ^= 1;
            Files.write(file, bad);
            Completer opened = Completer.open(file);
            assertThatThrownBy(opened::verify)
                    .isInstanceOf(SnapshotFormatException.class)
                    .hasMessage(file + ": snapshot is damaged: wrong checksum of WEIGHTS at " + at);
            assertThatThrownBy(() -> Completer.fromBytes(ByteBuffer.wrap(bad)))
                    .hasMessage("snapshot is damaged: wrong checksum of WEIGHTS at " + at);
        }
    }

    @Test
    void open_directory_isRefusedByItsName(@TempDir Path folder) {
        assertThatThrownBy(() -> Completer.open(folder))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(folder + ": must be a file, not a directory");
    }

    @Test
    void write_noDirectory_isRefusedByTheNameOfTheFile(@TempDir Path folder) {
        Path file = folder.resolve("none/words.trie");
        assertThatThrownBy(() -> sample(Folding.EXACT, Matching.PREFIX, 3).write(file))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file + ": its directory must exist");
    }

    @Test
    void write_newFile_canBeReadByWhomeverOthersCan(@TempDir Path folder) throws IOException {
        Path plain = Files.createFile(folder.resolve("plain"));
        Path file = folder.resolve("words.trie");
        sample(Folding.EXACT, Matching.PREFIX, 3).write(file);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
        }
        assertThat(Files.size(file)).isPositive();
    }

    private static byte[] bytes(Completer completer) {
        byte[] bytes = new byte[completer.sizeInBytes()];
        completer.toBytes().get(bytes);
        return bytes;
    }

    private static List<Completion> texts(int count) {
        RandomTexts texts = new RandomTexts(new SplittableRandom(count));
        SplittableRandom random = new SplittableRandom(7);
        List<Completion> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new Completion(texts.next(7), random.nextInt(20)));
        }
        return all;
    }

    private static Completer compact(int count) {
        return builder(Folding.EXACT, Matching.PREFIX, count).compact().build();
    }

    private static Completer sample(Folding folding, Matching matching, int count) {
        return builder(folding, matching, count).build();
    }

    private static CompleterBuilder builder(Folding folding, Matching matching, int count) {
        CompleterBuilder builder = Completer.builder().folding(folding).matching(matching);
        for (Completion text : texts(count)) {
            builder.add(text.text(), text.weight(), text.weight() % 3 == 0 ? "p" + text.weight() : null);
        }
        return builder;
    }
}
