package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LiveCompleterTest {
    @Test
    void compact_besideAWriterThatNeverRests_ends() throws InterruptedException {
        LiveCompleter live = LiveCompleter.of(Completer.builder().add("a", 1).build());
        for (int i = 0; i < 20_000; i++) {
            live.add("text" + i, i);
        }
        AtomicBoolean isDone = new AtomicBoolean();
        long[] written = {0};
        Thread writer = new Thread(() -> {
            while (!isDone.get()) {
                live.increment("text" + written[0]++ % 20_000, 1);
            }
        });
        writer.start();
        live.compact();
        isDone.set(true);
        writer.join();
        long sum =
                live.top("text", 20_000).stream().mapToLong(Completion::weight).sum();
        assertThat(sum).isEqualTo(20_000L * 19_999 / 2 + written[0]);
    }

    @Test
    void changes_areSeenAtOnceAndSnapshotsStay() {
        LiveCompleter live = LiveCompleter.of(
                Completer.builder().add("tree", 10).add("true", 35).build());
        LiveCompleter.Snapshot before = live.snapshot();
        live.increment("tree", 30);
        live.add("trend", 37, "t");
        assertThat(live.remove("true")).isTrue();
        assertThat(live.remove("true")).isFalse();
        assertThat(live.top("tr", 5)).containsExactly(new Completion("tree", 40), new Completion("trend", 37));
        assertThat(before.top("tr", 5)).containsExactly(new Completion("true", 35), new Completion("tree", 10));
        assertThat(live.changes()).isEqualTo(3);
        Completer compacted = live.compact();
        assertThat(compacted.query("tren").matches(1))
                .extracting(Match::payload)
                .containsExactly("t");
        assertThat(live.changes()).isZero();
        assertThat(live.top("tr", 5)).isEqualTo(compacted.top("tr", 5)).hasSize(2);
    }

    @Test
    void increment_beyondTheRangeOfLong_staysAtItsEnd() {
        LiveCompleter live = LiveCompleter.of(
                Completer.builder().add("a", Long.MAX_VALUE - 1).build());
        live.increment("a", 5);
        assertThat(live.find("a")).contains(new Completion("a", Long.MAX_VALUE));
        live.increment("a", -Long.MAX_VALUE);
        assertThat(live.find("a")).contains(new Completion("a", 0)); // and stays
        live.increment("b", Long.MIN_VALUE);
        live.increment("b", -1);
        assertThat(live.find("b")).contains(new Completion("b", Long.MIN_VALUE));
    }

    @Test
    void record_decay_putsTheRecentFirst() {
        Instant now = Instant.parse("2026-11-21T00:00:00Z");
        LiveCompleter live = LiveCompleter.of(Completer.builder().build(), Decay.halfLife(Duration.ofDays(1)));
        for (int i = 0; i < 6; i++) {
            live.record("old news", now.minus(Duration.ofDays(3)));
        }
        live.record("new", now);
        assertThat(live.top("", 2)).extracting(Completion::text).containsExactly("new", "old news");
        live.record("old news", now.minus(Duration.ofDays(1)));
        assertThat(live.top("", 2)).extracting(Completion::text).containsExactly("old news", "new");
    }

    @Test
    void add_aNumberBesideScores_ranksLastButAsTheScoreOfACountWhereItBelongs() {
        Instant now = Instant.parse("2026-11-21T00:00:00Z");
        Decay decay = Decay.halfLife(Duration.ofDays(7));
        LiveCompleter live = LiveCompleter.of(Completer.builder().build(), decay);
        live.record("one", now);
        live.add("number", 5);
        live.add("five", decay.score(now, 5));
        List<Completion> best = live.top("", 3);
        assertThat(best).extracting(Completion::text).containsExactly("five", "one", "number");
        assertThat(best.get(1).weight()).isEqualTo(395195893640631L);
        assertThat(decay.countAt(best.get(0).weight(), now)).isCloseTo(5, within(1e-9));
        assertThat(decay.countAt(best.get(1).weight(), now)).isCloseTo(1, within(1e-9));
    }

    /** A writer moves two weights so that their sum is the same at every moment but within a change; readers see whole changes only. */
    @Test
    void readers_whileWriterAndCompactionsRun_seeEveryTextOnceAndNothingTornApart()
            throws InterruptedException, ExecutionException {
        CompleterBuilder builder = Completer.builder();
        for (int i = 0; i < 2_000; i++) {
            builder.add("k" + i, i);
        }
        LiveCompleter live = LiveCompleter.of(builder.build());
        AtomicBoolean isDone = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(3);
        CountDownLatch isReading = new CountDownLatch(2);
        List<Future<Integer>> readers = new ArrayList<>();
        try {
            for (int r = 0; r < 2; r++) {
                readers.add(threads.submit(() -> read(live, isDone, isReading)));
            }
            isReading.await();
            Future<?> compactions = threads.submit(() -> {
                while (!isDone.get()) {
                    live.compact();
                }
            });
            for (int i = 1; i <= 20_000; i++) {
                live.add("counter", i);
                live.increment("k" + i % 2_000, 1);
            }
            isDone.set(true);
            compactions.get();
            for (Future<Integer> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        } finally {
            isDone.set(true);
            threads.shutdownNow();
        }
        assertThat(live.find("counter")).contains(new Completion("counter", 20_000));
        assertThat(live.compact().top("", 5_000)).hasSize(2_001).isEqualTo(live.top("", 5_000));
        assertThat(live.top("k", 5_000).stream().mapToLong(Completion::weight).sum())
                .isEqualTo(1_999_000 + 20_000);
    }

    private static int read(LiveCompleter live, AtomicBoolean isDone, CountDownLatch isReading) {
        Cursor cursor = live.cursor();
        int rounds = 0;
        long last = 0;
        do {
            long sum = 0;
            int count = 0;
            long before = Long.MAX_VALUE;
            for (cursor.seek("k"); cursor.next(); count++) {
                assertThat(cursor.weight()).isLessThanOrEqualTo(before);
                before = cursor.weight();
                sum += before;
            }
            assertThat(count).isEqualTo(2_000);
            assertThat(sum).isGreaterThanOrEqualTo(last);
            last = sum;
            rounds++;
            isReading.countDown();
        } while (!isDone.get());
        return rounds;
    }
}
