package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class UlidTest {
    private static final long START = 1_469_918_176_385L;

    /** A source of which every bit is 1. */
    private static final RandomGenerator ONES = () -> -1L;

    @Test
    void parse_exampleOfTheSpecification_isItsTime() {
        // The specification: 01ARYZ6S41 is 1469918176385.
        Ulid ulid = Ulid.parse("01ARYZ6S41TSV4RRFFQ69G5FAV");
        assertThat(ulid.timestamp()).isEqualTo(Instant.ofEpochMilli(START));
        assertThat(ulid).hasToString("01ARYZ6S41TSV4RRFFQ69G5FAV");
        assertThat(Ulid.parse("01aryz6s41tsv4rrffq69g5fav")).isEqualTo(ulid);
        assertThat(Ulid.of(ulid.toUuid())).isEqualTo(ulid);
    }

    @Test
    void parse_greaterThanTheGreatest_isRefused() {
        assertThat(Ulid.parse("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).isEqualTo(Ulid.MAX);
        assertThat(Ulid.parse("00000000000000000000000000")).isEqualTo(Ulid.MIN);
        for (String bad : List.of(
                "80000000000000000000000000",
                "ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
                "01ARYZ6S41TSV4RRFFQ69G5FA",
                "01ARYZ6S41TSV4RRFFQ69G5FAU",
                "01ARYZ6S41-SV4RRFFQ69G5FAV")) {
            assertThatThrownBy(() -> Ulid.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void next_sameMillisecond_isOneMore() {
        AtomicLong clock = new AtomicLong(START);
        SplittableRandom random = new SplittableRandom(Seeds.seed(1));
        UlidGenerator ulids = UlidGenerator.monotonic(clock::get, random);
        Ulid before = ulids.next();
        assertThat(before.timestamp()).isEqualTo(Instant.ofEpochMilli(START));
        for (int i = 0; i < 1000; i++) {
            clock.addAndGet(i % 5 == 0 ? -i : 0);
            Ulid next = ulids.next();
            assertThat(next).isEqualTo(before.increment()).isGreaterThan(before);
            before = next;
        }
        clock.set(START + 1);
        assertThat(ulids.next().timestamp()).isEqualTo(Instant.ofEpochMilli(START + 1));
    }

    @Test
    void increment_lowerHalfIsFull_carries() {
        assertThat(new Ulid(5, -1).increment()).isEqualTo(new Ulid(6, 0));
        assertThat(Ulid.parse("01BX5ZZKBKACTAV9WEVGEMMVRZ").increment())
                .as("the specification's")
                .hasToString("01BX5ZZKBKACTAV9WEVGEMMVS0");
        assertThat(Ulid.parse("01BX5ZZKBKZZZZZZZZZZZZZZZX").increment()).hasToString("01BX5ZZKBKZZZZZZZZZZZZZZZY");
    }

    @Test
    void next_randomBitsOverflow_throwsUntilTheNextMillisecond() {
        AtomicLong clock = new AtomicLong(START);
        UlidGenerator ulids = UlidGenerator.monotonic(clock::get, ONES);
        Ulid last = ulids.next();
        assertThat(last).isEqualTo(Ulid.ceil(Instant.ofEpochMilli(START)));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(ulids::next)
                    .isInstanceOf(UlidOverflowException.class)
                    .hasMessage("the random bits must have room: newest=" + last + ", " + Instant.ofEpochMilli(START));
        }
        clock.incrementAndGet();
        assertThat(ulids.next()).isEqualTo(Ulid.ceil(Instant.ofEpochMilli(START + 1)));
    }

    @Test
    void next_clockOutOfRange_throws() {
        assertThatThrownBy(UlidGenerator.monotonic(() -> -1, ONES)::next).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(UlidGenerator.monotonic(() -> 1L << 48, ONES)::next)
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void next_threads_neverRepeat() throws Exception {
        UlidGenerator ulids = UlidGenerator.monotonic();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<List<Ulid>>> futures = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                futures.add(threads.submit(() -> {
                    List<Ulid> made = new ArrayList<>();
                    for (int i = 0; i < 20_000; i++) {
                        made.add(ulids.next());
                    }
                    return made;
                }));
            }
            HashSet<Ulid> all = new HashSet<>();
            for (Future<List<Ulid>> future : futures) {
                assertThat(future.get()).isSorted();
                all.addAll(future.get());
            }
            assertThat(all).hasSize(8 * 20_000);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void order_ulidsAndTexts_areTheSame() {
        SplittableRandom random = new SplittableRandom(Seeds.seed(2));
        Ulid before = Ulid.MIN;
        for (int i = 0; i < 10_000; i++) {
            Ulid ulid = new Ulid(random.nextLong(), random.nextLong());
            assertThat(Integer.signum(ulid.compareTo(before)))
                    .isEqualTo(Integer.signum(ulid.toString().compareTo(before.toString())));
            assertThat(Ulid.parse(ulid.toString())).isEqualTo(ulid);
            assertThat(ulid).isBetween(Ulid.floor(ulid.timestamp()), Ulid.ceil(ulid.timestamp()));
            before = ulid;
        }
    }
}
