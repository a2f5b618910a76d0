package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentsTest {
    /** A store that can be down, and that writes down what it was asked for. */
    private static final class FakeStore implements SegmentStore {
        final List<Integer> sizes = new ArrayList<>();
        final InMemorySegmentStore store = new InMemorySegmentStore(0);
        volatile boolean down;
        int refused;

        @Override
        public synchronized long reserve(String name, int size) throws IOException {
            if (down) {
                refused++;
                throw new IOException("down");
            }
            sizes.add(size);
            return store.reserve(name, size);
        }
    }

    private final FakeStore store = new FakeStore();
    private long nanos;

    private SegmentsBuilder builder() {
        return Segments.builder(store, "orders").nanoClock(() -> nanos).sizes(1000, 1000);
    }

    @Test
    void next_oneThread_givesDenseNumbers() {
        Segments numbers = builder().build();
        for (long i = 0; i < 10_000; i++) {
            assertThat(numbers.next()).isEqualTo(i);
        }
    }

    @Test
    void next_halfOfASegmentUsed_fetchesTheNextOneAhead() {
        Segments numbers = builder().build();
        assertThat(store.sizes).isEmpty();
        for (int i = 0; i < 500; i++) {
            numbers.next();
        }
        assertThat(store.sizes).hasSize(1);
        for (int i = 0; i < 64; i++) {
            numbers.next();
        }
        assertThat(store.sizes).hasSize(2);
        for (int i = 564; i < 1500; i++) {
            numbers.next();
        }
        assertThat(store.sizes).hasSize(2);
    }

    @Test
    void next_storeDownInTheMiddleOfASegment_goesOnUntilBothAreUsedUpAndAfterwards() {
        Segments numbers = builder().build();
        for (int i = 0; i < 600; i++) {
            numbers.next();
        }
        store.down = true;
        for (long i = 600; i < 2000; i++) {
            assertThat(numbers.next()).isEqualTo(i);
            nanos += 1_000_000;
        }
        int refused = store.refused;
        assertThat(refused)
                .as("tried again now and then, and not for every number")
                .isBetween(2, 12);
        assertThatThrownBy(numbers::next)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("numbers must be left, and the store could give none: name=orders")
                .hasRootCauseMessage("down");
        refused = store.refused;
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(numbers::next).isInstanceOf(UncheckedIOException.class);
            assertThatThrownBy(() -> numbers.next(new long[3], 0, 3)).isInstanceOf(UncheckedIOException.class);
        }
        assertThat(store.refused).as("left alone for a while").isEqualTo(refused);
        store.down = false;
        nanos += 100_000_000;
        assertThat(numbers.next()).isEqualTo(2000);
    }

    @Test
    void next_segmentsUsedUpFastOrSlowly_grow_orShrink() {
        Segments numbers =
                builder().sizes(100, 1000).lasting(Duration.ofSeconds(10)).build();
        for (int i = 0; i < 5000; i++) {
            numbers.next();
        }
        assertThat(store.sizes).startsWith(100, 200, 400, 800, 1000, 1000);
        store.sizes.clear();
        for (int i = 0; i < 10_000; i++) {
            nanos += 100_000_000;
            numbers.next();
        }
        assertThat(store.sizes).contains(500, 250).endsWith(125);
    }

    @Test
    void next_executorRefuses_theCallFetches() {
        Segments refused = builder()
                .executor(task -> {
                    throw new RejectedExecutionException();
                })
                .build();
        for (long i = 0; i < 5000; i++) {
            assertThat(refused.next()).isEqualTo(i);
        }
        Queue<Runnable> tasks = new ArrayDeque<>();
        Segments later = Segments.builder(store, "other")
                .sizes(100, 100)
                .executor(tasks::add)
                .build();
        for (int i = 0; i < 80; i++) {
            later.next();
        }
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        for (long i = 80; i < 200; i++) {
            assertThat(later.next()).isEqualTo(i);
        }
    }

    @Test
    void next_executorDropsTheTaskOrIsBroken_theCallFetches() {
        Segments dropped = builder().executor(task -> {}).build();
        for (long i = 0; i < 5000; i++) {
            assertThat(dropped.next()).isEqualTo(i);
        }
        Segments broken = Segments.builder(store, "broken")
                .executor(task -> {
                    throw new IllegalStateException("shut down");
                })
                .build();
        for (long i = 0; i < 5000; i++) {
            assertThat(broken.next()).isEqualTo(i);
        }
    }

    @Test
    void next_calledOnTheExecutorItself_doesNotWaitForIt() throws Exception {
        ExecutorService single = Executors.newSingleThreadExecutor();
        try {
            Segments numbers = builder().executor(single).build();
            Future<Long> last = single.submit(() -> {
                long number = -1;
                for (int i = 0; i < 5000; i++) {
                    number = numbers.next();
                }
                return number;
            });
            assertThat(last.get()).isEqualTo(4999);
        } finally {
            single.shutdownNow();
        }
    }

    @Test
    void next_storeThrowsWhatItShouldNot_isAsIfItWereDown() {
        AtomicInteger calls = new AtomicInteger();
        Segments numbers = Segments.builder(
                        (name, size) -> {
                            if (calls.getAndIncrement() > 0) {
                                throw new IllegalStateException("pool closed");
                            }
                            return 0;
                        },
                        "orders")
                .nanoClock(() -> nanos)
                .build();
        for (long i = 0; i < 1000; i++) {
            assertThat(numbers.next()).isEqualTo(i);
        }
        assertThatThrownBy(numbers::next)
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("pool closed");
        assertThat(calls).as("left alone for a while").hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 60, 64, 65, 127, 128})
    void next_smallSegments_areFetchedAheadToo(int size) {
        Segments numbers = builder().sizes(size, size).build();
        for (int i = 0; i < 10 * size - size / 4; i++) {
            numbers.next();
        }
        store.down = true;
        for (int i = 0; i < size / 4 + size; i++) {
            numbers.next(); // what is left of the tenth segment, and the eleventh
        }
        assertThatThrownBy(numbers::next).isInstanceOf(UncheckedIOException.class);
        assertThat(store.sizes).hasSize(11);
    }

    @Test
    void next_array_givesWhatTheSegmentHas() {
        Segments numbers = builder().build();
        long[] dst = new long[3000];
        assertThat(numbers.next(dst, 0, 1)).isEqualTo(1);
        assertThat(numbers.next(dst, 1, 2999)).isEqualTo(999);
        assertThat(numbers.next(dst, 1000, 2000)).isEqualTo(1000);
        for (int i = 0; i < 2000; i++) {
            assertThat(dst[i]).isEqualTo(i);
        }
        assertThat(numbers.next(dst, 3000, 0)).isZero();
        assertThatThrownBy(() -> numbers.next(dst, 2999, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void next_threadsAndInstances_neverRepeat() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        ExecutorService fetching = Executors.newSingleThreadExecutor();
        try {
            Segments[] instances = {
                Segments.builder(store, "a").sizes(10, 1000).build(),
                Segments.builder(store, "a").sizes(100, 100).executor(fetching).build()
            };
            List<Future<long[]>> futures = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                Segments numbers = instances[t % 2];
                futures.add(threads.submit(() -> {
                    long[] mine = new long[100_000];
                    for (int i = 0; i < mine.length; ) {
                        i += i % 3 == 0
                                ? numbers.next(mine, i, Math.min(7, mine.length - i))
                                : single(numbers, mine, i);
                    }
                    return mine;
                }));
            }
            long[] all = new long[0];
            for (Future<long[]> future : futures) {
                long[] mine = future.get();
                for (int i = 1; i < mine.length; i++) {
                    assertThat(mine[i] > mine[i - 1]).isTrue();
                }
                int length = all.length;
                all = Arrays.copyOf(all, length + mine.length);
                System.arraycopy(mine, 0, all, length, mine.length);
            }
            assertThat(Arrays.stream(all).distinct().count()).isEqualTo(800_000);
        } finally {
            threads.shutdownNow();
            fetching.shutdownNow();
        }
    }

    private static int single(Segments numbers, long[] dst, int i) {
        dst[i] = numbers.next();
        return 1;
    }

    @Test
    void next_endOfTheNumbers_isAnError() {
        Segments numbers = Segments.of((name, size) -> Long.MAX_VALUE - size, "x");
        assertThatThrownBy(numbers::next)
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("numbers must be left: name=x, first=" + (Long.MAX_VALUE - 1000));
        assertThatThrownBy(() -> new InMemorySegmentStore(Long.MAX_VALUE).reserve("x", 1))
                .isInstanceOf(IOException.class)
                .hasMessage("numbers must be left: name=x, size=1");
    }

    @Test
    void illegalUse_isRefused() {
        assertThatThrownBy(() -> Segments.of(store, "")).hasMessage("name must have 1 to 64 characters: name=");
        assertThatThrownBy(() -> Segments.of(store, "x".repeat(65))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().sizes(0, 1)).hasMessage("sizes must be 1 <= min <= max: min=0, max=1");
        assertThatThrownBy(() -> builder().sizes(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder().lasting(Duration.ZERO))
                .hasMessage("target must be > 0 and at most 1 day: target=PT0S");
        assertThatThrownBy(() -> new InMemorySegmentStore(-1)).hasMessage("first must be >= 0: first=-1");
    }
}
