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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadOnlyStoreTest {
    private static final KvOptions SMALL = KvOptions.builder()
            .memtableBytes(8 << 10)
            .tableBytes(8 << 10)
            .blockBytes(512)
            .build();

    @TempDir
    Path path;

    private static byte[] key(int i) {
        return String.format("%06d", i).getBytes(UTF_8);
    }

    private static List<String> keys(KvReader reader) throws IOException {
        List<String> keys = new ArrayList<>();
        try (Cursor cursor = reader.cursor(KeyRange.all())) {
            for (boolean found = cursor.first(); found; found = cursor.next()) {
                keys.add(new String(cursor.copyOfKey(), UTF_8));
            }
        }
        return keys;
    }

    @Test
    void open_besideTheOpenStore_seesWhatWasWrittenBeforeAndNothingLater() throws IOException {
        try (KvStore store = KvStore.open(path, SMALL)) {
            for (int i = 0; i < 500; i++) {
                store.put(key(i), key(i));
            }
            try (ReadOnlyStore reader = ReadOnlyStore.open(path, SMALL)) {
                for (int i = 0; i < 2000; i++) {
                    store.put(key(i), key(-i));
                }
                store.compactRange(KeyRange.all()); // what the reader reads is deleted
                assertThat(keys(reader)).hasSize(500);
                assertThat(reader.get(key(499))).isEqualTo(key(499));
                assertThat(reader.get(key(500))).isNull();
                assertThat(reader.get(key(7), new byte[10])).isEqualTo(6);
                assertThat(reader.multiGet(List.of(key(1), key(700)))).containsExactly(key(1), null);
                reader.verify();
            }
        }
    }

    @Test
    void open_afterKill_changesNothing() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, SMALL);
        for (int i = 0; i < 100; i++) {
            store.put(key(i), key(i));
        }
        SimDirectory image = directory.afterKill();
        Watched watched = new Watched(image);
        Set<String> calls = ConcurrentHashMap.newKeySet();
        watched.before = (method, args) -> calls.add(method);
        try (ReadOnlyStore reader = ReadOnlyStore.open(watched.directory, SMALL);
                ReadOnlyStore second = ReadOnlyStore.open(watched.directory, SMALL)) {
            assertThat(keys(reader)).hasSize(100).isEqualTo(keys(second));
        }
        assertThat(calls).as("none that changes or locks anything").containsOnly("list", "open", "path");
        assertThat(watched.open).isEmpty();
    }

    @Test
    void open_readOnlyFiles_reads() throws IOException {
        try (KvStore store = KvStore.open(path, SMALL)) {
            store.put(key(1), key(2));
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.toList()) {
                assertThat(file.toFile().setWritable(false)).isTrue();
            }
        }
        try (ReadOnlyStore reader = ReadOnlyStore.open(path, SMALL)) {
            assertThat(reader.get(key(1))).isEqualTo(key(2));
        }
    }

    @Test
    void open_noStore_isNoSuchFileAndMakesNothing() throws IOException {
        assertThatThrownBy(() -> ReadOnlyStore.open(path, SMALL)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> ReadOnlyStore.open(path.resolve("none"), SMALL))
                .isInstanceOf(NoSuchFileException.class);
        try (Stream<Path> files = Files.list(path)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void close_thenUse_throws() throws IOException {
        try (KvStore store = KvStore.open(path, SMALL)) {
            store.put(key(1), key(1));
        }
        List<KvListener.Leak> leaks = new ArrayList<>();
        KvListener listener = new KvListener() {
            @Override
            public void leaked(Leak leak) {
                leaks.add(leak);
            }
        };
        ReadOnlyStore reader =
                ReadOnlyStore.open(path, KvOptions.builder().listener(listener).build());
        Cursor cursor = reader.cursor(KeyRange.all());
        reader.close();
        reader.close();
        assertThat(leaks).hasSize(1);
        assertThatThrownBy(() -> reader.get(key(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cursor::first).isInstanceOf(IllegalStateException.class);
        cursor.close();
    }

    @Test
    void open_whileFilesComeAndGo_alwaysSeesAPrefix() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (KvStore store = KvStore.open(path, SMALL)) {
            store.put(key(0), key(0));
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 1; i < 20_000; i++) {
                        store.put(key(i), new byte[100]);
                    }
                } catch (Throwable e) {
                    failure.set(e);
                } finally {
                    done.set(true);
                }
            });
            writer.start();
            int seen = 0;
            int last = 1;
            while (!done.get()) {
                try (ReadOnlyStore reader = ReadOnlyStore.open(path, SMALL)) {
                    List<String> keys = keys(reader);
                    assertThat(keys).hasSizeGreaterThanOrEqualTo(last);
                    last = keys.size();
                    assertThat(keys.get(last - 1)).isEqualTo(new String(key(last - 1), UTF_8));
                    seen++;
                }
            }
            writer.join();
            assertThat(failure.get()).isNull();
            assertThat(seen).isPositive();
        }
    }
}
