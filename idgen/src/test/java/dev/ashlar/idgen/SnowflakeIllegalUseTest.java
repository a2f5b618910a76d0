package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SnowflakeIllegalUseTest {
    private static SnowflakeBuilder builder() {
        return Snowflake.builder().datacenter(3).worker(7);
    }

    @Test
    void build_numbersNotSet_isRefused() {
        assertThatThrownBy(Snowflake.builder().datacenter(3)::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("worker must be set: 0 to 31");
        assertThatThrownBy(Snowflake.builder().worker(3)::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("datacenter must be set: 0 to 31");
    }

    @Test
    void build_numbersOutOfRange_areRefused() {
        refused(builder().worker(32)::build, "worker must be 0 to 31: worker=32");
        refused(builder().worker(-1)::build, "worker must be 0 to 31: worker=-1");
        refused(builder().datacenter(32)::build, "datacenter must be 0 to 31: datacenter=32");
        refused(builder().layout(Layout.of(41, 0, 10, 12))::build, "datacenter must be 0 to 0: datacenter=3");
    }

    @Test
    void build_illegalEpoch_isRefused() {
        refused(
                builder().epoch(Instant.ofEpochSecond(0, 1))::build,
                "epoch must be whole milliseconds: epoch=1970-01-01T00:00:00.000000001Z");
        refused(
                builder().epoch(Instant.ofEpochMilli(Long.MAX_VALUE))::build,
                "epoch and the end of life must be within 2^63-1 ms of 1970: epoch=+292278994-08-17T07:12:55.807Z,"
                        + " layout=41+5+5+12 bits, tick PT0.001S");
        refused(
                builder().epoch(Instant.MIN)::build,
                "epoch and the end of life must be within 2^63-1 ms of 1970: epoch=-1000000000-01-01T00:00:00Z,"
                        + " layout=41+5+5+12 bits, tick PT0.001S");
    }

    @Test
    void next_clockBeforeTheEpoch_isRefusedUntilItIsNot() {
        FakeTime time = new FakeTime(-1);
        Snowflake ids = builder().epoch(Instant.EPOCH).clock(time::millis).build();
        assertThatThrownBy(ids::next)
                .isExactlyInstanceOf(IllegalStateException.class)
                .hasMessage("clock must not be before the epoch: clock=1969-12-31T23:59:59.999Z,"
                        + " epoch=1970-01-01T00:00:00Z");
        Snowflake extreme = builder().clock(() -> Long.MIN_VALUE).build();
        assertThatThrownBy(extreme::next).hasMessageStartingWith("clock must not be before the epoch");
        Snowflake late = builder()
                .epoch(Instant.ofEpochMilli(-1L << 62))
                .clock(() -> Long.MAX_VALUE)
                .build();
        assertThatThrownBy(late::next).hasMessageStartingWith("clock must not be past the end of life");
        time.advance(1);
        assertThat(ids.next()).isEqualTo((3 << 17) | (7 << 12));
    }

    @Test
    void parse_notAnId_isRefused() {
        Snowflake ids = builder().build();
        refused(() -> ids.parse(-1), "id must be >= 0: id=-1");
        Snowflake small = builder().layout(Layout.of(10, 5, 5, 10)).build();
        refused(() -> small.parse(1L << 30), "id must have at most 30 bits: id=1073741824");
    }

    @Test
    void policies_negativeDuration_isRefused() {
        Duration negative = Duration.ofMillis(-5);
        refused(() -> Rollback.freeze(negative), "maxFreeze must be >= 0: maxFreeze=PT-0.005S");
        refused(() -> Rollback.await(negative), "maxWait must be >= 0: maxWait=PT-0.005S");
        refused(() -> Exhaustion.borrow(negative), "maxAhead must be >= 0: maxAhead=PT-0.005S");
        refused(() -> Exhaustion.fail().thenAwait(negative), "maxWait must be >= 0: maxWait=PT-0.005S");
    }

    @Test
    void next_policiesOfUnlimitedDuration_doNotOverflow() {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        FakeTime time = new FakeTime(5);
        Snowflake ids = builder()
                .layout(Layout.of(51, 5, 5, 1))
                .epoch(Instant.EPOCH)
                .clock(time::millis)
                .waiter(time)
                .onRollback(new Rollback(forever, forever))
                .onExhausted(new Exhaustion(forever, forever))
                .build();
        long last = -1;
        for (int i = 0; i < 100; i++) {
            long next = ids.next();
            assertThat(next).isGreaterThan(last);
            last = next;
            time.set(i % 7);
        }
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
