package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KvStoreLifecycleTest {
    private static final byte[] A = "a".getBytes(UTF_8);
    private static final KvOptions SMALL =
            KvOptions.builder().memtableBytes(4 << 10).build();

    @TempDir
    Path path;

    @Test
    void put_failingInTryWithResources_throwsTheIoException() throws IOException {
        SimDirectory directory = new SimDirectory();
        assertThatThrownBy(() -> {
                    try (KvStore store = KvStore.open(directory, SMALL)) {
                        int next = directory.operations() + 2;
                        directory.failAt(operation -> operation >= next);
                        store.put(A, A, Durability.SYNC);
                    }
                })
                .isInstanceOf(IOException.class);
    }

    /** What waits for the flush that it asked for is no write. */
    @Test
    void flush_waited_isNoStallOfWrites(@TempDir Path directory) throws IOException {
        try (KvStore store = KvStore.open(directory, KvOptions.DEFAULT)) {
            store.put(A, A);
            store.flush();
            assertThat(store.stats().flushedBytes()).isPositive();
            assertThat(store.stats().stallNanos()).isZero();
        }
    }

    @Test
    void write_flusherCannotStart_nothingHangs() throws IOException {
        for (Error error : new Error[] {new OutOfMemoryError("unable to create native thread"), null}) {
            Engine engine = Engine.open(
                    new SimDirectory(),
                    SMALL,
                    new Background(
                            task -> {
                                if (error != null) {
                                    throw error;
                                }
                                throw new RejectedExecutionException();
                            },
                            Runnable::run,
                            Runnable::run,
                            () -> {},
                            () -> 0),
                    new SplittableRandom(1));
            engine.write(new WriteBatch().put(A, A), Durability.OS);
            assertThatThrownBy(engine::flush).isNotNull();
            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
                try {
                    engine.close();
                } catch (IOException e) {
                    assertThat(e).isNotNull();
                }
            });
        }
    }

    /** A service that is restarted again and again on a full drive must not fill it further. */
    @Test
    void open_failingInRecovery_leavesNoTablesBehind() throws IOException {
        SimDirectory sim = new SimDirectory();
        KvStore store = KvStore.open(sim, SMALL);
        for (int i = 0; i < 30; i++) {
            store.put(new byte[] {(byte) i}, new byte[100]);
        }
        SimDirectory image = sim.afterKill();
        int whole = operationsToOpen(image.afterKill());
        for (int fail = 1; fail < whole; fail++) {
            SimDirectory failing = image.afterKill();
            int at = fail;
            failing.failAt(operation -> operation == at);
            try {
                KvStore.open(failing, SMALL).close();
            } catch (IOException e) {
                failing.failAt(operation -> false);
                boolean hasManifestOfItsOwn = failing.list().stream()
                                .filter(name -> name.startsWith("MANIFEST") && !name.endsWith(".tmp"))
                                .count()
                        > 1;
                if (!hasManifestOfItsOwn) {
                    assertThat(failing.list()).as("failure at %d", at).noneMatch(name -> name.endsWith(".sst"));
                }
            }
            failing.failAt(operation -> false);
            try (KvStore again = KvStore.open(failing.afterKill(), SMALL)) {
                assertThat(again.get(new byte[] {29})).as("failure at %d", at).hasSize(100);
            }
        }
    }

    private static int operationsToOpen(SimDirectory image) throws IOException {
        KvStore.open(image, SMALL);
        return image.operations();
    }

    @Test
    void open_oldFileCannotBeDeleted_opens() throws IOException {
        SimDirectory sim = new SimDirectory();
        KvStore.open(sim, SMALL).put(A, A);
        SimDirectory image = sim.afterKill();
        Watched watched = new Watched(image);
        watched.before = (method, args) -> {
            if (method.equals("delete")) {
                int now = image.operations() + 1;
                image.failAt(operation -> operation == now);
            }
        };
        KvStore.open(watched.directory, SMALL).close();
        assertThat(watched.open).isEmpty();
    }

    @Test
    void open_damagedTable_leaksNoFile() throws IOException {
        SimDirectory sim = new SimDirectory();
        try (KvStore store = KvStore.open(sim, SMALL)) {
            store.put(A, A);
        }
        SimDirectory image = sim.afterKill();
        String table = image.list().stream()
                .filter(name -> name.endsWith(".sst"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = image.bytes(table);
        bytes[bytes.length - 1] ^= 1;
        Watched watched = new Watched(image);
        assertThatThrownBy(() -> KvStore.open(watched.directory, SMALL)).isInstanceOf(CorruptionException.class);
        assertThat(watched.open).isEmpty();
    }

    @Test
    void open_lockedInThisProcessByAnotherClassLoader_isStoreLocked() throws IOException {
        Path lock = path.resolve("LOCK");
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = other.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(() -> KvStore.open(path, KvOptions.DEFAULT)).isInstanceOf(StoreLockedException.class);
        }
    }

    @Test
    void open_notToBeCreatedInAnEmptyDirectory_makesNothing() throws IOException {
        KvOptions options = KvOptions.builder().createIfMissing(false).build();
        assertThatThrownBy(() -> KvStore.open(path, options)).isInstanceOf(IOException.class);
        try (var files = Files.list(path)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void put_memtableOfOneMebibyte_holdsAboutThat() throws IOException {
        KvOptions options = KvOptions.builder().memtableBytes(1 << 20).build();
        try (KvStore store = KvStore.open(path, options)) {
            for (int i = 0; i < 1000; i++) {
                store.put(("key " + i).getBytes(UTF_8), new byte[500]);
            }
            assertThat(store.stats().tables()).isLessThanOrEqualTo(2); // half a MiB was written
        }
    }

    @Test
    void batch_changedWhileItIsWritten_isRefusedAndTheStoreUnharmed() throws IOException {
        SimDirectory sim = new SimDirectory();
        Watched watched = new Watched(sim);
        KvStore store = KvStore.open(watched.directory, SMALL);
        store.put(A, A, Durability.SYNC);
        store.put(A, new byte[100_000]); // full now: the next write starts a new log
        WriteBatch batch = new WriteBatch().put(A, A);
        watched.before = (method, args) -> {
            if (method.equals("create")) {
                // Another thread, against the rules.
                assertThatThrownBy(() -> batch.put(A, A))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("a batch must not be changed or written while it is being written");
                assertThatThrownBy(batch::clear).isInstanceOf(IllegalStateException.class);
            }
        };
        store.write(batch);
        batch.put(A, A);
        assertThat(batch.count()).isEqualTo(2);
        try (KvStore again = KvStore.open(sim.afterKill(), SMALL)) {
            assertThat(again.get(A)).isEqualTo(A);
        }
    }

    @Test
    void batch_tooLarge_isRefusedAndAsBefore() {
        WriteBatch batch = new WriteBatch().put(A, new byte[WriteBatch.MAX_VALUE_BYTES]);
        int size = batch.sizeInBytes();
        assertThatThrownBy(() -> batch.put(A, new byte[WriteBatch.MAX_VALUE_BYTES]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a batch must have at most 536870912 bytes: bytes=536870994");
        assertThat(batch.sizeInBytes()).isEqualTo(size);
        assertThat(batch.count()).isEqualTo(1);
    }

    @Test
    void close_byTwoThreads_bothReturnWhenItIsClosed() throws Exception {
        for (int round = 0; round < 50; round++) {
            Path data = path.resolve("round" + round);
            KvStore store = KvStore.open(data, SMALL);
            store.put(A, new byte[1000]);
            Thread other = new Thread(() -> {
                try {
                    store.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            other.start();
            store.close();
            KvStore.open(data, SMALL).close();
            other.join();
        }
        assertThat(path).isDirectoryContaining("glob:**round49");
    }
}
