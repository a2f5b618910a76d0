package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random steps of the clock, under random policies, against a model that says in plain words what must happen. */
class SnowflakeModelTest {
    private static final int GENERATORS = 200;
    private static final int STEPS = 10_000;
    private static final long HOUR = 3_600_000;
    private static final long START = 100 * HOUR;

    private static final long REFUSED_AS_BEHIND = -1;
    private static final long REFUSED_AS_EXHAUSTED = -2;

    /** One thread, no packing, no loop of waiting: time passes by saying when the wait will be over. */
    private static final class Model {
        final long tickNanos;
        final long sequences;
        final long freezeTicks;
        final long aheadTicks;
        final long rollbackWaitNanos;
        final long exhaustionWaitNanos;
        long tick = -1;
        long sequence;

        Model(Layout layout, Rollback rollback, Exhaustion exhaustion) {
            tickNanos = layout.tick().toNanos();
            sequences = 1L << layout.sequenceBits();
            freezeTicks = rollback.maxFreeze().dividedBy(layout.tick());
            aheadTicks = exhaustion.maxAhead().dividedBy(layout.tick());
            rollbackWaitNanos = rollback.maxWait().toNanos();
            exhaustionWaitNanos = exhaustion.maxWait().toNanos();
        }

        /** The id of a layout without node bits, or why there is none. */
        long next(long nowNanos) {
            long now = nowNanos / tickNanos;
            if (now > tick) {
                return issue(now, 0);
            }
            long allowed = Math.max(freezeTicks, aheadTicks);
            if (tick - now > allowed) {
                long wait = (tick - allowed) * tickNanos - nowNanos;
                if (wait > rollbackWaitNanos) {
                    return REFUSED_AS_BEHIND;
                }
                now = tick - allowed;
            }
            if (sequence + 1 < sequences) {
                return issue(tick, sequence + 1);
            }
            if (tick + 1 > now + aheadTicks) {
                long wait = (tick + 1 - aheadTicks) * tickNanos - nowNanos;
                if (wait > exhaustionWaitNanos) {
                    return REFUSED_AS_EXHAUSTED;
                }
            }
            return issue(tick + 1, 0);
        }

        private long issue(long tick, long sequence) {
            this.tick = tick;
            this.sequence = sequence;
            return tick * sequences + sequence;
        }
    }

    @Test
    void next_anyClock_isThatOfTheModelAndInOrder() {
        long seed = Seeds.seed(20240101);
        SplittableRandom random = new SplittableRandom(seed);
        long issued = 0;
        long behind = 0;
        long exhausted = 0;
        for (int g = 0; g < GENERATORS; g++) {
            Layout layout = Layout.of(45, 0, 0, random.nextInt(1, 5)).withTick(Duration.ofMillis(random.nextInt(1, 4)));
            Rollback rollback = new Rollback(randomLead(random), randomDuration(random));
            Exhaustion exhaustion = new Exhaustion(randomLead(random), randomDuration(random));
            FakeTime time = new FakeTime(START);
            Snowflake ids = Snowflake.builder()
                    .layout(layout)
                    .epoch(Instant.EPOCH)
                    .clock(time::millis)
                    .waiter(time)
                    .onRollback(rollback)
                    .onExhausted(exhaustion)
                    .build();
            Model model = new Model(layout, rollback, exhaustion);
            long newest = -1;
            for (int step = 0; step < STEPS; step++) {
                moveClock(random, time, model);
                long now = time.wallNanos();
                long expected = model.next(now);
                long actual = outcome(ids);
                if (actual != expected || (actual >= 0 && actual <= newest)) {
                    assertThat(actual)
                            .as(
                                    "seed=%d generator=%d step=%d newest=%d now=%d ns layout=%s %s %s",
                                    seed, g, step, newest, now, layout, rollback, exhaustion)
                            .isEqualTo(expected)
                            .isGreaterThan(newest);
                }
                newest = Math.max(newest, actual);
                issued += actual >= 0 ? 1 : 0;
                behind += actual == REFUSED_AS_BEHIND ? 1 : 0;
                exhausted += actual == REFUSED_AS_EXHAUSTED ? 1 : 0;
            }
        }
        // The steps reach all that there is to reach.
        assertThat(issued).as("seed=%d", seed).isGreaterThan(1_000_000);
        assertThat(behind).as("seed=%d", seed).isGreaterThan(100_000);
        assertThat(exhausted).as("seed=%d", seed).isGreaterThan(10_000);
    }

    private static long outcome(Snowflake ids) {
        try {
            return ids.next();
        } catch (ClockMovedBackwardsException e) {
            return REFUSED_AS_BEHIND;
        } catch (SequenceExhaustedException e) {
            return REFUSED_AS_EXHAUSTED;
        }
    }

    private static void moveClock(SplittableRandom random, FakeTime time, Model model) {
        int kind = random.nextInt(1000);
        if (kind < 600) {
            return; // stands still
        } else if (kind < 740) {
            time.advanceNanos(random.nextInt(3_000_000));
        } else if (kind < 780) {
            time.advanceNanos(-random.nextInt(30_000_000));
        } else if (kind < 800) {
            time.advance(random.nextInt(40));
        } else if (kind < 998 && model.tick >= 0) {
            // near the newest id again
            time.set(model.tick * model.tickNanos / 1_000_000);
            time.advanceNanos(random.nextInt(-20_000_000, 5_000_000));
        } else if (kind < 999) {
            time.advance(random.nextLong(-HOUR, 0));
        } else {
            time.advance(random.nextLong(HOUR));
        }
        if (time.wallNanos() < 0) {
            time.set(START);
        }
    }

    private static Duration randomLead(SplittableRandom random) {
        return random.nextInt(4) == 0 ? Duration.ofHours(2) : randomDuration(random);
    }

    /** Nothing, some milliseconds, or a time with a fraction of one. */
    private static Duration randomDuration(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0, 1 -> Duration.ZERO;
            case 2 -> Duration.ofMillis(random.nextInt(1, 25));
            default -> Duration.ofNanos(random.nextInt(1, 25_000_000));
        };
    }
}
