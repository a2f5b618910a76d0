package dev.ashlar.idgen;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A layout with an epoch: which bits of an id are what, and which instants its ticks are. */
final class IdFormat {
    private final Layout layout;
    private final Instant epoch;
    /** The first instant after the last tick. */
    private final Instant end;

    private final long epochMillis;
    private final long tickMillis;
    private final long lifetimeMillis;
    private final int nodeShift;
    private final int timeShift;

    IdFormat(Layout layout, Instant epoch) {
        if (!epoch.truncatedTo(ChronoUnit.MILLIS).equals(epoch)) {
            throw new IllegalArgumentException("epoch must be whole milliseconds: epoch=" + epoch);
        }
        this.layout = layout;
        this.epoch = epoch;
        tickMillis = layout.tickMillis();
        lifetimeMillis = layout.lifetimeMillis();
        try {
            epochMillis = epoch.toEpochMilli();
            end = Instant.ofEpochMilli(Math.addExact(epochMillis, lifetimeMillis));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "epoch and the end of life must be within 2^63-1 ms of 1970: epoch=" + epoch + ", layout=" + layout,
                    e);
        }
        nodeShift = layout.sequenceBits();
        timeShift = nodeShift + layout.workerBits() + layout.datacenterBits();
    }

    /** The tick of a time, 0 or more. */
    long tickAt(long millis) {
        long elapsed = millis - epochMillis;
        // Unsigned, a difference is right even where the subtraction overflows; a time before the epoch is huge then.
        if (Long.compareUnsigned(elapsed, lifetimeMillis) >= 0) {
            throw outOfRange(millis);
        }
        // Most ticks are 1 ms, and a division takes longer than all the rest.
        return tickMillis == 1 ? elapsed : elapsed / tickMillis;
    }

    /** The tick in which a time is: -1 if it is before the epoch, the last one if it is after the end. */
    long tickUpTo(long millis) {
        if (millis < epochMillis) {
            return -1;
        }
        return millis - epochMillis >= lifetimeMillis || millis - epochMillis < 0
                ? maxTick()
                : (millis - epochMillis) / tickMillis;
    }

    /** The tick of an id. */
    long tickOf(long id) {
        long tick = id >>> timeShift;
        if (tick > maxTick()) {
            throw new IllegalArgumentException("id must have at most " + layout.totalBits() + " bits: id=" + id);
        }
        return tick;
    }

    /** The start of a tick, in milliseconds since 1970. */
    long millisOf(long tick) {
        return epochMillis + tick * tickMillis;
    }

    Instant timestampOf(long tick) {
        return Instant.ofEpochMilli(millisOf(tick));
    }

    /** How many bits of an id are below the time. */
    int timeShift() {
        return timeShift;
    }

    long maxTick() {
        return Layout.mask(layout.timeBits());
    }

    long idsPerTick() {
        return layout.maxSequence() + 1L;
    }

    Instant endOfLife() {
        return timestampOf(maxTick());
    }

    /** The node bits at their place in an id. */
    long nodeBits(int datacenter, int worker) {
        return (((long) datacenter << layout.workerBits()) | worker) << nodeShift;
    }

    Snowflake.Parts parse(long id) {
        if (id < 0) {
            throw new IllegalArgumentException("id must be >= 0: id=" + id);
        }
        long tick = tickOf(id);
        return new Snowflake.Parts(
                timestampOf(tick),
                (int) (id >>> (nodeShift + layout.workerBits())) & layout.maxDatacenter(),
                (int) (id >>> nodeShift) & layout.maxWorker(),
                (int) id & layout.maxSequence());
    }

    /** The least id of the tick in which an instant is. */
    long floor(Instant instant) {
        if (instant.isBefore(epoch) || !instant.isBefore(end)) {
            throw new IllegalArgumentException("instant must be from the epoch, " + epoch + ", to the end of life, "
                    + endOfLife() + ": instant=" + instant);
        }
        return tickAt(instant.toEpochMilli()) << timeShift;
    }

    /** The greatest id of the tick in which an instant is. */
    long ceil(Instant instant) {
        return floor(instant) | Layout.mask(timeShift);
    }

    IllegalStateException outOfRange(long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        return new IllegalStateException(
                millis < epochMillis
                        ? "clock must not be before the epoch: clock=" + time + ", epoch=" + epoch
                        : "clock must not be past the end of life: clock=" + time + ", endOfLife=" + endOfLife()
                                + ", epoch=" + epoch + ", layout=" + layout);
    }

    IllegalStateException ended(long millis) {
        return new IllegalStateException("all ids up to the end of life are issued: clock="
                + Instant.ofEpochMilli(millis) + ", endOfLife=" + endOfLife() + ", epoch=" + epoch + ", layout="
                + layout);
    }

    @Override
    public String toString() {
        return "layout=" + layout + ", epoch=" + epoch;
    }
}
