package dev.ashlar.idgen;

import java.time.Instant;

/** The policies of one generator, in its ticks: how far ids may lead the clock, how long to wait, and what to say then. */
final class Policies {
    /** How many ticks ids may be ahead because their sequence was used up. */
    final long borrowTicks;
    /** How many ticks ids may be ahead at all, by borrowing or by a clock set back. */
    final long leadTicks;

    /** The last tick that was used before this generator, or -1. */
    private final long usedTick;

    private final IdFormat format;
    private final Rollback rollback;
    private final Exhaustion exhaustion;
    private final Waiter waiter;
    private final long tickNanos;
    private final long rollbackWaitNanos;
    private final long exhaustionWaitNanos;

    Policies(SnowflakeBuilder builder, IdFormat format, long usedTick) {
        this.format = format;
        this.usedTick = usedTick;
        rollback = builder.rollback;
        exhaustion = builder.exhaustion;
        waiter = builder.waiter;
        tickNanos = builder.layout.tick().toNanos();
        borrowTicks = Durations.wholeUnits(exhaustion.maxAhead(), builder.layout.tick());
        leadTicks = Math.max(borrowTicks, Durations.wholeUnits(rollback.maxFreeze(), builder.layout.tick()));
        rollbackWaitNanos = Durations.saturatedNanos(rollback.maxWait());
        exhaustionWaitNanos = Durations.saturatedNanos(exhaustion.maxWait());
    }

    /** Elapsed time, for the start of a call's wait. */
    long nanoTime() {
        return waiter.nanoTime();
    }

    /**
     * Waits a while for the clock to catch up with the newest id, or throws the exception of the policy.
     *
     * @param round how many times this call has waited before
     * @param waitStart the elapsed time when it began to
     * @param newestTick the newest id's
     * @param lead how many ticks that is ahead of the clock
     * @param millis what the clock said
     */
    void pause(long round, long waitStart, long newestTick, long lead, long millis) {
        boolean behind = lead > leadTicks;
        long missing = behind ? lead - leadTicks : lead + 1 - borrowTicks;
        long maxWait = behind ? rollbackWaitNanos : exhaustionWaitNanos;
        if (!pause(round, missing, maxWait, waitStart)) {
            throw behind ? movedBackwards(newestTick, millis) : exhausted(newestTick, millis);
        }
    }

    /** Waits a while for the clock to advance so many ticks; false if the wait is over, or would be before that. */
    private boolean pause(long round, long missingTicks, long maxWaitNanos, long waitStart) {
        if (maxWaitNanos == 0) {
            return false;
        }
        long remaining = maxWaitNanos - (waiter.nanoTime() - waitStart);
        // The tick that runs may end at once; the others last.
        long fullTicks = missingTicks - 1;
        if (remaining <= 0
                || fullTicks > (remaining - 1) / tickNanos
                || Thread.currentThread().isInterrupted()) {
            return false;
        }
        // Not all at once, as the clock may jump ahead. Waking a little late in a tick costs no ids.
        long step = fullTicks > 0 ? fullTicks * tickNanos : Math.max(tickNanos / 16, 50_000);
        waiter.pause(round, Math.min(Math.min(step, 10_000_000), remaining));
        return true;
    }

    private ClockMovedBackwardsException movedBackwards(long newestTick, long millis) {
        long newestMillis = format.millisOf(newestTick);
        long backward = newestMillis - millis;
        String rule = newestTick == usedTick
                ? "clock must have passed the time that ids from before this generator may have: behind by "
                : "clock must not be behind the newest id: behind by ";
        return new ClockMovedBackwardsException(
                rule + backward + " ms, clock="
                        + Instant.ofEpochMilli(millis) + ", newest=" + Instant.ofEpochMilli(newestMillis) + ", policy="
                        + rollback + interruption(),
                backward);
    }

    private SequenceExhaustedException exhausted(long newestTick, long millis) {
        return new SequenceExhaustedException("all " + format.idsPerTick() + " ids of the tick are issued: clock="
                + Instant.ofEpochMilli(millis) + ", newest=" + format.timestampOf(newestTick) + ", policy=" + exhaustion
                + interruption());
    }

    private static String interruption() {
        return Thread.currentThread().isInterrupted() ? ", interrupted" : "";
    }
}
