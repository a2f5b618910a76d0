package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HighWaterFileTest {
    private static final long START = 1_000_000;
    private static final Duration AHEAD = Duration.ofMillis(100);

    private final FakeTime time = new FakeTime(START);

    @TempDir
    Path directory;

    private SnowflakeBuilder builder() {
        return Snowflake.builder()
                .layout(Layout.of(41, 0, 0, 3))
                .epoch(Instant.EPOCH)
                .clock(time::millis)
                .waiter(time);
    }

    @Test
    void next_restartsWithAnyClock_repeatsNothing() throws IOException {
        long seed = Seeds.seed(3);
        SplittableRandom random = new SplittableRandom(seed);
        long newest = -1;
        for (int restart = 0; restart < 100; restart++) {
            try (HighWaterFile mark = HighWaterFile.open(directory.resolve("mark"), AHEAD)) {
                Snowflake ids = builder()
                        .fence(mark)
                        .onRollback(Rollback.freeze(Duration.ofHours(2)))
                        .onExhausted(Exhaustion.borrow(Duration.ofHours(3)))
                        .build();
                for (int i = 0; i < 100; i++) {
                    time.advance(random.nextInt(20));
                    long id = ids.next();
                    assertThat(id).as("seed=%d restart=%d", seed, restart).isGreaterThan(newest);
                    newest = id;
                }
                // What a crash leaves is the file; no orderly end writes to it.
                time.advance(random.nextInt(-3_000, 3_000));
            }
        }
    }

    @Test
    void next_afterACrash_waitsForTheMarkUnderTheDefaultPolicies() throws IOException {
        try (HighWaterFile mark = HighWaterFile.open(directory.resolve("mark"), AHEAD)) {
            assertThat(builder().fence(mark).build().next()).isEqualTo(START << 3);
        }
        try (HighWaterFile mark = HighWaterFile.open(directory.resolve("mark"), AHEAD)) {
            assertThat(mark.usedUntilMillis()).isEqualTo(START + 100);
            assertThat(builder().fence(mark).build().next()).isEqualTo((START + 101) << 3);
            assertThat(time.millis()).isEqualTo(START + 101);
        }
    }

    @Test
    void next_markIsDueOnAnInterruptedThread_isWrittenAndTheGeneratorGoesOn() throws IOException {
        try (HighWaterFile mark = HighWaterFile.open(directory.resolve("mark"), AHEAD)) {
            Snowflake ids = builder().fence(mark).build();
            Thread.currentThread().interrupt();
            long first = ids.next();
            assertThat(Thread.interrupted()).isTrue();
            time.advance(1000);
            assertThat(ids.next()).isGreaterThan(first);
        }
    }

    @Test
    void next_manyIdsInTheMark_writesOncePerAhead() throws IOException {
        try (HighWaterFile mark = HighWaterFile.open(directory.resolve("mark"), AHEAD)) {
            Snowflake ids = builder().fence(mark).build();
            ids.next();
            long limit = mark.limitMillis();
            for (int i = 0; i < 100; i++) {
                time.advance(1);
                ids.next();
                assertThat(mark.limitMillis()).isEqualTo(limit);
            }
            time.advance(1);
            ids.next();
            assertThat(mark.limitMillis()).isEqualTo(limit + 101);
        }
    }

    @Test
    void next_array_staysWithinTheMark() throws IOException {
        try (HighWaterFile mark = HighWaterFile.open(directory.resolve("mark"), Duration.ofMillis(2))) {
            Snowflake ids = builder()
                    .fence(mark)
                    .onExhausted(Exhaustion.borrow(Duration.ofMinutes(1)))
                    .build();
            long[] dst = new long[1000];
            assertThat(ids.next(dst, 0, 1000)).isEqualTo(1); // the mark is written by the first
            assertThat(ids.next(dst, 1, 999)).isEqualTo(3 * 8 - 1);
            assertThat(ids.parse(dst[23]).timestamp().toEpochMilli()).isEqualTo(mark.limitMillis());
        }
    }

    @Test
    void close_generator_issuesNothingMore() throws IOException {
        HighWaterFile mark = HighWaterFile.open(directory.resolve("mark"), AHEAD);
        Snowflake ids = builder().fence(mark).build();
        ids.next();
        mark.close();
        mark.close();
        assertThatThrownBy(ids::next).isInstanceOf(IllegalStateException.class).hasMessageContaining("is closed");
        assertThatThrownBy(() -> ids.next(new long[5], 0, 5)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(mark::claim).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void open_inUse_isRefused() throws IOException {
        Path file = directory.resolve("mark");
        try (HighWaterFile mark = HighWaterFile.open(file, AHEAD)) {
            assertThatThrownBy(() ->
                            HighWaterFile.open(directory.resolve("x/../mark").normalize(), AHEAD))
                    .isInstanceOf(IOException.class)
                    .hasMessage(file + " must not be in use: another generator has it");
            builder().fence(mark).build();
            assertThatThrownBy(() -> builder().fence(mark).build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("a high-water mark must have one generator: ");
        }
        HighWaterFile.open(file, AHEAD).close();
    }

    @Test
    void open_illegalArguments_areRefused() throws IOException {
        for (Duration ahead : new Duration[] {
            Duration.ZERO, Duration.ofMillis(-1), Duration.ofDays(1).plusNanos(1)
        }) {
            assertThatThrownBy(() -> HighWaterFile.open(directory.resolve("mark"), ahead))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("ahead must be 1 ms to 1 day: ahead=" + ahead);
        }
        assertThat(directory.resolve("mark")).doesNotExist();
        Files.writeString(directory.resolve("other"), "something else");
        assertThatThrownBy(() -> HighWaterFile.open(directory.resolve("other"), AHEAD))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("other must hold a mark: it holds something else");
        assertThatThrownBy(() -> HighWaterFile.open(directory.resolve("none/mark"), AHEAD))
                .isInstanceOf(IOException.class);
    }
}
