package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.internal.io.Checksum;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that version 1 has written: they must be readable for ever, and version 1 must go on writing them. */
class StoreFormatTest {
    private static final List<String> FILES = List.of("000004.sst", "000006.sst", "000005.wal", "MANIFEST-000002");

    @ParameterizedTest
    @ValueSource(strings = {"store-v1-stored", "store-v1-lz4", "store-v1-two-levels"})
    void open_goldenStore_hasEverything(String golden) throws IOException {
        SimDirectory directory = load(golden);
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            for (int i = 0; i < 200; i++) {
                assertThat(store.get(key(i))).as("key %d", i).isEqualTo(i % 10 == 3 ? null : value(i));
            }
            assertThat(store.get(new byte[0])).isEmpty();
            assertThat(store.get("large".getBytes(UTF_8))).isEqualTo(new byte[70_000]);
            assertThat(store.stats().recoveredWrites()).isEqualTo(2);
            assertThat(store.stats().lastSequence()).isEqualTo(222);
        }
    }

    @ParameterizedTest
    @CsvSource({"store-v1-stored, 4096", "store-v1-two-levels, 50"})
    void write_theSameOperations_givesTheGoldenStore(String golden, int partitionBytes) throws IOException {
        SimDirectory written = write(Compression.NONE, partitionBytes);
        assertThat(written.list()).containsExactlyInAnyOrderElementsOf(FILES);
        for (String name : FILES) {
            assertThat(written.bytes(name)).as(name).isEqualTo(golden(golden, name));
        }
    }

    @Test
    void write_twoWritesIntoTheTailOfASyncedLog_givesTheGoldenTail() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        store.put(key(1), value(1), Durability.SYNC);
        store.put(key(3), value(3), Durability.OS);
        store.delete(key(2), Durability.OS);
        SimDirectory written = directory.afterKill();
        assertThat(written.list()).containsExactlyInAnyOrder("000001.wal", "MANIFEST-000002", "TAIL");
        byte[] golden = golden("store-v1-tail", "TAIL");
        assertThat(written.bytes("TAIL")).isEqualTo(Arrays.copyOf(golden, 128 << 10));
        assertThat(written.bytes("000001.wal")).isEqualTo(golden("store-v1-tail", "000001.wal"));
        try (KvStore again = KvStore.open(written, KvOptions.DEFAULT)) {
            assertThat(again.stats().recoveredWrites()).isEqualTo(3);
            assertThat(again.get(key(1))).isEqualTo(value(1));
            assertThat(again.get(key(3))).isEqualTo(value(3));
        }
    }

    @Test
    void open_laterVersions_areNamed() throws IOException {
        for (String name : FILES) {
            SimDirectory later = load("store-v1-stored");
            byte[] bytes = later.bytes(name);
            int version = name.endsWith(".sst") ? bytes.length - 16 : 8;
            int checksum = name.endsWith(".sst") ? bytes.length - 12 : 44;
            int from = name.endsWith(".sst") ? bytes.length - 32 : 0;
            bytes[version] = 2;
            int value = Checksum.of(bytes, from, checksum - from);
            for (int i = 0; i < 4; i++) {
                bytes[checksum + i] = (byte) (value >>> 8 * i);
            }
            assertThatThrownBy(() -> KvStore.open(later, KvOptions.DEFAULT))
                    .as(name)
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("the version must be 1, later ones are not known: version=2");
        }
    }

    /** Two tables, and a log that is not in one: every kind of entry, long and short ones. */
    static SimDirectory write(Compression compression, int partitionBytes) throws IOException {
        SimDirectory directory = SimDirectory.withoutMapping();
        KvStore store = KvStore.open(
                directory,
                KvOptions.builder()
                        .compression(compression)
                        .blockBytes(1024)
                        .indexPartitionBytes(partitionBytes)
                        .build());
        for (int i = 0; i < 200; i++) {
            store.put(key(i), value(i), Durability.OS);
        }
        store.flush();
        WriteBatch deletions = new WriteBatch();
        for (int i = 3; i < 200; i += 10) {
            deletions.delete(key(i));
        }
        store.write(deletions, Durability.SYNC);
        store.flush();
        store.put(new byte[0], new byte[0], Durability.SYNC);
        store.put("large".getBytes(UTF_8), new byte[70_000], Durability.OS);
        return directory.afterKill(); // never closed: the log is left
    }

    private static SimDirectory load(String golden) throws IOException {
        SimDirectory directory = new SimDirectory();
        for (String name : FILES) {
            byte[] bytes = golden(golden, name);
            try (WritableFile file = directory.create(name)) {
                file.write(bytes, 0, bytes.length);
            }
        }
        return directory;
    }

    private static byte[] golden(String store, String name) throws IOException {
        try (InputStream in = StoreFormatTest.class.getResourceAsStream(store + "/" + name)) {
            assertThat(in).as("%s/%s", store, name).isNotNull();
            return in.readAllBytes();
        }
    }

    private static byte[] key(int i) {
        return String.format("key %04d", i).getBytes(UTF_8);
    }

    private static byte[] value(int i) {
        return ("value " + i).repeat(Math.abs(i) % 5 + 1).getBytes(UTF_8);
    }
}
