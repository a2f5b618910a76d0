package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Uuid7Test {
    private static final long START = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();

    record Kind(String name, Function<LongSupplier, Uuid7> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> ordered() {
        return Stream.of(new Kind("strict", Uuid7::strict), new Kind("per thread", Uuid7::perThread));
    }

    static Stream<Kind> all() {
        return Stream.concat(
                ordered(), Stream.of(new Kind("random", clock -> Uuid7.random(clock, new SplittableRandom(1)))));
    }

    @Test
    void timestamp_vectorOfTheRfc_isItsTime() {
        // RFC 9562, appendix A.6
        UUID vector = UUID.fromString("017F22E2-79B0-7CC3-98C4-DC0C0C07398F");
        assertThat(Uuid7.timestamp(vector)).isEqualTo(Instant.parse("2022-02-22T19:22:22Z"));
        assertThat(Uuid7.floor(Instant.parse("2022-02-22T19:22:22Z")))
                .hasToString("017f22e2-79b0-7000-8000-000000000000")
                .satisfies(
                        floor -> assertThat(Uuid7.ORDER.compare(floor, vector)).isNegative());
        assertThat(Uuid7.ceil(Instant.parse("2022-02-22T19:22:22.000999Z")))
                .hasToString("017f22e2-79b0-7fff-bfff-ffffffffffff")
                .satisfies(ceil -> assertThat(Uuid7.ORDER.compare(ceil, vector)).isPositive());
    }

    @ParameterizedTest
    @MethodSource("all")
    void next_any_hasVersionVariantAndTime(Kind kind) {
        AtomicLong clock = new AtomicLong(START);
        Uuid7 ids = kind.make.apply(clock::get);
        long[] many = new long[2 * 50];
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            clock.addAndGet(i % 3);
            UUID one = ids.next();
            ids.next(many, 0, 50);
            for (int j = -1; j < 50; j++) {
                UUID uuid = j < 0 ? one : new UUID(many[2 * j], many[2 * j + 1]);
                assertThat(uuid.version()).isEqualTo(7);
                assertThat(uuid.variant()).isEqualTo(2);
                assertThat(Uuid7.timestamp(uuid)).isEqualTo(Instant.ofEpochMilli(clock.get()));
                assertThat(seen.add(uuid)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ordered")
    void next_anyClock_rises(Kind kind) {
        long seed = Seeds.seed(9);
        SplittableRandom random = new SplittableRandom(seed);
        AtomicLong clock = new AtomicLong(START);
        Uuid7 ids = kind.make.apply(clock::get);
        UUID newest = ids.next();
        for (int i = 0; i < 200_000; i++) {
            int step = random.nextInt(100);
            clock.addAndGet(step == 0 ? random.nextInt(-3_600_000, 3_600_000) : step < 20 ? 1 : 0);
            UUID next;
            if (step < 95) {
                next = ids.next();
            } else {
                long[] many = new long[2 * random.nextInt(1, 20)];
                ids.next(many, 0, many.length / 2);
                for (int j = 0; j + 2 < many.length; j += 2) {
                    UUID before = new UUID(many[j], many[j + 1]);
                    assertThat(Uuid7.ORDER.compare(before, newest)).isPositive();
                    newest = before;
                }
                next = new UUID(many[many.length - 2], many[many.length - 1]);
            }
            assertThat(Uuid7.ORDER.compare(next, newest))
                    .as("seed=%d step=%d", seed, i)
                    .isPositive();
            newest = next;
        }
    }

    @Test
    void strict_threads_riseInEachAndNeverRepeat() throws Exception {
        Uuid7 ids = Uuid7.strict();
        List<long[]> all = run(ids, 100_000);
        List<UUID> merged = new ArrayList<>();
        for (long[] halves : all) {
            UUID before = new UUID(0, 0);
            for (int i = 0; i < halves.length; i += 2) {
                UUID uuid = new UUID(halves[i], halves[i + 1]);
                assertThat(Uuid7.ORDER.compare(uuid, before)).isPositive();
                before = uuid;
                merged.add(uuid);
            }
        }
        assertThat(new HashSet<>(merged)).hasSize(merged.size());
    }

    @Test
    void perThread_threads_doNotShareAState() throws Exception {
        Uuid7 ids = Uuid7.perThread(() -> START); // all in one millisecond
        Set<UUID> seen = new HashSet<>();
        Set<Long> beginnings = new HashSet<>();
        for (long[] halves : run(ids, 20_000)) {
            beginnings.add(halves[1] >>> 16);
            for (int i = 0; i < halves.length; i += 2) {
                assertThat(seen.add(new UUID(halves[i], halves[i + 1]))).isTrue();
            }
        }
        assertThat(beginnings).hasSize(8);
    }

    private static List<long[]> run(Uuid7 ids, int n) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<long[]>> futures = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                futures.add(threads.submit(() -> {
                    long[] halves = new long[2 * n];
                    for (int i = 0; i < n; i++) {
                        UUID uuid = ids.next();
                        halves[2 * i] = uuid.getMostSignificantBits();
                        halves[2 * i + 1] = uuid.getLeastSignificantBits();
                    }
                    return halves;
                }));
            }
            List<long[]> all = new ArrayList<>();
            for (Future<long[]> future : futures) {
                all.add(future.get());
            }
            return all;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void strict_counterOverflows_carriesIntoTheTimeAndDoesNotWrap() {
        Uuid7 ids = Uuid7.strict(() -> START);
        long[] halves = new long[2 * 65_536];
        UUID newest = new UUID(0, 0);
        for (int i = 0; i < 80; i++) { // more than 2^22 in all
            ids.next(halves, 0, 65_536);
            UUID first = new UUID(halves[0], halves[1]);
            assertThat(Uuid7.ORDER.compare(first, newest)).isPositive();
            for (int j = 2; j < halves.length; j += 2) {
                boolean rises = Long.compareUnsigned(halves[j], halves[j - 2]) > 0
                        || (halves[j] == halves[j - 2] && Long.compareUnsigned(halves[j + 1], halves[j - 1]) > 0);
                if (!rises) {
                    assertThat(j).as("place that does not rise").isNegative();
                }
            }
            newest = new UUID(halves[halves.length - 2], halves[halves.length - 1]);
        }
        assertThat(Uuid7.timestamp(newest).toEpochMilli()).isBetween(START + 1, START + 2);
    }

    @Test
    void perThread_lastOfAMillisecond_isFollowedByTheNextMillisecond() {
        PerThreadUuid7.State state = new PerThreadUuid7.State(1, 2);
        state.advance(START);
        state.low = PerThreadUuid7.State.LAST - 1;
        state.advance(START);
        assertThat(state.low).isEqualTo(PerThreadUuid7.State.LAST);
        long high = state.high;
        state.advance(START);
        assertThat(state.high >>> 16).isEqualTo((high >>> 16) + 1);
        assertThat(state.low).isNotEqualTo(PerThreadUuid7.State.LAST);
        assertThat(new UUID(state.high, state.low).variant()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("all")
    void next_clockOutOfRange_throwsAndLeavesItAsItWas(Kind kind) {
        AtomicLong clock = new AtomicLong(START);
        Uuid7 ids = kind.make.apply(clock::get);
        UUID before = ids.next();
        clock.set(1L << 48);
        assertThatThrownBy(ids::next).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("clock must ");
        assertThatThrownBy(() -> ids.next(new long[4], 0, 2)).isInstanceOf(IllegalStateException.class);
        clock.set(START);
        assertThat(Uuid7.timestamp(ids.next())).isEqualTo(Uuid7.timestamp(before));
        assertThatThrownBy(() -> kind.make.apply(() -> -1).next()).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @MethodSource("all")
    void next_illegalArray_isRefused(Kind kind) {
        Uuid7 ids = kind.make.apply(() -> START);
        long[] dst = new long[10];
        assertThatThrownBy(() -> ids.next(dst, 0, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ids.next(dst, 9, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ids.next(dst, 0, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ids.next(dst, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("n must be >= 0: n=-1");
        ids.next(dst, 10, 0);
        assertThat(dst).containsOnly(0);
    }

    @Test
    void order_signBits_countAsTheHighest() {
        UUID[] sorted = {new UUID(1, -1), new UUID(-1, 1), new UUID(-1, -1)};
        UUID[] shuffled = {sorted[2], sorted[0], sorted[1]};
        Arrays.sort(shuffled, Uuid7.ORDER);
        assertThat(shuffled).containsExactly(sorted);
        assertThat(sorted[1].compareTo(sorted[0])).as("the JDK's").isNegative();
    }

    @Test
    void bounds_outOfRange_areRefused() {
        Instant last = Instant.ofEpochMilli((1L << 48) - 1);
        assertThat(Uuid7.timestamp(Uuid7.ceil(last.plusNanos(999_999)))).isEqualTo(last);
        for (Instant bad : List.of(Instant.EPOCH.minusNanos(1), last.plusNanos(1_000_000), Instant.MAX, Instant.MIN)) {
            assertThatThrownBy(() -> Uuid7.floor(bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "instant must be from 1970-01-01T00:00:00Z to +10889-08-02T05:31:50.655Z: instant=" + bad);
        }
        UUID random = UUID.randomUUID();
        assertThatThrownBy(() -> Uuid7.timestamp(random))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("uuid must be of version 7 and variant 2: uuid=" + random);
    }
}
