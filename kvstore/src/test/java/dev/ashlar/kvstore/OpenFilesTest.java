package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a file that is open can be neither deleted nor renamed, as on Windows. */
class OpenFilesTest {
    private static final KvOptions SMALL =
            KvOptions.builder().memtableBytes(4 << 10).blockBytes(512).build();

    private final SimDirectory directory = SimDirectory.ofWindows();

    private static byte[] key(int i) {
        return String.format("%04d", i).getBytes(UTF_8);
    }

    private static void put(KvStore store, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            store.put(key(i), new byte[100]);
        }
    }

    private List<String> tables() throws IOException {
        return directory.list().stream().filter(name -> name.endsWith(".sst")).toList();
    }

    @Test
    void deleteAndRename_openFile_areRefusedUntilItIsClosed() throws IOException {
        WritableFile file = directory.create("a");
        directory.create("b").close();
        assertThatThrownBy(() -> directory.delete("a")).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> directory.rename("a", "c")).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> directory.rename("b", "a")).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> directory.create("a")).isInstanceOf(AccessDeniedException.class);
        file.close();
        file.close();
        ReadableFile reader = directory.open("a");
        assertThatThrownBy(() -> directory.delete("a")).isInstanceOf(AccessDeniedException.class);
        reader.close();
        directory.delete("a");
        assertThat(directory.list()).containsExactly("b");
    }

    @Test
    void compactRange_readBeside_leavesTheTablesAndLaterDeletesThem() throws IOException {
        try (KvStore store = KvStore.open(directory, SMALL)) {
            put(store, 0, 200);
            store.flush();
            List<String> read = tables();
            ReadOnlyStore beside = ReadOnlyStore.open(directory, SMALL);
            put(store, 0, 400);
            try (Cursor last = store.cursor()) { // it is the last to read some of the tables
                assertThat(last.first()).isTrue();
                store.compactRange(KeyRange.all());
            }
            assertThat(tables()).containsAll(read).hasSizeGreaterThan(read.size());
            assertThat(beside.get(key(7))).hasSize(100);
            assertThat(beside.get(key(300))).isNull();
            assertThat(store.get(key(300))).hasSize(100);
            beside.close();
        }
        try (KvStore store = KvStore.open(directory, SMALL)) {
            int live = store.stats().levels().stream()
                    .mapToInt(KvStats.Level::tables)
                    .sum();
            assertThat(tables()).hasSize(live);
            assertThat(store.get(key(300))).hasSize(100);
        }
    }

    @Test
    void open_someOldFileIsOpen_deletesTheOthers() throws IOException {
        KvStore.open(directory, SMALL).close();
        for (String name : List.of("000900.sst", "000901.sst", "000902.sst")) {
            directory.create(name).close();
        }
        ReadableFile held = directory.open(tables().get(0));
        KvStore.open(directory, SMALL).close();
        assertThat(tables()).hasSize(1);
        held.close();
        KvStore.open(directory, SMALL).close();
        assertThat(tables()).isEmpty();
    }
}
