package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.internal.io.DiskDirectory;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupts that come in the middle of an operation, not before it. */
class InterruptTest {
    @TempDir
    Path path;

    private static void inAStorm(Callable<Void> work) throws Exception {
        Thread target = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        Thread storm = new Thread(() -> {
            while (!done.get()) {
                target.interrupt();
                Thread.onSpinWait();
            }
        });
        storm.start();
        try {
            work.call();
        } finally {
            done.set(true);
            boolean joined = false;
            while (!joined) {
                try {
                    storm.join();
                    joined = true;
                } catch (InterruptedException e) {
                    // once more
                }
            }
            Thread.interrupted();
        }
    }

    @Test
    void directorySync_interruptedInTheMiddle_doesNotFail() throws Exception {
        DiskDirectory directory = DiskDirectory.create(path);
        inAStorm(() -> {
            for (int i = 0; i < 500; i++) {
                directory.sync();
            }
            return null;
        });
    }

    @Test
    void lock_interruptedInTheMiddle_doesNotFail() throws Exception {
        DiskDirectory directory = DiskDirectory.create(path);
        inAStorm(() -> {
            for (int i = 0; i < 2000; i++) {
                directory.lock().close();
            }
            return null;
        });
    }

    @Test
    void file_renamedThenInterrupted_canStillBeWritten() throws Exception {
        DiskDirectory directory = DiskDirectory.create(path);
        try (WritableFile file = directory.create("MANIFEST-000001.tmp")) {
            directory.rename("MANIFEST-000001.tmp", "MANIFEST-000001");
            inAStorm(() -> {
                for (int i = 0; i < 500; i++) {
                    file.write(new byte[1000], 0, 1000);
                    file.sync();
                }
                return null;
            });
        }
    }

    @Test
    void put_interruptedInTheMiddle_doesNotEndTheStore() throws Exception {
        byte[] key = "k".getBytes(UTF_8);
        try (KvStore store =
                KvStore.open(path, KvOptions.builder().memtableBytes(4 << 10).build())) {
            int[] written = {0};
            inAStorm(() -> {
                for (int i = 0; i < 400; i++) {
                    try {
                        store.put(key, new byte[4000]);
                        written[0]++;
                    } catch (InterruptedIOException e) {
                        Thread.interrupted();
                    }
                }
                return null;
            });
            assertThat(written[0]).isPositive();
            store.put(key, key, Durability.SYNC);
        }
    }

    @Test
    void cursorAndSnapshot_interruptedInTheMiddle_readOn() throws Exception {
        KvOptions small = KvOptions.builder()
                .memtableBytes(4 << 10)
                .blockBytes(512)
                .blockCacheBytes(0)
                .build();
        try (KvStore store = KvStore.open(path, small)) {
            for (int i = 0; i < 500; i++) {
                store.put(String.format("%03d", i).getBytes(UTF_8), new byte[100]);
            }
            store.flush();
            int[] met = {0};
            try (Snapshot snapshot = store.snapshot();
                    ReadOnlyStore beside = ReadOnlyStore.open(path, small)) {
                inAStorm(() -> {
                    for (KvReader reader : List.of(store, snapshot, beside)) {
                        try (Cursor cursor = reader.cursor(KeyRange.all())) {
                            for (boolean more = cursor.last(); more; more = cursor.prev()) {
                                met[0] += reader.get(cursor.copyOfKey()) == null ? 0 : 1;
                            }
                        }
                    }
                    return null;
                });
            }
            assertThat(met[0]).isEqualTo(3 * 500);
        }
    }
}
