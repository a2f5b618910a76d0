package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Threads on one generator: no id twice, and each thread's in order. */
class SnowflakeThreadsTest {
    private static final int THREADS = 8;
    private static final long START = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    private static final Waiter YIELDING = new Waiter() {
        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public void pause(long round, long nanos) {
            Thread.yield();
        }
    };

    @Test
    void next_clockJumpsWhileThreadsShareIt_noIdIsIssuedTwice() throws Exception {
        long seed = Seeds.seed(7);
        AtomicLong clock = new AtomicLong(START);
        Snowflake ids = Snowflake.builder()
                .datacenter(1)
                .worker(2)
                .clock(clock::get)
                .waiter(YIELDING)
                .onRollback(Rollback.freeze(Duration.ofHours(3)))
                .onExhausted(Exhaustion.borrow(Duration.ofHours(3)))
                .build();
        List<long[]> issued = run(200_000, thread -> {
            SplittableRandom random = new SplittableRandom(seed + thread);
            return () -> {
                int kind = random.nextInt(200);
                if (kind == 0) {
                    clock.set(START + random.nextLong(-3_600_000, 3_600_000));
                } else if (kind < 20) {
                    clock.incrementAndGet();
                }
                return ids.next();
            };
        });
        checkUniqueAndInOrder(issued, "seed=" + seed);
    }

    /*
     * Each reading of this clock is later than the one before, so a thread that is overtaken between its reading and
     * its compare-and-set holds an old one. It must not take that for a clock set back.
     */
    @Test
    void next_clockNeverGoesBack_noThreadSeesItGoBack() throws Exception {
        AtomicLong readings = new AtomicLong();
        Snowflake ids = Snowflake.builder()
                .layout(Layout.of(41, 5, 5, 3))
                .datacenter(1)
                .worker(2)
                .clock(() -> START + readings.incrementAndGet() / 4)
                .waiter(YIELDING)
                .onRollback(Rollback.fail())
                .onExhausted(Exhaustion.await(Duration.ofMinutes(1)))
                .build();
        checkUniqueAndInOrder(run(200_000, thread -> ids::next), "no seed");
    }

    @Test
    void next_threadsExhaustEveryTick_noIdIsIssuedTwice() throws Exception {
        AtomicLong readings = new AtomicLong();
        Snowflake ids = Snowflake.builder()
                .layout(Layout.of(41, 5, 5, 1))
                .datacenter(1)
                .worker(2)
                .clock(() -> START + readings.incrementAndGet() / 16)
                .waiter(YIELDING)
                .onRollback(Rollback.fail())
                .onExhausted(Exhaustion.borrow(Duration.ofMillis(2)).thenAwait(Duration.ofMinutes(1)))
                .build();
        checkUniqueAndInOrder(run(20_000, thread -> ids::next), "no seed");
    }

    private static List<long[]> run(int idsOfThread, IntFunction<LongSupplier> sourceOfThread) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch ready = new CountDownLatch(THREADS);
            List<Future<long[]>> futures = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                LongSupplier source = sourceOfThread.apply(t);
                futures.add(threads.submit(() -> {
                    ready.countDown();
                    ready.await();
                    long[] ids = new long[idsOfThread];
                    Arrays.setAll(ids, i -> source.getAsLong());
                    return ids;
                }));
            }
            List<long[]> issued = new ArrayList<>();
            for (Future<long[]> future : futures) {
                issued.add(future.get());
            }
            return issued;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void checkUniqueAndInOrder(List<long[]> issued, String seed) {
        long[] all = new long[0];
        for (long[] ids : issued) {
            assertThat(notRising(ids))
                    .as("place out of order in a thread, %s", seed)
                    .isEqualTo(-1);
            int length = all.length;
            all = Arrays.copyOf(all, length + ids.length);
            System.arraycopy(ids, 0, all, length, ids.length);
        }
        Arrays.sort(all);
        assertThat(notRising(all)).as("place of a duplicate, %s", seed).isEqualTo(-1);
        assertThat(all[0]).isPositive();
    }

    /** The first index whose element is not greater than the one before, or -1. */
    private static int notRising(long[] ids) {
        for (int i = 1; i < ids.length; i++) {
            if (ids[i] <= ids[i - 1]) {
                return i;
            }
        }
        return -1;
    }
}
