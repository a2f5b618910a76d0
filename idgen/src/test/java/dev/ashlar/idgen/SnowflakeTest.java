package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SnowflakeTest {
    private static final Instant EPOCH = Instant.parse("2024-01-01T00:00:00Z");
    private static final long START = EPOCH.toEpochMilli() + 10_000;
    /** Four ids in a tick. */
    private static final Layout NARROW = Layout.of(41, 5, 5, 2);

    private final FakeTime time = new FakeTime(START);

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    private SnowflakeBuilder narrow() {
        return Snowflake.builder()
                .layout(NARROW)
                .epoch(EPOCH)
                .datacenter(3)
                .worker(7)
                .clock(time::millis)
                .waiter(time);
    }

    /** The ids' milliseconds since the start, and their sequence numbers: {@code 0/0 0/1 1/0}. */
    private static String take(Snowflake ids, int n) {
        StringBuilder taken = new StringBuilder();
        for (int i = 0; i < n; i++) {
            Snowflake.Parts parts = ids.parse(ids.next());
            taken.append(i == 0 ? "" : " ")
                    .append(parts.timestamp().toEpochMilli() - START)
                    .append('/')
                    .append(parts.sequence());
        }
        return taken.toString();
    }

    @Test
    void next_twitterLayout_hasTheBitsWhereTwitterHasThem() {
        Snowflake ids = Snowflake.builder()
                .epoch(EPOCH)
                .datacenter(3)
                .worker(7)
                .clock(time::millis)
                .build();
        long first = ids.next();
        assertThat(first).isEqualTo((10_000L << 22) | (3 << 17) | (7 << 12));
        assertThat(ids.next()).isEqualTo(first + 1);
        time.advance(1);
        assertThat(ids.next()).isEqualTo(first + (1 << 22));
        assertThat(ids.parse(first + 5)).isEqualTo(new Snowflake.Parts(Instant.ofEpochMilli(START), 3, 7, 5));
    }

    @Test
    void next_usually_readsTheClockOnce() {
        Snowflake ids = narrow().build();
        take(ids, 4);
        assertThat(time.readings).isEqualTo(4);
    }

    @Test
    void parse_publicTweet_isItsTimeAndMachine() {
        Snowflake twitter = Snowflake.builder()
                .epoch(Instant.ofEpochMilli(1288834974657L))
                .datacenter(0)
                .worker(0)
                .build();
        assertThat(twitter.parse(1541815603606036480L))
                .isEqualTo(new Snowflake.Parts(Instant.parse("2022-06-28T16:07:40.105Z"), 11, 26, 0));
        assertThat(11 << 5 | 26).as("machine").isEqualTo(378);
        assertThat(twitter.endOfLife()).isEqualTo(Instant.parse("2080-07-10T17:30:30.208Z"));
    }

    @Test
    void endOfLife_defaultEpoch_isIn2089() {
        Snowflake ids = Snowflake.builder().datacenter(0).worker(0).build();
        assertThat(ids.endOfLife()).isEqualTo(Instant.parse("2089-09-06T15:47:35.551Z"));
        assertThat(ids)
                .hasToString("Snowflake[layout=41+5+5+12 bits, tick PT0.001S, epoch=2020-01-01T00:00:00Z,"
                        + " datacenter=0, worker=0]");
    }

    @Test
    void next_defaults_runOnTheSystemClock() {
        Snowflake ids = Snowflake.builder().datacenter(31).worker(31).build();
        long last = -1;
        for (int i = 0; i < 20_000; i++) {
            long id = ids.next();
            assertThat(id > last).isTrue();
            last = id;
        }
        assertThat(ids.parse(last).timestamp()).isAfter(Instant.parse("2025-01-01T00:00:00Z"));
    }

    @Test
    void next_longTick_countsInTicks() {
        Snowflake ids = narrow().layout(Layout.of(39, 0, 16, 8).withTick(Duration.ofMillis(10)))
                .datacenter(0)
                .build();
        time.advance(9);
        assertThat(take(ids, 2)).isEqualTo("0/0 0/1");
        time.advance(-9);
        assertThat(take(ids, 1)).as("within the tick").isEqualTo("0/2");
        time.advance(10);
        assertThat(take(ids, 1)).isEqualTo("10/0");
    }

    @Test
    void next_exhausted_waitsForTheNextTick() {
        Snowflake ids =
                narrow().onExhausted(Exhaustion.await(Duration.ofMillis(1))).build();
        assertThat(take(ids, 6)).isEqualTo("0/0 0/1 0/2 0/3 1/0 1/1");
        assertThat(time.pauses).isBetween(10, 20);
    }

    @Test
    void next_exhaustedAndFrozenClock_throwsAfterTheWait() {
        Snowflake ids =
                narrow().onExhausted(Exhaustion.await(Duration.ofMillis(3))).build();
        take(ids, 4);
        time.frozen = true;
        long start = time.elapsedNanos();
        assertThatThrownBy(ids::next)
                .isInstanceOf(SequenceExhaustedException.class)
                .hasMessage("all 4 ids of the tick are issued: clock=2024-01-01T00:00:10Z,"
                        + " newest=2024-01-01T00:00:10Z, policy=Exhaustion[maxAhead=PT0S, maxWait=PT0.003S]");
        assertThat(time.elapsedNanos() - start).isEqualTo(3_000_000);
        time.advance(1);
        assertThat(take(ids, 1)).as("as it was").isEqualTo("1/0");
    }

    @Test
    void next_exhaustedAndPolicyFail_throwsAtOnceAndGoesOnWithTheNextTick() {
        Snowflake ids = narrow().onExhausted(Exhaustion.fail()).build();
        take(ids, 4);
        assertThatThrownBy(ids::next).isInstanceOf(SequenceExhaustedException.class);
        assertThatThrownBy(ids::next).isInstanceOf(SequenceExhaustedException.class);
        assertThat(time.pauses).isZero();
        time.advance(1);
        assertThat(take(ids, 2)).isEqualTo("1/0 1/1");
    }

    @Test
    void next_borrowing_runsAheadUpToTheLimitAndIsCaughtUpWith() {
        Snowflake ids = narrow().onExhausted(Exhaustion.borrow(Duration.ofNanos(2_900_000)))
                .build();
        assertThat(take(ids, 12)).isEqualTo("0/0 0/1 0/2 0/3 1/0 1/1 1/2 1/3 2/0 2/1 2/2 2/3");
        assertThatThrownBy(ids::next).isInstanceOf(SequenceExhaustedException.class);
        time.advance(1);
        assertThat(take(ids, 1)).isEqualTo("3/0");
        time.advance(2);
        assertThat(take(ids, 1)).as("the clock is level").isEqualTo("3/1");
        time.advance(1);
        assertThat(take(ids, 1)).isEqualTo("4/0");
    }

    @Test
    void next_borrowingToTheLimit_waitsIfThePolicySaysSo() {
        Snowflake ids = narrow().onExhausted(
                        Exhaustion.borrow(Duration.ofMillis(1)).thenAwait(Duration.ofMillis(1)))
                .build();
        take(ids, 8);
        assertThat(time.pauses).isZero();
        assertThat(take(ids, 1)).isEqualTo("2/0");
        assertThat(time.pauses).isPositive();
    }

    @Test
    void next_borrowingWhileTheClockIsSetBackWithinTheLimit_asksNoRollbackPolicy() {
        Snowflake ids = narrow().onRollback(Rollback.fail())
                .onExhausted(Exhaustion.borrow(Duration.ofMillis(5)))
                .build();
        take(ids, 1);
        time.advance(-5);
        assertThat(take(ids, 3)).isEqualTo("0/1 0/2 0/3");
        assertThatThrownBy(ids::next).isInstanceOf(SequenceExhaustedException.class);
        time.advance(-1);
        assertThatThrownBy(ids::next)
                .isInstanceOfSatisfying(
                        ClockMovedBackwardsException.class,
                        e -> assertThat(e.backwardMillis()).isEqualTo(6));
    }

    @Test
    void next_clockBackAndPolicyFail_throwsUntilTheClockIsLevel() {
        Snowflake ids = narrow().onRollback(Rollback.fail()).build();
        take(ids, 2);
        time.advance(-3);
        assertThatThrownBy(ids::next)
                .isInstanceOf(ClockMovedBackwardsException.class)
                .hasMessage("clock must not be behind the newest id: behind by 3 ms, clock=2024-01-01T00:00:09.997Z,"
                        + " newest=2024-01-01T00:00:10Z, policy=Rollback[maxFreeze=PT0S, maxWait=PT0S]");
        time.advance(2);
        assertThatThrownBy(ids::next)
                .isInstanceOfSatisfying(
                        ClockMovedBackwardsException.class,
                        e -> assertThat(e.backwardMillis()).isEqualTo(1));
        time.advance(1);
        assertThat(take(ids, 2)).as("no sequence is used twice").isEqualTo("0/2 0/3");
        assertThat(time.pauses).isZero();
    }

    @Test
    void next_clockBackAndPolicyFreeze_keepsCountingThenAsksTheExhaustionPolicy() {
        Snowflake ids = narrow().onRollback(Rollback.freeze(Duration.ofMillis(100)))
                .onExhausted(Exhaustion.await(Duration.ofMillis(101)))
                .build();
        take(ids, 1);
        time.advance(-100);
        assertThat(take(ids, 3)).isEqualTo("0/1 0/2 0/3");
        assertThat(time.pauses).isZero();
        assertThat(take(ids, 1)).as("waits out the frozen time").isEqualTo("1/0");
        time.advance(-101);
        assertThatThrownBy(ids::next).isInstanceOf(ClockMovedBackwardsException.class);
    }

    @Test
    void next_clockBackAndPolicyAwait_waitsUntilTheClockIsLevel() {
        Snowflake ids =
                narrow().onRollback(Rollback.await(Duration.ofMillis(50))).build();
        take(ids, 2);
        time.advance(-50);
        long start = time.elapsedNanos();
        assertThat(take(ids, 1)).isEqualTo("0/2");
        assertThat(time.elapsedNanos() - start).isEqualTo(50_000_000);
        assertThat(time.pauses).as("in large steps while it is far").isLessThan(30);
    }

    @Test
    void next_clockFurtherBackThanTheWait_throwsWithoutWaiting() {
        Snowflake ids =
                narrow().onRollback(Rollback.await(Duration.ofMillis(50))).build();
        take(ids, 2);
        time.advance(-51);
        assertThatThrownBy(ids::next).isInstanceOf(ClockMovedBackwardsException.class);
        assertThat(time.pauses).isZero();
        time.set(Long.MIN_VALUE / 4_000_000);
        assertThatThrownBy(ids::next).hasMessageStartingWith("clock must not be before the epoch");
    }

    @Test
    void next_clockBackBeyondTheFreezeThenWaiting_goesOnOnceItIsNearEnough() {
        Snowflake ids = narrow().onRollback(
                        Rollback.freeze(Duration.ofMillis(10)).thenAwait(Duration.ofMillis(5)))
                .build();
        take(ids, 1);
        time.advance(-15);
        long start = time.elapsedNanos();
        assertThat(take(ids, 1)).isEqualTo("0/1");
        assertThat(time.elapsedNanos() - start).isEqualTo(5_000_000);
    }

    @Test
    void next_clockAheadAndBackAgain_staysWhereItWas() {
        Snowflake ids =
                narrow().onRollback(Rollback.freeze(Duration.ofHours(1))).build();
        take(ids, 1);
        time.advance(3_600_000);
        assertThat(take(ids, 1)).isEqualTo("3600000/0");
        time.advance(-3_600_000);
        assertThat(take(ids, 1)).isEqualTo("3600000/1");
    }

    @Test
    void next_interruptedWhileItMustWait_throwsKeepsTheFlagAndTheState() {
        Snowflake ids = narrow().build();
        assertThat(take(ids, 3)).isEqualTo("0/0 0/1 0/2");
        Thread.currentThread().interrupt();
        assertThat(take(ids, 1)).as("no need to wait").isEqualTo("0/3");
        assertThatThrownBy(ids::next)
                .isInstanceOf(SequenceExhaustedException.class)
                .hasMessageEndingWith("policy=Exhaustion[maxAhead=PT0S, maxWait=PT2S], interrupted");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(time.pauses).isZero();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(take(ids, 1)).isEqualTo("1/0");
    }

    @Test
    void next_interruptedInTheMiddleOfAWait_throws() {
        Waiter interrupting = new Waiter() {
            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public void pause(long round, long nanos) {
                time.pause(round, nanos);
                if (round == 3) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Snowflake ids = narrow().onRollback(Rollback.await(Duration.ofSeconds(1)))
                .waiter(interrupting)
                .build();
        take(ids, 1);
        time.advance(-1000);
        assertThatThrownBy(ids::next).isInstanceOf(ClockMovedBackwardsException.class);
        assertThat(time.pauses).isEqualTo(4);
        assertThat(Thread.interrupted()).isTrue();
        time.advance(960);
        assertThat(take(ids, 1)).isEqualTo("0/1");
    }

    @Test
    void next_clockThrows_leavesTheStateAsItWas() {
        RuntimeException fault = new RuntimeException("no time");
        boolean[] broken = {false};
        Snowflake ids = narrow().clock(() -> {
                    if (broken[0]) {
                        throw fault;
                    }
                    return time.millis();
                })
                .build();
        take(ids, 1);
        broken[0] = true;
        assertThatThrownBy(ids::next).isSameAs(fault);
        broken[0] = false;
        assertThat(take(ids, 1)).isEqualTo("0/1");
    }

    @Test
    void floorAndCeil_anInstant_boundTheIdsOfItsTick() {
        Snowflake ids = narrow().build();
        long id = ids.next();
        Instant now = Instant.ofEpochMilli(START).plusNanos(999_999);
        assertThat(ids.floor(now)).isEqualTo(10_000L << 12).isLessThanOrEqualTo(id);
        assertThat(ids.ceil(now)).isEqualTo((10_001L << 12) - 1).isGreaterThanOrEqualTo(id);
        assertThat(ids.ceil(now) + 1).isEqualTo(ids.floor(now.plusMillis(1)));
        assertThat(ids.floor(EPOCH)).isZero();
        assertThat(ids.parse(ids.ceil(now))).isEqualTo(new Snowflake.Parts(Instant.ofEpochMilli(START), 31, 31, 3));
    }

    @Test
    void systemWaiter_interrupted_returnsAndKeepsTheFlag() {
        Thread.currentThread().interrupt();
        Waiter.SYSTEM.pause(0, 1);
        Waiter.SYSTEM.pause(1000, Long.MAX_VALUE);
        assertThat(Thread.interrupted()).isTrue();
    }
}
