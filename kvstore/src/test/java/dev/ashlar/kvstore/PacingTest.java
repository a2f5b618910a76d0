package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PacingTest {
    private static final int STOP = 16;
    private static final long MEMTABLE = 1_000_000;

    private final Pacing pacing = new Pacing(STOP, MEMTABLE);

    @Test
    void wrote_fewTables_nobodyWaits() {
        pacing.wrote(1 << 30, 7, 0);
        assertThat(pacing.isActive()).isFalse();
        assertThat(pacing.waitNanos(0)).isZero();
    }

    @Test
    void wrote_thirteenOfSixteenTables_isAsFastAsTablesAreMerged() {
        for (int i = 0; i < 100; i++) {
            pacing.merged(4, 40 * MEMTABLE); // 10 nanoseconds a byte
        }
        long written = 0;
        long now = 0;
        for (int i = 0; i < 10_000; i++) {
            now += pacing.waitNanos(now);
            pacing.wrote(1_000, 13, now);
            written += 1_000;
        }
        assertThat((double) now / written).isBetween(9.5, 10.5);
    }

    @Test
    void wrote_moreTables_isSlower() {
        long before = 0;
        for (int tables = 8; tables < STOP; tables++) {
            Pacing each = new Pacing(STOP, MEMTABLE);
            each.wrote(700_000, tables, 0);
            assertThat(each.waitNanos(0)).isGreaterThan(before);
            before = each.waitNanos(0);
        }
    }

    @Test
    void waitNanos_largeBatch_isBoundedAndShortOnesAreSavedUp() {
        pacing.wrote(10_000, 8, 0);
        assertThat(pacing.waitNanos(0)).isZero();
        assertThat(pacing.isActive()).isTrue();
        pacing.wrote(1 << 30, 15, 0);
        assertThat(pacing.waitNanos(0)).isEqualTo(10_000_000);
    }

    @Test
    void waitNanos_timeHasPassed_isLess() {
        pacing.wrote(500_000, 15, 0);
        long wait = pacing.waitNanos(0);
        assertThat(wait).isBetween(2_000_000L, 9_000_000L);
        assertThat(pacing.waitNanos(wait / 3)).isEqualTo(wait - wait / 3);
        assertThat(pacing.waitNanos(wait)).isZero();
    }

    /** Nothing is ever flushed: when half of the next memtable is full, writes are slowed down. */
    @Test
    void write_farAheadOfTheFlush_waitsALittleIsToldAndCanBeInterrupted() throws IOException {
        List<Duration> stalls = new ArrayList<>();
        AtomicLong ticks = new AtomicLong();
        Background background = new Background(task -> {}, task -> {}, Runnable::run, () -> {}, ticks::incrementAndGet);
        KvOptions options = KvOptions.builder()
                .memtableBytes(64 << 10)
                .listener(new KvListener() {
                    @Override
                    public void stalled(Stall stall) {
                        stalls.add(stall.waited());
                    }
                })
                .build();
        Engine engine = Engine.open(new SimDirectory(), options, background, new SplittableRandom(1));
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

    /** Nothing is ever merged, and the clock hardly goes: tables come together until writes are slowed down. */
    @Test
    void write_halfOfTheTablesThatStopWrites_waitsIsToldAndCanBeInterrupted() throws IOException {
        List<Duration> stalls = new ArrayList<>();
        AtomicLong ticks = new AtomicLong();
        Background background =
                new Background(Runnable::run, task -> {}, Runnable::run, () -> {}, ticks::incrementAndGet);
        KvOptions options = KvOptions.builder()
                .memtableBytes(64 << 10)
                .compression(Compression.NONE)
                .listener(new KvListener() {
                    @Override
                    public void stalled(Stall stall) {
                        stalls.add(stall.waited());
                    }
                })
                .build();
        Engine engine = Engine.open(new SimDirectory(), options, background, new SplittableRandom(1));
        int i = 0;
        while (stalls.isEmpty()) {
            engine.write(new WriteBatch().put(new byte[] {(byte) i}, new byte[20_000]), Durability.NONE);
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
