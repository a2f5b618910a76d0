package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same operations on stores of many kinds, which must all answer the same: as a sorted map does. */
@Execution(ExecutionMode.CONCURRENT)
class MetamorphicTest {
    @TempDir
    Path disk;

    /** A kind of store. */
    private record Kind(String name, Supplier<RandomUse.Place> place, Supplier<KvOptions> options) {}

    static LongStream seeds() {
        return Seeds.of(1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void store_anyOptions_isASortedMap(long seed) throws IOException {
        assertThat(run(seed, 5_000)).isGreaterThanOrEqualTo(100_000);
    }

    @Test
    @Tag("soak")
    void store_anyOptionsForLong_isASortedMap() throws IOException {
        long operations = 0;
        for (long seed = 1_000; operations < 10_000_000; seed++) {
            operations += run(seed, 20_000);
        }
    }

    private long run(long seed, int operations) throws IOException {
        Map<String, Long> answers = new LinkedHashMap<>();
        for (Kind kind : kinds()) {
            RandomUse use = new RandomUse(kind.name(), seed, kind.place().get(), kind.options());
            answers.put(kind.name(), use.run(operations));
        }
        assertThat(answers).hasSizeGreaterThanOrEqualTo(16);
        assertThat(answers.values().stream().distinct()).hasSize(1);
        return (long) answers.size() * operations;
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        Map<String, KvOptions> options = options();
        options.forEach((name, set) -> kinds.add(new Kind(name, InMemory::new, () -> set)));
        kinds.add(new Kind("other options each time", InMemory::new, eachInTurn(options)));
        KvOptions small = small().build();
        KvOptions tiered = small().compaction(CompactionStyle.TIERED).build();
        KvOptions cut = small().indexPartitionBytes(50).build();
        kinds.add(new Kind("without mapping", () -> new InMemory(SimDirectory.withoutMapping()), () -> small));
        kinds.add(new Kind("as on Windows", () -> new InMemory(SimDirectory.ofWindows()), () -> small));
        kinds.add(new Kind("threads", this::onDisk, () -> small));
        kinds.add(new Kind("threads, tiered", this::onDisk, () -> tiered));
        kinds.add(new Kind("threads, indexes cut", this::onDisk, () -> cut));
        return kinds;
    }

    private static KvOptions.Builder small() {
        return KvOptions.builder()
                .memtableBytes(8 << 10)
                .tableBytes(16 << 10)
                .blockBytes(1 << 10)
                .blockCacheBytes(64 << 10);
    }

    private static KvOptions.Builder tiered() {
        return small().compaction(CompactionStyle.TIERED);
    }

    private static Map<String, KvOptions> options() {
        Map<String, KvOptions.Builder> builders = new LinkedHashMap<>();
        builders.put("small", small());
        builders.put("tiered", tiered());
        builders.put("tiered, tiny tables", tiered().memtableBytes(4 << 10).tableBytes(4 << 10));
        builders.put("tiered, large memtable", tiered().memtableBytes(64 << 10));
        builders.put("tiered within a budget", tiered().memoryBytes(2 << 20));
        builders.put("nothing flushed by itself", small().memtableBytes(16 << 20));
        builders.put("tiny tables", small().memtableBytes(4 << 10).tableBytes(4 << 10));
        builders.put("large tables", small().tableBytes(1 << 20));
        builders.put("tiny blocks", small().blockBytes(512));
        builders.put("large blocks", small().blockBytes(64 << 10));
        builders.put("not compressed", small().compression(Compression.NONE));
        builders.put("no cache", small().blockCacheBytes(0));
        builders.put("a cache of few blocks", small().blockCacheBytes(4 << 10));
        builders.put("a cache of all blocks", small().blockCacheBytes(16 << 20));
        builders.put("within a budget", small().memoryBytes(2 << 20));
        builders.put("checked slices", small().checkedSlices(true));
        builders.put("tracked handles", small().trackHandles(true));
        builders.put("bad filters", small().filterFpp(0.5));
        builders.put("good filters", small().filterFpp(1e-9));
        builders.put("indexes cut", small().blockBytes(512).indexPartitionBytes(50));
        builders.put("indexes cut at each block", small().blockBytes(512).indexPartitionBytes(1));
        builders.put("indexes cut, no cache", small().indexPartitionBytes(50).blockCacheBytes(0));
        builders.put(
                "indexes cut, a cache of few blocks",
                small().indexPartitionBytes(50).blockCacheBytes(16 << 10));
        builders.put(
                "indexes cut, within a budget", small().indexPartitionBytes(50).memoryBytes((1 << 20) + (40 << 10)));
        builders.put("strict", small().recovery(RecoveryMode.STRICT));
        builders.put("salvage", small().recovery(RecoveryMode.SALVAGE));
        builders.put("not handed over", small().durability(Durability.NONE));
        builders.put("synced", small().durability(Durability.SYNC));
        Map<String, KvOptions> options = new LinkedHashMap<>();
        builders.forEach((name, builder) -> options.put(name, builder.build()));
        return options;
    }

    /** A store that is opened with other options than it was written with. */
    private static Supplier<KvOptions> eachInTurn(Map<String, KvOptions> options) {
        Iterator<KvOptions> endless =
                Stream.generate(options::values).flatMap(Collection::stream).iterator();
        return endless::next;
    }

    /** A store that is left by a kill or by a loss of power, and then found on the drive. */
    private static final class InMemory implements RandomUse.Place {
        private SimDirectory directory;

        InMemory() {
            this(new SimDirectory());
        }

        InMemory(SimDirectory directory) {
            this.directory = directory;
        }

        @Override
        public KvStore open(KvOptions options) throws IOException {
            return KvStore.open(directory, options);
        }

        @Override
        public ReadOnlyStore openReadOnly(KvOptions options) throws IOException {
            return ReadOnlyStore.open(directory, options);
        }

        @Override
        public boolean crash(SplittableRandom random) {
            directory = random.nextBoolean() ? directory.afterKill() : directory.afterPowerLoss(random);
            return true;
        }
    }

    /** A store with threads of its own. */
    private RandomUse.Place onDisk() {
        try {
            Path path = Files.createTempDirectory(disk, "store");
            return new RandomUse.Place() {
                @Override
                public KvStore open(KvOptions options) throws IOException {
                    return KvStore.open(path, options);
                }

                @Override
                public ReadOnlyStore openReadOnly(KvOptions options) throws IOException {
                    return ReadOnlyStore.open(path, options);
                }

                @Override
                public boolean crash(SplittableRandom random) {
                    return false;
                }
            };
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
