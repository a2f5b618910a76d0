package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvStoreTest {
    private static final byte[] KEY = "key".getBytes(UTF_8);
    private static final byte[] VALUE = "value".getBytes(UTF_8);

    @TempDir
    Path directory;

    @Test
    void readme_example_works() throws IOException {
        Path data = directory.resolve("data");
        byte[] key = "user:7".getBytes(UTF_8);
        byte[] value = "Ada".getBytes(UTF_8);
        try (KvStore store = KvStore.open(data, KvOptions.DEFAULT)) {
            store.put(key, value);
            byte[] found = store.get(key); // null if there is none
            store.write(new WriteBatch().put("user:8".getBytes(UTF_8), value).delete(key), Durability.SYNC);
            assertThat(found).isEqualTo(value);
            assertThat(store.get(key)).isNull();
            List<String> users = new ArrayList<>();
            try (Snapshot before = store.snapshot();
                    Cursor cursor = before.cursor(KeyRange.prefix("user:".getBytes(UTF_8)))) {
                store.delete("user:8".getBytes(UTF_8));
                for (boolean more = cursor.first(); more; more = cursor.next()) {
                    users.add(new String(cursor.key().toByteArray(), UTF_8) + "="
                            + new String(cursor.value().toByteArray(), UTF_8));
                }
            }
            assertThat(users).containsExactly("user:8=Ada");
        }
    }

    @Test
    void get_newestOfManyTables_wins() throws IOException {
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            store.pauseCompactions();
            for (int i = 0; i < 10; i++) {
                store.put(KEY, new byte[] {(byte) i});
                store.flush();
                assertThat(store.get(KEY)).containsExactly(i);
            }
            assertThat(store.stats().tables()).isEqualTo(10);
            store.delete(KEY);
            store.flush();
            assertThat(store.get(KEY)).isNull();
            store.resumeCompactions();
            store.compactRange(KeyRange.all());
            assertThat(store.stats().tables()).isZero();
            assertThat(store.get(KEY)).isNull();
        }
    }

    @Test
    void batch_laterWriteOfAKey_wins() throws IOException {
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            store.write(new WriteBatch().put(KEY, VALUE).delete(KEY).put(KEY, KEY));
            assertThat(store.get(KEY)).isEqualTo(KEY);
            store.write(new WriteBatch().put(KEY, VALUE).delete(KEY));
            assertThat(store.get(KEY)).isNull();
            store.flush();
            assertThat(store.get(KEY)).isNull();
        }
    }

    @Test
    void batch_clearedAndUsedAgain_hasOnlyTheNewWrites() throws IOException {
        WriteBatch batch = new WriteBatch().put(KEY, VALUE);
        assertThat(batch.count()).isEqualTo(1);
        int size = batch.sizeInBytes();
        batch.clear();
        assertThat(batch.count()).isZero();
        assertThat(batch.sizeInBytes()).isLessThan(size);
        batch.put(VALUE, KEY);
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            store.write(batch);
            store.write(batch);
            assertThat(store.get(KEY)).isNull();
            assertThat(store.get(VALUE)).isEqualTo(KEY);
            assertThat(store.stats().lastSequence()).isEqualTo(2);
        }
    }

    @Test
    void open_whileOpen_namesTheDirectory() throws IOException {
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        assertThatThrownBy(() -> KvStore.open(directory, KvOptions.DEFAULT))
                .isInstanceOf(StoreLockedException.class)
                .hasMessage(directory.toRealPath() + " must not be in use: this process has it open");
        store.close();
        KvStore.open(directory, KvOptions.DEFAULT).close();
    }

    @Test
    void open_failedOpening_givesTheLockUp() throws IOException {
        Files.write(directory.resolve("000001.sst"), VALUE);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> KvStore.open(directory, KvOptions.DEFAULT))
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining("must have a manifest: there is 000001.sst");
        }
        Files.delete(directory.resolve("000001.sst"));
        KvStore.open(directory, KvOptions.DEFAULT).close();
    }

    @Test
    void open_notThereAndNotToBeCreated_isRefusedAndNothingIsMade() {
        KvOptions options = KvOptions.builder().createIfMissing(false).build();
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> KvStore.open(missing, options)).isInstanceOf(NoSuchFileException.class);
        assertThat(missing).doesNotExist();
        assertThatThrownBy(() -> KvStore.open(directory, options))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("there is no store");
    }

    @Test
    void open_foreignFiles_areLeftAlone() throws IOException {
        Path foreign = Files.writeString(directory.resolve("notes.log"), "mine");
        Path temporary = Files.writeString(directory.resolve("notes.tmp"), "mine");
        Path dated = Files.writeString(directory.resolve("20240131.log"), "mine");
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            store.put(KEY, VALUE);
        }
        KvStore.open(directory, KvOptions.DEFAULT).close();
        assertThat(foreign).hasContent("mine");
        assertThat(temporary).hasContent("mine");
        assertThat(dated).hasContent("mine");
    }

    @Test
    void open_aFileInPlaceOfTheDirectory_isAnIoException() throws IOException {
        Path file = Files.write(directory.resolve("file"), VALUE);
        assertThatThrownBy(() -> KvStore.open(file, KvOptions.DEFAULT)).isInstanceOf(IOException.class);
    }

    @Test
    void operations_afterClose_areRefused() throws IOException {
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        store.close();
        store.close();
        String message = "the store must be open: " + directory.toRealPath();
        assertThatThrownBy(() -> store.get(KEY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> store.put(KEY, VALUE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> store.delete(KEY))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> store.write(new WriteBatch()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(store::flush)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(store::sync)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
        assertThatThrownBy(store::stats)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(message);
    }

    @Test
    void limits_keyAndValue_areKept() throws IOException {
        byte[] longest = new byte[WriteBatch.MAX_KEY_BYTES];
        byte[] tooLong = new byte[WriteBatch.MAX_KEY_BYTES + 1];
        String message = "key must have at most 65535 bytes: length=65536";
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            store.put(longest, new byte[0]);
            store.put(new byte[0], longest);
            store.flush();
            assertThat(store.get(longest)).isEmpty();
            assertThat(store.get(new byte[0])).isEqualTo(longest);
            assertThatThrownBy(() -> store.get(tooLong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> store.put(tooLong, VALUE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> store.delete(tooLong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> store.put(KEY, new byte[WriteBatch.MAX_VALUE_BYTES + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("value must have at most 268435456 bytes: length=268435457");
            assertThat(store.stats().lastSequence()).isEqualTo(2);
        }
    }

    @Test
    void options_outOfRange_areRefused() {
        assertThatThrownBy(() -> KvOptions.builder().memtableBytes(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("memtableBytes must be in [4096, 1073741824]: memtableBytes=1");
        assertThatThrownBy(() -> KvOptions.builder().blockCacheBytes(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("blockCacheBytes must be in [0, ");
        assertThatThrownBy(() -> KvOptions.builder().blockBytes(511))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("blockBytes must be in [512, 1048576]: blockBytes=511");
        assertThatThrownBy(() -> KvOptions.builder().filterFpp(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("filterFpp must be in [1.0E-9, 0.5]: filterFpp=NaN");
    }

    @Test
    void slice_toString_showsTheBytesToPeople() throws IOException {
        try (KvStore store = KvStore.open(new SimDirectory(), KvOptions.DEFAULT)) {
            store.put("caf\u00e9".getBytes(UTF_8), new byte[65]);
            try (Cursor cursor = store.cursor()) {
                cursor.first();
                assertThat(cursor.key()).hasToString("\"caf\\c3\\a9\"");
                assertThat(cursor.value()).hasToString("\"" + "\\00".repeat(64) + "\"... (65 bytes)");
            }
        }
    }

    /** A batch of a byte or two takes several times that in the log. */
    @Test
    void stats_smallBatches_countWhatTheLogTakes() throws IOException {
        try (KvStore store = KvStore.open(new SimDirectory(), KvOptions.DEFAULT)) {
            for (int i = 0; i < 1_000; i++) {
                store.put(new byte[] {(byte) i}, new byte[0]);
            }
            KvStats stats = store.stats();
            assertThat(stats.loggedBytes()).isEqualTo(stats.logBytes()).isGreaterThan(stats.putBytes() + 7_000);
            assertThat(stats.writeAmplification()).isGreaterThan(1.2);
            store.flush();
            assertThat(store.stats().loggedBytes()).isGreaterThan(stats.loggedBytes());
        }
    }

    @Test
    void stats_afterWrites_tellWhatThereIs() throws IOException {
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            for (int i = 0; i < 1000; i++) {
                store.put(new byte[] {(byte) (i >> 8), (byte) i}, new byte[100]);
            }
            KvStats inLog = store.stats();
            assertThat(inLog.tables()).isZero();
            assertThat(inLog.logBytes()).isGreaterThan(100_000);
            store.flush();
            KvStats inTable = store.stats();
            assertThat(inTable.tables()).isEqualTo(1);
            assertThat(inTable.tableEntries()).isEqualTo(1000);
            assertThat(inTable.tableBytes()).isBetween(1L, 20_000L); // LZ4 shrinks zeros
            assertThat(inTable.logBytes()).isLessThan(100);
            assertThat(inTable.bytesOnDisk()).isEqualTo(inTable.tableBytes() + inTable.logBytes());
        }
    }
}
