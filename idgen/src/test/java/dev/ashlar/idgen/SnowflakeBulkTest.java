package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Many ids by one step are those that as many single calls would have given. */
class SnowflakeBulkTest {
    private static final long START = 1_000_000;

    private static SnowflakeBuilder builder(FakeTime time, int workerBits, int sequenceBits) {
        return Snowflake.builder()
                .layout(Layout.of(41, 0, workerBits, sequenceBits))
                .epoch(Instant.EPOCH)
                .worker(workerBits == 0 ? 0 : 5)
                .clock(time::millis)
                .waiter(time);
    }

    @Test
    void next_arrayWhileTimeIsFrozen_givesAllThatTheTickHas() {
        FakeTime time = new FakeTime(START);
        Snowflake ids = builder(time, 0, 5).build();
        long first = ids.next();
        time.advance(-500);
        long[] dst = new long[40];
        assertThat(ids.next(dst, 0, 20)).isEqualTo(20);
        assertThat(ids.next(dst, 20, 20)).isEqualTo(11);
        assertThat(dst[0]).isEqualTo(first + 1);
        assertThat(dst[30]).isEqualTo(first + 31);
    }

    @Test
    void next_array_isWhatSingleCallsGive() {
        long seed = Seeds.seed(11);
        SplittableRandom random = new SplittableRandom(seed);
        for (int g = 0; g < 100; g++) {
            FakeTime time = new FakeTime(START);
            FakeTime singleTime = new FakeTime(START);
            int workerBits = random.nextInt(2) * 3;
            int sequenceBits = random.nextInt(1, 6);
            Exhaustion exhaustion = new Exhaustion(Duration.ofMillis(random.nextInt(4)), Duration.ofSeconds(1));
            Snowflake bulk = builder(time, workerBits, sequenceBits)
                    .onExhausted(exhaustion)
                    .build();
            Snowflake single = builder(singleTime, workerBits, sequenceBits)
                    .onExhausted(exhaustion)
                    .build();
            for (int step = 0; step < 200; step++) {
                long move = random.nextInt(-2, 4); // now and then set back, and time is frozen
                time.advance(move);
                singleTime.advance(move);
                long[] ids = new long[random.nextInt(1, 80)];
                int off = random.nextInt(ids.length);
                int count = bulk.next(ids, off, ids.length - off);
                long[] expected = new long[ids.length];
                for (int i = 0; i < count; i++) {
                    expected[off + i] = single.next();
                }
                assertThat(count).as("seed=%d", seed).isPositive();
                assertThat(ids)
                        .as("seed=%d generator=%d step=%d", seed, g, step)
                        .isEqualTo(expected);
                assertThat(time.wallNanos()).isEqualTo(singleTime.wallNanos());
            }
        }
    }

    @Test
    void next_moreThanTheTickHas_givesWhatIsThere() {
        FakeTime time = new FakeTime(START);
        Snowflake ids = builder(time, 0, 4).build();
        long[] dst = new long[100];
        assertThat(ids.next(dst, 0, 100)).isEqualTo(16);
        assertThat(time.pauses).isZero();
        assertThat(ids.next(dst, 16, 84)).as("waits for the next tick").isEqualTo(1);
        assertThat(ids.next(dst, 17, 83)).isEqualTo(15);
        for (int i = 1; i < 32; i++) {
            assertThat(dst[i]).isEqualTo(dst[0] + i);
        }
    }

    @Test
    void next_arrayAtTheEndOfLife_stopsThere() {
        FakeTime time = new FakeTime(3);
        Snowflake ids = Snowflake.builder()
                .layout(Layout.of(2, 0, 0, 3))
                .epoch(Instant.EPOCH)
                .clock(time::millis)
                .onExhausted(Exhaustion.borrow(Duration.ofDays(1)))
                .build();
        long[] dst = new long[100];
        assertThat(ids.next(dst, 0, 100)).isEqualTo(8);
        assertThat(dst[7]).isEqualTo(31);
        assertThatThrownBy(() -> ids.next(dst, 8, 92)).hasMessageStartingWith("all ids up to the end of life");

        Snowflake widest = Snowflake.builder()
                .layout(Layout.of(62, 0, 0, 1))
                .epoch(Instant.EPOCH)
                .clock(() -> (1L << 62) - 1)
                .build();
        assertThat(widest.next(dst, 0, 100)).isEqualTo(2);
        assertThat(dst[1]).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void next_arrayThatIsTooSmall_issuesNothing() {
        FakeTime time = new FakeTime(START);
        Snowflake ids = builder(time, 0, 4).build();
        long[] dst = new long[10];
        assertThatThrownBy(() -> ids.next(dst, 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> ids.next(dst, -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(ids.next(dst, 10, 0)).isZero();
        assertThat(dst).containsOnly(0);
        assertThat(ids.next()).isEqualTo(START << 4);
    }

    @Test
    void spread_ticks_startAtDifferentNumbersOfTheLowerHalf() {
        FakeTime time = new FakeTime(START);
        Snowflake ids = builder(time, 0, 10).spread().build();
        int[] sequences = new int[200];
        for (int i = 0; i < sequences.length; i++) {
            long first = ids.next();
            sequences[i] = ids.parse(first).sequence();
            assertThat(ids.next()).isEqualTo(first + 1);
            time.advance(1);
        }
        assertThat(Arrays.stream(sequences).max().getAsInt()).isLessThan(512);
        assertThat(Arrays.stream(sequences).distinct().count()).isGreaterThan(100);
        assertThat(Arrays.stream(sequences).filter(s -> s % 2 == 0).count()).isBetween(50L, 150L);
    }

    @Test
    void startAfter_knownId_isLessThanAllThatFollow() {
        FakeTime time = new FakeTime(START);
        Snowflake before = builder(time, 3, 4).worker(7).build();
        time.advance(50);
        long known = before.next();
        time.advance(-40);
        Snowflake after = builder(time, 3, 4)
                .worker(0)
                .startAfter(known)
                .onRollback(Rollback.await(Duration.ofSeconds(1)))
                .build();
        long next = after.next();
        assertThat(next).isGreaterThan(known);
        assertThat(after.parse(next).timestamp()).isEqualTo(Instant.ofEpochMilli(START + 51));
        assertThatThrownBy(() -> builder(time, 3, 4).startAfter(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id must be >= 0: id=-1");
        assertThatThrownBy(() -> builder(time, 3, 4).startAfter(1L << 48).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id must have at most 48 bits: id=281474976710656");
    }
}
