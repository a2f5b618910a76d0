package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CompactionTest {
    private static final int KEYS = 2_000;

    private final SimDirectory directory = new SimDirectory();
    private final KvOptions options = KvOptions.builder()
            .memtableBytes(8 << 10)
            .tableBytes(16 << 10)
            .blockBytes(1024)
            .compression(Compression.NONE)
            .build();
    private final byte[] value = new byte[100];

    private static byte[] key(int i) {
        return String.format("key %06d", i).getBytes(UTF_8);
    }

    private void putAll(KvStore store) throws IOException {
        for (int i = 0; i < KEYS; i++) {
            store.put(key(i), value);
        }
    }

    private void overwrite(KvStore store, int times) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < times * KEYS; i++) {
            store.put(key(random.nextInt(KEYS)), value);
        }
    }

    private List<String> tables() throws IOException {
        return directory.list().stream().filter(name -> name.endsWith(".sst")).toList();
    }

    @Test
    void put_ascending_movesTablesAndRewritesNone() throws IOException {
        try (KvStore store = KvStore.open(directory, options)) {
            putAll(store);
            KvStats stats = store.stats();
            assertThat(stats.compactedBytes()).isZero();
            assertThat(stats.levels().get(0).tables()).isLessThan(CompactionPicker.LEVEL_0_TABLES);
            assertThat(stats.tables()).isGreaterThan(20);
        }
    }

    @Test
    void put_overwritingForEver_keepsSpaceLevelsAndFilesBounded() throws IOException {
        try (KvStore store = KvStore.open(directory, options)) {
            putAll(store);
            store.compactRange(KeyRange.all());
            long once = store.stats().tableBytes();
            overwrite(store, 20);
            KvStats stats = store.stats();
            assertThat(stats.levels().get(0).tables()).isLessThan(CompactionPicker.LEVEL_0_TABLES);
            assertThat(stats.compactionDebtBytes()).isZero();
            assertThat(stats.tableBytes()).isLessThan(once + once / 2);
            assertThat(stats.writeAmplification()).isBetween(3.0, 16.0);
            assertThat(tables()).as("those that were merged are gone").hasSize(stats.tables());
            int deepest = 0;
            for (int level = 1; level < stats.levels().size(); level++) {
                deepest = stats.levels().get(level).tables() > 0 ? level : deepest;
            }
            assertThat(stats.levels().get(deepest).bytes()).isGreaterThan(stats.tableBytes() / 2);
        }
    }

    @Test
    void compactRange_snapshotGone_freesWhatItSawOnTheDeepestLevel() throws IOException {
        try (KvStore store = KvStore.open(directory, options)) {
            putAll(store);
            try (Snapshot snapshot = store.snapshot()) {
                for (int i = 0; i < KEYS; i++) {
                    store.delete(key(i));
                }
                store.compactRange(KeyRange.all());
                assertThat(snapshot.get(key(0))).isNotNull();
                assertThat(store.stats().tableEntries()).isEqualTo(2L * KEYS);
            }
            store.compactRange(KeyRange.all());
            assertThat(store.stats().tables()).isZero();
            long before = store.stats().compactedBytes();
            store.compactRange(KeyRange.all());
            assertThat(store.stats().compactedBytes()).isEqualTo(before);
        }
    }

    @Test
    void compression_byLevel_isThatOfTheLevelWrittenTo() throws IOException {
        KvOptions mixed = KvOptions.builder().compression(0, Compression.NONE).build();
        try (KvStore store = KvStore.open(directory, mixed)) {
            putAll(store);
            store.flush();
            long stored = store.stats().levels().get(0).bytes();
            assertThat(stored).isGreaterThan(100L * KEYS);
            store.put(key(0), value);
            store.flush();
            store.compactRange(KeyRange.all());
            assertThat(store.stats().levels().get(KvOptions.DEEPEST_LEVEL).bytes())
                    .isLessThan(stored / 4);
        }
        assertThatThrownBy(() -> KvOptions.builder().compression(7, Compression.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("level=7");
    }

    @Test
    void compactRange_deletedKeys_leaveNothing() throws IOException {
        try (KvStore store = KvStore.open(directory, options)) {
            putAll(store);
            overwrite(store, 1);
            for (int i = 0; i < KEYS; i++) {
                store.delete(key(i));
            }
            store.compactRange(KeyRange.all());
            assertThat(store.stats().tables()).isZero();
            assertThat(tables()).isEmpty();
            assertThat(store.get(key(1))).isNull();
        }
        try (KvStore store = KvStore.open(directory, options)) {
            assertThat(store.get(key(1))).isNull();
        }
    }

    @Test
    void compactRange_snapshotOpen_keepsWhatItSees() throws IOException {
        try (KvStore store = KvStore.open(directory, options)) {
            store.put(key(1), "first".getBytes(UTF_8));
            store.put(key(1), "second".getBytes(UTF_8));
            Snapshot snapshot = store.snapshot();
            store.put(key(1), "third".getBytes(UTF_8));
            store.delete(key(1));
            store.compactRange(KeyRange.all());
            assertThat(store.stats().tableEntries())
                    .as("what the snapshot sees, and the deletion")
                    .isEqualTo(2);
            assertThat(snapshot.get(key(1))).isEqualTo("second".getBytes(UTF_8));
            assertThat(store.get(key(1))).isNull();
            assertThat(store.stats().snapshots()).isEqualTo(1);
            snapshot.close();
            snapshot.close();
            assertThat(store.stats().snapshots()).isZero();
            assertThatThrownBy(() -> snapshot.get(key(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the snapshot must be open");
        }
    }

    @Test
    void cursor_overMergedTables_keepsTheirFilesUntilItIsClosed() throws IOException {
        try (KvStore store = KvStore.open(directory, options)) {
            putAll(store);
            store.flush();
            int before = tables().size();
            Cursor cursor = store.cursor();
            assertThat(cursor.first()).isTrue();
            overwrite(store, 3);
            store.compactRange(KeyRange.all());
            assertThat(tables().size()).isGreaterThanOrEqualTo(store.stats().tables() + before);
            int found = 1;
            while (cursor.next()) {
                found++;
            }
            assertThat(found).isEqualTo(KEYS);
            cursor.close();
            assertThat(tables()).hasSize(store.stats().tables());
        }
    }

    @Test
    void close_cursorAndSnapshotOpen_endsThem() throws IOException {
        List<String> leaks = new ArrayList<>();
        KvListener listener = new KvListener() {
            @Override
            public void leaked(Leak leak) {
                leaks.add(leak.kind());
            }
        };
        KvStore store =
                KvStore.open(directory, KvOptions.builder().listener(listener).build());
        putAll(store);
        Cursor cursor = store.cursor();
        assertThat(cursor.first()).isTrue();
        Snapshot snapshot = store.snapshot();
        store.close();
        assertThatThrownBy(cursor::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store must be open: sim");
        assertThatThrownBy(() -> snapshot.get(key(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::cursor).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(store::snapshot).isInstanceOf(IllegalStateException.class);
        cursor.close();
        snapshot.close();
        assertThat(leaks).containsExactlyInAnyOrder("cursor", "snapshot");
    }

    @Test
    void pauseCompactions_untilResumed_mergesNothing() throws IOException {
        try (KvStore store = KvStore.open(directory, options)) {
            store.pauseCompactions();
            store.pauseCompactions();
            putAll(store);
            overwrite(store, 2);
            int flushed = store.stats().levels().get(0).tables();
            assertThat(flushed).isEqualTo(store.stats().tables()).isGreaterThan(16);
            store.resumeCompactions();
            assertThat(store.stats().tables()).isEqualTo(flushed);
            store.resumeCompactions();
            assertThat(store.stats().levels().get(0).tables()).isLessThan(CompactionPicker.LEVEL_0_TABLES);
            assertThatThrownBy(store::resumeCompactions)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("compactions must be paused");
        }
    }

    @Test
    void compact_manyTablesOfLevel0_mergesTheOldestEightFirst() throws IOException {
        List<KvListener.Compaction> merged = new ArrayList<>();
        KvOptions told = KvOptions.builder()
                .memtableBytes(8 << 10)
                .compression(Compression.NONE)
                .listener(new KvListener() {
                    @Override
                    public void compacted(Compaction compaction) {
                        merged.add(compaction);
                    }
                })
                .build();
        try (KvStore store = KvStore.open(directory, told)) {
            store.pauseCompactions();
            for (int i = 0; i < 20; i++) {
                store.put(key(0), key(i));
                store.put(key(i), value);
                store.put(key(KEYS), key(i));
                store.flush();
            }
            store.resumeCompactions();
            assertThat(merged.get(0).level()).isZero();
            assertThat(merged.get(0).inputTables()).isEqualTo(8);
            assertThat(merged.get(1).inputTables()).isEqualTo(8 + merged.get(0).outputTables());
            assertThat(store.get(key(KEYS))).isEqualTo(key(19));
            for (int i = 1; i < 20; i++) {
                assertThat(store.get(key(i))).isEqualTo(value);
            }
            store.verify();
        }
    }

    @Test
    void compact_damagedBlock_stopsMergingAndLosesNothing() throws IOException {
        try (KvStore store = KvStore.open(directory, options)) {
            store.pauseCompactions();
            overwrite(store, 1);
            store.flush();
            putAll(store);
            store.flush();
            String first = tables().get(0);
            directory.bytes(first)[10] ^= 1;
            int before = store.stats().tables();
            store.resumeCompactions();
            assertThat(store.stats().tables()).isEqualTo(before);
            assertThat(tables()).hasSize(before);
            assertThatThrownBy(store::verify)
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining(first);
            assertThatThrownBy(() -> store.compactRange(KeyRange.all()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no more compactions are run until the store is opened again")
                    .hasCauseInstanceOf(CorruptionException.class);
            assertThat(store.get(key(KEYS - 1))).isEqualTo(value);
            directory.bytes(first)[10] ^= 1;
        }
        try (KvStore store = KvStore.open(directory, options)) {
            store.verify();
            store.compactRange(KeyRange.all());
            for (int i = 0; i < KEYS; i++) {
                assertThat(store.get(key(i))).isEqualTo(value);
            }
        }
    }
}
