package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Writers that wait for compactions: whatever becomes of these, the writers go on or are told. */
@Timeout(60)
class StallTest {
    private final Queue<Duration> stalls = new ConcurrentLinkedQueue<>();
    private final AtomicLong clock = new AtomicLong();
    private final KvOptions small = KvOptions.builder()
            .memtableBytes(4 << 10)
            .tableBytes(16 << 10)
            .compression(Compression.NONE)
            .listener(new KvListener() {
                @Override
                public void stalled(Stall stall) {
                    stalls.add(stall.waited());
                }
            })
            .build();

    private final SimDirectory directory = new SimDirectory();
    private final CountDownLatch mayMerge = new CountDownLatch(1);
    private final ExecutorService flushes = Executors.newSingleThreadExecutor();
    private final ExecutorService compactions = Executors.newSingleThreadExecutor();
    private final AtomicLong accepted = new AtomicLong();
    private Engine engine;
    private Thread writer;
    private FutureTask<Void> writing;

    private static byte[] key(long i) {
        return String.format("key %06d", i * 7_919 % 100_000).getBytes(UTF_8);
    }

    /** Writes until nothing more is taken, which is when level 0 is full. */
    @BeforeEach
    void stall() throws IOException {
        Background background = new Background(
                flushes,
                task -> compactions.execute(() -> {
                    try {
                        mayMerge.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    task.run();
                }),
                Runnable::run,
                flushes::shutdown,
                clock::get);
        engine = Engine.open(directory, small, background, new SplittableRandom(1));
        writing = new FutureTask<>(() -> {
            while (true) {
                engine.write(new WriteBatch().put(key(accepted.get()), new byte[200]), Durability.NONE);
                accepted.incrementAndGet();
            }
        });
        writer = new Thread(writing);
        writer.start();
        while (engine.stats().levels().get(0).tables() < 16 || writer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void end() {
        writer.interrupt();
        flushes.shutdownNow();
        compactions.shutdownNow();
    }

    @Test
    void write_compactionFails_isToldAndDoesNotWaitForEver() {
        int next = directory.operations() + 1;
        directory.failAt(operation -> operation >= next);
        mayMerge.countDown();
        assertThatThrownBy(writing::get)
                .hasRootCauseInstanceOf(IOException.class)
                .hasStackTraceContaining("fails");
    }

    @Test
    void write_severalWait_eachIsToldForHowLongItDid() {
        Thread second = new Thread(() -> {
            try {
                engine.write(new WriteBatch().put(new byte[1], new byte[1]), Durability.NONE);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        second.start();
        while (second.getState() != Thread.State.WAITING && second.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        Duration waited = Duration.ofSeconds(5);
        clock.set(waited.toNanos());
        mayMerge.countDown();
        while (stalls.size() < 2) {
            Thread.onSpinWait();
        }
        assertThat(stalls).allSatisfy(stall -> assertThat(stall).isLessThanOrEqualTo(waited));
    }

    @Test
    void write_compactionsArePaused_goesOn() throws Exception {
        long before = accepted.get();
        mayMerge.countDown();
        engine.pauseCompactions();
        while (accepted.get() < before + 100) {
            Thread.onSpinWait();
        }
        assertThat(writer.isAlive()).isTrue();
    }

    @Test
    void close_writerWaits_refusesTheWriteAndLosesNoneThatWasTaken() throws Exception {
        long before = accepted.get();
        Thread closing = new Thread(() -> {
            try {
                engine.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        closing.start();
        mayMerge.countDown();
        closing.join();
        assertThatThrownBy(writing::get).hasRootCauseInstanceOf(IllegalStateException.class);
        try (KvStore again = KvStore.open(directory.afterKill(), small)) {
            assertThat(accepted.get()).isGreaterThanOrEqualTo(before);
            for (long i = 0; i < accepted.get(); i++) {
                assertThat(again.get(key(i)))
                        .as("write %d of %d", i, accepted.get())
                        .isNotNull();
            }
        }
    }

    @Test
    void multiGet_keyIsOverwrittenAndFlushedMeanwhile_isFound() throws IOException {
        try (KvStore store = KvStore.open(new SimDirectory(), small)) {
            store.put(key(1), key(1));
            List<byte[]> keys = new AbstractList<>() {
                private boolean checked;

                @Override
                public void forEach(Consumer<? super byte[]> action) {
                    super.forEach(action);
                    checked = true;
                }

                @Override
                public byte[] get(int index) {
                    return key(1);
                }

                @Override
                public int size() {
                    if (checked) {
                        checked = false;
                        try {
                            store.put(key(1), key(2));
                            store.flush();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                    return 1;
                }
            };
            assertThat(store.multiGet(keys).get(0)).isIn(key(1), key(2));
        }
    }
}
