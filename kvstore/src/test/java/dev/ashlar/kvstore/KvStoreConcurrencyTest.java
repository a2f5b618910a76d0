package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvStoreConcurrencyTest {
    private static final KvOptions SMALL =
            KvOptions.builder().memtableBytes(4 << 10).build();
    private static final byte[] A = "a".getBytes(UTF_8);
    private static final byte[] B = "b".getBytes(UTF_8);

    @TempDir
    Path directory;

    @Test
    void get_besideWriters_seesBatchesWholeAndInOrder() throws Exception {
        int writes = 20_000;
        AtomicBoolean done = new AtomicBoolean();
        try (KvStore store = KvStore.open(directory, SMALL)) {
            store.write(new WriteBatch().put(A, number(0)).put(B, number(0)));
            runAll(List.of(
                    () -> {
                        for (int i = 1; i <= writes; i++) {
                            store.write(new WriteBatch().put(A, number(i)).put(B, number(i)));
                        }
                        done.set(true);
                        return null;
                    },
                    () -> {
                        int last = 0;
                        while (!done.get()) {
                            // Each batch sets both: what is read second is not older.
                            int a = number(store.get(A));
                            int b = number(store.get(B));
                            assertThat(b).isGreaterThanOrEqualTo(a);
                            assertThat(a).isGreaterThanOrEqualTo(last);
                            last = b;
                        }
                        return null;
                    }));
            assertThat(number(store.get(A))).isEqualTo(writes);
            assertThat(store.stats().compactedBytes()).isPositive();
        }
    }

    @Test
    void put_manyThreads_allIsThereAfterReopening() throws Exception {
        int threads = 8;
        int each = 2_000;
        try (KvStore store = KvStore.open(directory, SMALL)) {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                tasks.add(() -> {
                    for (int i = 0; i < each; i++) {
                        byte[] key = (thread + ":" + i).getBytes(UTF_8);
                        store.put(key, number(i), i % 500 == 0 ? Durability.SYNC : Durability.OS);
                        assertThat(number(store.get(key))).isEqualTo(i);
                    }
                    return null;
                });
            }
            runAll(tasks);
            assertThat(store.stats().lastSequence()).isEqualTo((long) threads * each);
        }
        try (KvStore store = KvStore.open(directory, SMALL)) {
            for (int t = 0; t < threads; t++) {
                for (int i = 0; i < each; i++) {
                    assertThat(number(store.get((t + ":" + i).getBytes(UTF_8)))).isEqualTo(i);
                }
            }
        }
    }

    @Test
    void operations_inAStormOfInterrupts_neitherFailNorLoseTheFlag() throws Exception {
        int each = 300;
        AtomicInteger acknowledged = new AtomicInteger();
        try (KvStore store = KvStore.open(directory, SMALL)) {
            store.put(A, number(1));
            store.flush();
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                tasks.add(() -> {
                    for (int i = 0; i < each; i++) {
                        Thread.currentThread().interrupt();
                        byte[] key = (thread + ":" + i).getBytes(UTF_8);
                        boolean written = false;
                        while (!written) {
                            try {
                                store.put(key, new byte[200], i % 10 == 0 ? Durability.SYNC : Durability.OS);
                                written = true;
                                acknowledged.incrementAndGet();
                            } catch (InterruptedIOException e) {
                                // It would have had to wait for the drive: now without the flag.
                                assertThat(Thread.interrupted()).isTrue();
                            }
                        }
                        Thread.currentThread().interrupt();
                        assertThat(store.get(A)).isEqualTo(number(1));
                        assertThat(Thread.interrupted()).isTrue();
                    }
                    return null;
                });
            }
            runAll(tasks);
        }
        assertThat(acknowledged).hasValue(4 * each);
        try (KvStore store = KvStore.open(directory, SMALL)) {
            for (int t = 0; t < 4; t++) {
                for (int i = 0; i < each; i++) {
                    assertThat(store.get((t + ":" + i).getBytes(UTF_8))).hasSize(200);
                }
            }
        }
    }

    @Test
    void close_besideReadersAndWriters_endsThemWithIllegalState() throws Exception {
        KvOptions leaving = KvOptions.builder()
                .memtableBytes(4 << 10)
                .listener(new KvListener() {
                    @Override
                    public void leaked(Leak leak) {
                        // the cursors that are open then
                    }
                })
                .build();
        for (int round = 0; round < 20; round++) {
            KvStore store = KvStore.open(directory.resolve("round" + round), leaving);
            for (int i = 0; i < 500; i++) {
                store.put(number(i), new byte[100]);
            }
            store.flush();
            AtomicInteger started = new AtomicInteger();
            Callable<Void> reader = () -> {
                started.incrementAndGet();
                for (int i = 0; ; i = (i + 1) % 500) {
                    try {
                        assertThat(store.get(number(i))).hasSize(100);
                    } catch (IllegalStateException e) {
                        return null;
                    }
                }
            };
            Callable<Void> walker = () -> {
                started.incrementAndGet();
                while (true) {
                    try (Snapshot snapshot = store.snapshot();
                            Cursor cursor = snapshot.cursor(KeyRange.before(number(500)))) {
                        int met = 0;
                        for (boolean more = cursor.first(); more; more = cursor.next()) {
                            assertThat(cursor.value().length()).isEqualTo(100);
                            met++;
                        }
                        assertThat(met).isEqualTo(500);
                    } catch (IllegalStateException e) {
                        return null;
                    }
                }
            };
            Callable<Void> writer = () -> {
                started.incrementAndGet();
                for (int i = 0; ; i++) {
                    try {
                        store.put(number(1000 + i), new byte[100], Durability.NONE);
                    } catch (IllegalStateException e) {
                        return null;
                    }
                }
            };
            runAll(List.of(reader, walker, reader, writer, () -> {
                while (started.get() < 4) {
                    Thread.onSpinWait();
                }
                store.close();
                store.close();
                return null;
            }));
            assertThat(Thread.getAllStackTraces().keySet())
                    .noneMatch(thread -> thread.getName().contains(directory.toString()));
        }
    }

    private static void runAll(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            for (Future<Void> future : threads.invokeAll(tasks)) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static int number(byte[] bytes) throws IOException {
        if (bytes == null) {
            throw new IOException("no value");
        }
        return ByteBuffer.wrap(bytes).getInt();
    }
}
