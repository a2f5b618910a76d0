package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacingTest {
    private static final int STOP = 16;
    private static final long MEMTABLE = 1_000_000;

    private final Pacing pacing = new Pacing(STOP, MEMTABLE);
    private final List<Duration> stalls = new ArrayList<>();

    @Test
    void wrote_fewTables_nobodyWaits() {
        pacing.wrote(1 << 30, 7, 0);
        assertThat(pacing.isActive()).isFalse();
        assertThat(pacing.waitNanos(0)).isZero();
    }

    /** Nanoseconds for each byte of many writes while level 0 has some tables. */
    private double pace(int tables) {
        Pacing each = new Pacing(STOP, MEMTABLE);
        for (int i = 0; i < 100; i++) {
            each.merged(4, 40 * MEMTABLE); // 10 nanoseconds a byte
        }
        long now = 0;
        int writes = 100_000;
        for (int i = 0; i < writes; i++) {
            now += each.waitNanos(now);
            each.wrote(1_000, tables, now);
        }
        return now / (1_000.0 * writes);
    }

    @Test
    void wrote_halfOfTheTablesThatStopWrites_isAsFastAsTheyAreMerged() {
        assertThat(pace(7)).isZero();
        assertThat(pace(8)).isBetween(9.5, 10.5);
    }

    @Test
    void wrote_moreTables_isSlowerUpToHalf() {
        for (int tables = 9; tables < STOP; tables++) {
            assertThat(pace(tables)).isGreaterThan(pace(tables - 1)).isLessThan(20);
        }
    }

    @Test
    void waitNanos_littleIsSavedUpAndMuchIsBounded() {
        pacing.wrote(100_000, 8, 0);
        assertThat(pacing.waitNanos(0)).isZero();
        assertThat(pacing.isActive()).isTrue();
        pacing.wrote(1_000_000, 8, 0);
        assertThat(pacing.waitNanos(0)).isEqualTo(10_000_000);
        pacing.wrote(1 << 30, 15, 0);
        assertThat(pacing.waitNanos(0)).isEqualTo(10_000_000);
    }

    @Test
    void waitNanos_timeHasPassed_isNoneWhenItSuffices() {
        pacing.wrote(1_500_000, 8, 0); // 15 milliseconds
        assertThat(pacing.waitNanos(4_999_999)).isEqualTo(10_000_000);
        assertThat(pacing.waitNanos(5_000_001)).isZero();
    }

    /** A store that merges nothing, and whose clock hardly goes. */
    private Engine engine(Executor flushes, long memtableBytes) throws IOException {
        AtomicLong ticks = new AtomicLong();
        Background background = new Background(flushes, task -> {}, Runnable::run, () -> {}, ticks::incrementAndGet);
        KvOptions options = KvOptions.builder()
                .memtableBytes(memtableBytes)
                .compression(Compression.NONE)
                .listener(new KvListener() {
                    @Override
                    public void stalled(Stall stall) {
                        stalls.add(stall.waited());
                    }
                })
                .build();
        return Engine.open(new SimDirectory(), options, background, new SplittableRandom(1));
    }

    /** Nothing is ever flushed: when half of the next memtable is full, writes are slowed down. */
    @Test
    void write_farAheadOfTheFlush_waitsALittleIsToldAndCanBeInterrupted() throws IOException {
        Engine engine = engine(task -> {}, 64 << 10);
        WriteBatch batch = new WriteBatch().put(new byte[1], new byte[4_000]);
        while (engine.stats().memtableBytes() < 96 << 10) {
            engine.write(batch, Durability.NONE);
        }
        assertThat(stalls).isEmpty();
        engine.write(batch, Durability.NONE);
        engine.write(batch, Durability.NONE);
        assertThat(stalls).hasSizeBetween(1, 2);

        long last = engine.stats().lastSequence();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> engine.write(batch, Durability.NONE)).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(engine.stats().lastSequence()).isEqualTo(last);
    }

    /** Tables come together until writes are slowed down. */
    @Test
    void write_halfOfTheTablesThatStopWrites_waitsIsToldAndCanBeInterrupted() throws IOException {
        Engine engine = engine(Runnable::run, 1 << 20);
        int i = 0;
        while (stalls.isEmpty()) {
            engine.write(new WriteBatch().put(new byte[] {(byte) i}, new byte[100_000]), Durability.NONE);
            i++;
        }
        int level0 = engine.stats().levels().get(0).tables();
        assertThat(level0).isBetween(8, 15);
        assertThat(engine.stats().stallNanos()).isPositive();

        long last = engine.stats().lastSequence();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> engine.write(new WriteBatch().put(new byte[1], new byte[1]), Durability.NONE))
                .isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(engine.stats().lastSequence()).isEqualTo(last);
    }
}
