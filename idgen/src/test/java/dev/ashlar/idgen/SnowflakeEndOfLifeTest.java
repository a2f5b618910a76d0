package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SnowflakeEndOfLifeTest {
    private static final Instant EPOCH = Instant.parse("2024-01-01T00:00:00Z");

    static Stream<Layout> layouts() {
        return Stream.of(
                Layout.TWITTER,
                Layout.of(41, 5, 5, 2),
                Layout.of(41, 0, 0, 2),
                Layout.of(51, 0, 0, 12), // 63 bits of time and sequence: one more is negative
                Layout.of(55, 0, 0, 8),
                Layout.of(2, 3, 4, 5).withTick(Duration.ofHours(1)),
                Layout.of(1, 31, 30, 1),
                Layout.of(52, 5, 5, 1));
    }

    /** The generator with the greatest numbers, borrowing, on a clock of milliseconds since the epoch. */
    private static Snowflake last(Layout layout, LongSupplier elapsedMillis) {
        return Snowflake.builder()
                .layout(layout)
                .epoch(EPOCH)
                .datacenter(layout.maxDatacenter())
                .worker(layout.maxWorker())
                .clock(() -> EPOCH.toEpochMilli() + elapsedMillis.getAsLong())
                .onExhausted(Exhaustion.borrow(Duration.ofDays(10)))
                .build();
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void next_lastTick_givesTheGreatestIdsAndThenThrows(Layout layout) {
        long lastTick = (1L << layout.timeBits()) - 1;
        long[] elapsed = {lastTick * layout.tick().toMillis()};
        Snowflake ids = last(layout, () -> elapsed[0]);
        long id = -1;
        for (int i = 0; i <= layout.maxSequence(); i++) {
            long next = ids.next();
            assertThat(next > id).isTrue();
            id = next;
        }
        assertThat(id).isEqualTo(Long.MAX_VALUE >>> (63 - layout.totalBits()));
        assertThat(ids.parse(id).timestamp()).isEqualTo(ids.endOfLife());
        assertThatThrownBy(ids::next)
                .as("nothing left to borrow")
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("all ids up to the end of life are issued: clock=" + ids.endOfLife()
                        + ", endOfLife=" + ids.endOfLife() + ", epoch=2024-01-01T00:00:00Z");
        elapsed[0] += layout.tick().toMillis();
        assertThatThrownBy(ids::next)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("clock must not be past the end of life: clock=");
        elapsed[0] = Long.MAX_VALUE;
        assertThatThrownBy(ids::next).hasMessageStartingWith("clock must not be ");
        elapsed[0] = lastTick * layout.tick().toMillis();
        assertThatThrownBy(ids::next).as("back again").hasMessageStartingWith("all ids up to the end of life");
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void next_borrowingAcrossTheEnd_stopsThere(Layout layout) {
        long lastTick = (1L << layout.timeBits()) - 1;
        long elapsed = (lastTick - 1) * layout.tick().toMillis();
        Snowflake ids = last(layout, () -> elapsed);
        long id = -1;
        for (long i = 0; i < 2 * (layout.maxSequence() + 1L); i++) {
            long next = ids.next();
            assertThat(next > id).isTrue();
            id = next;
        }
        assertThat(id).isEqualTo(Long.MAX_VALUE >>> (63 - layout.totalBits()));
        assertThatThrownBy(ids::next).hasMessageStartingWith("all ids up to the end of life are issued");
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void floorAndCeil_endOfLife_areTheLastIds(Layout layout) {
        Snowflake ids = last(layout, () -> 0);
        Instant beyond = ids.endOfLife().plus(layout.tick());
        long greatest = Long.MAX_VALUE >>> (63 - layout.totalBits());
        assertThat(ids.ceil(ids.endOfLife())).isEqualTo(greatest);
        assertThat(ids.ceil(beyond.minusNanos(1))).isEqualTo(greatest);
        assertThat(ids.parse(ids.floor(ids.endOfLife()))).isEqualTo(new Snowflake.Parts(ids.endOfLife(), 0, 0, 0));
        assertThatThrownBy(() -> ids.ceil(beyond))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("instant must be from the epoch, 2024-01-01T00:00:00Z, to the end of life, "
                        + ids.endOfLife() + ": instant=" + beyond);
        assertThatThrownBy(() -> ids.floor(Instant.MAX)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ids.floor(Instant.MIN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ids.floor(EPOCH.minusNanos(1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void next_waitingAcrossTheEnd_throws() {
        Layout layout = Layout.of(2, 3, 4, 5).withTick(Duration.ofHours(1));
        FakeTime time = new FakeTime(3 * 3_600_000);
        Snowflake ids = Snowflake.builder()
                .layout(layout)
                .epoch(Instant.EPOCH)
                .datacenter(0)
                .worker(0)
                .clock(time::millis)
                .waiter(time)
                .onExhausted(Exhaustion.await(Duration.ofDays(1)))
                .build();
        for (int i = 0; i <= layout.maxSequence(); i++) {
            ids.next();
        }
        assertThatThrownBy(ids::next)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("clock must not be past the end of life: clock=1970-01-01T04:00:00Z,"
                        + " endOfLife=1970-01-01T03:00:00Z, epoch=1970-01-01T00:00:00Z,"
                        + " layout=2+3+4+5 bits, tick PT1H");
        assertThat(time.pauses).isPositive();
    }
}
