package dev.ashlar.idgen;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A generator of Snowflake ids: positive longs, unique over all generators with different datacenter and worker
 * numbers, and in the order of time, without any coordination per id.
 *
 * <p>Guarantee: every id of one generator is greater than the ones it issued before, over all threads, whatever its
 * clock does: jumps back, stands still, jumps ahead. Ids of two generators with one layout and epoch are never equal if
 * their datacenter or worker numbers differ, and are in order as far as their clocks agree. Not guaranteed: that ids
 * are without gaps; that ids differ <em>after a restart with a clock that was set back</em>, since nothing is stored
 * (so let a process wait, on its start, for as long as its clock may have been set back, or give it a new worker
 * number); that ids cannot be guessed, or that they hide when and at which rate they were made.
 *
 * <p>The sequence starts at 0 in each tick, so at a low rate most ids are multiples of a power of two: partition by a
 * hash of the id, not by {@code id % n}.
 *
 * <p>Cost of {@link #next()}: one reading of the clock and one compare-and-set; no allocation. One generator issues at
 * most {@link Layout#maxSequence()} + 1 ids a tick (4 096 000 ids a second with {@link Layout#TWITTER}) in the long
 * run, or fewer where the operating system's timers are coarse.
 *
 * <p>Thread-safe, and lock-free as long as ids are left in the tick: threads may share one generator, and should, for
 * two with the same numbers in one process issue the same ids. A call blocks only where a policy says so, see
 * {@link #next()}.
 *
 * <p>Source: Twitter's Snowflake, 2010. Differs from it in that the policies for a clock set back and for a sequence
 * used up are the caller's choice, and that no time is lost to a lock.
 */
public final class Snowflake {
    /*
     * The state is one long: the time of the newest id in ticks since the epoch, then its sequence number, in as many
     * bits as the layout has for the two. The state after it is state + 1, which carries into the time exactly when the
     * sequence is used up, or the first of the clock's tick if that is greater. It starts at -1, less than all.
     * The node bits do not change and are put in between afterwards.
     *
     * Invariant: the state only grows, and each value is taken by one compare-and-set, so by one caller: ids are unique
     * and in order no matter what the clock does. The clock only decides which ids a policy lets out.
     *
     * A thread must not take for a clock set back what is a reading that grew old while others went on. So the clock is
     * read after the state: whoever stored the state read the clock before. When the compare-and-set fails, the reading
     * is used again with the newer state, to save the time; but only if it is not behind it, for otherwise nextSlowly
     * begins anew, again with the state first.
     */
    private final PaddedLong newest = new PaddedLong(-1);

    private final IdFormat format;
    private final LongSupplier clock;
    private final Waiter waiter;
    private final int sequenceBits;
    private final int timeShift;
    private final long maxSequence;
    private final long maxTick;
    private final long nodeBits;
    private final int datacenter;
    private final int worker;

    private final Rollback rollback;
    private final Exhaustion exhaustion;
    private final long tickNanos;
    private final long borrowTicks;
    private final long leadTicks;
    private final long rollbackWaitNanos;
    private final long exhaustionWaitNanos;

    private Snowflake(Builder builder, int datacenter, int worker) {
        Layout layout = builder.layout;
        format = new IdFormat(layout, builder.epoch);
        clock = builder.clock;
        waiter = builder.waiter;
        sequenceBits = layout.sequenceBits();
        timeShift = format.timeShift();
        maxSequence = layout.maxSequence();
        maxTick = format.maxTick();
        nodeBits = format.nodeBits(datacenter, worker);
        this.datacenter = datacenter;
        this.worker = worker;
        rollback = builder.rollback;
        exhaustion = builder.exhaustion;
        tickNanos = layout.tick().toNanos();
        borrowTicks = Durations.wholeUnits(exhaustion.maxAhead(), layout.tick());
        leadTicks = Math.max(borrowTicks, Durations.wholeUnits(rollback.maxFreeze(), layout.tick()));
        rollbackWaitNanos = Durations.saturatedNanos(rollback.maxWait());
        exhaustionWaitNanos = Durations.saturatedNanos(exhaustion.maxWait());
    }

    /**
     * Starts the making of a generator.
     *
     * @return a builder with the defaults of its methods
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns a new id, greater than all that this generator has returned.
     *
     * <p>Commonly returns at once. Waits only if the {@link Rollback} or the {@link Exhaustion} policy says so, and no
     * longer than it says, but for what the operating system adds: after some spins it parks the thread, for a sixteenth
     * of a tick and 50 microseconds at the least, so that a wait does not keep a core busy. An interrupt ends a wait, as
     * if its time were over: the exception of the policy is thrown and the thread's interrupt flag stays set. A call
     * that need not wait does not look at the flag.
     *
     * <p>Every refusal is an {@link IllegalStateException} and leaves the generator as it was, and so does whatever the
     * clock throws.
     *
     * @return the id, 0 or more
     * @throws ClockMovedBackwardsException if the clock is behind the newest id by more than the policy allows
     * @throws SequenceExhaustedException if the tick has no more ids and the policy does not allow to wait or to borrow
     * @throws IllegalStateException if the clock is before the epoch or after the {@linkplain #endOfLife() end of life},
     *     or no id is left
     */
    public long next() {
        long state = newest.get();
        long tick = format.tickAt(clock.getAsLong());
        while (true) {
            long first = tick << sequenceBits;
            // Not Math.max: after the greatest long comes the least, whose time is, unsigned, past the last tick.
            long next = first > state ? first : state + 1;
            if (next >>> sequenceBits > Math.min(tick + borrowTicks, maxTick)) {
                return nextSlowly();
            }
            long seen = newest.compareAndExchange(state, next);
            if (seen == state) {
                return idOf(next);
            }
            state = seen;
        }
    }

    /** The same with the policies: no id is left up to the clock's tick, or it only seemed so to an old reading. */
    private long nextSlowly() {
        long waitStart = 0;
        long round = 0;
        while (true) {
            long state = newest.get();
            long millis = clock.getAsLong();
            long tick = format.tickAt(millis);
            long lead = (state >> sequenceBits) - tick;
            boolean behind = lead > leadTicks;
            if (!behind) {
                long next = nextWithin(state, tick, lead, millis);
                if (next >= 0) {
                    if (newest.compareAndExchange(state, next) == state) {
                        return idOf(next);
                    }
                    continue;
                }
            }
            long missing = behind ? lead - leadTicks : lead + 1 - borrowTicks;
            long maxWait = behind ? rollbackWaitNanos : exhaustionWaitNanos;
            if (round == 0 && maxWait > 0) {
                waitStart = waiter.nanoTime();
            }
            if (!pause(round, missing, maxWait, waitStart)) {
                throw behind ? movedBackwards(state, millis) : exhausted(state, millis);
            }
            round++;
        }
    }

    /** The state to follow a state that leads the clock by no more than is allowed, or -1 if there is none now. */
    private long nextWithin(long state, long tick, long lead, long millis) {
        if (lead < 0) {
            return tick << sequenceBits;
        }
        if ((state & maxSequence) != maxSequence) {
            return state + 1;
        }
        if (lead >= borrowTicks) {
            return -1;
        }
        if (state >>> sequenceBits == maxTick) {
            throw format.ended(millis);
        }
        return state + 1;
    }

    private long idOf(long state) {
        return ((state >>> sequenceBits) << timeShift) | nodeBits | (state & maxSequence);
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

    private ClockMovedBackwardsException movedBackwards(long state, long millis) {
        long newestMillis = format.millisOf(state >> sequenceBits);
        long backward = newestMillis - millis;
        return new ClockMovedBackwardsException(
                "clock must not be behind the newest id: behind by " + backward + " ms, clock="
                        + Instant.ofEpochMilli(millis) + ", newest=" + Instant.ofEpochMilli(newestMillis) + ", policy="
                        + rollback + interruption(),
                backward);
    }

    private SequenceExhaustedException exhausted(long state, long millis) {
        return new SequenceExhaustedException("all " + (maxSequence + 1) + " ids of the tick are issued: clock="
                + Instant.ofEpochMilli(millis) + ", newest=" + format.timestampOf(state >> sequenceBits) + ", policy="
                + exhaustion + interruption());
    }

    private static String interruption() {
        return Thread.currentThread().isInterrupted() ? ", interrupted" : "";
    }

    /**
     * Takes an id of this generator's layout and epoch apart; it may be another generator's.
     *
     * @param id the id, 0 or more
     * @return its parts
     * @throws IllegalArgumentException if {@code id} is negative or has more bits than the layout
     */
    public Parts parse(long id) {
        return format.parse(id);
    }

    /**
     * Returns the least id that any generator with this layout and epoch can issue for the tick in which an instant is.
     *
     * <p>All ids from {@code floor(from)} to {@code ceil(to)}, both included, are those with times from {@code from} to
     * {@code to}, to the accuracy of a tick.
     *
     * @param instant a time from the epoch to the end of life
     * @return the id, 0 or more
     * @throws IllegalArgumentException if {@code instant} is outside that time
     */
    public long floor(Instant instant) {
        return format.floor(instant);
    }

    /**
     * Returns the greatest id that any generator with this layout and epoch can issue for the tick in which an instant
     * is; see {@link #floor(Instant)}.
     *
     * @param instant a time from the epoch to the end of life
     * @return the id, 0 or more
     * @throws IllegalArgumentException if {@code instant} is outside that time
     */
    public long ceil(Instant instant) {
        return format.ceil(instant);
    }

    /**
     * Returns the time of the last ids: when the tick that begins then is over, {@link #next()} only throws. Watch it
     * with a year to spare.
     *
     * @return the beginning of the last tick
     */
    public Instant endOfLife() {
        return format.endOfLife();
    }

    @Override
    public String toString() {
        return "Snowflake[" + format + ", datacenter=" + datacenter + ", worker=" + worker + "]";
    }

    /**
     * What is in an id.
     *
     * @param timestamp the beginning of the tick in which it was issued, by its generator's clock; ahead of that if the
     *     generator borrowed, or if its clock had been set back
     * @param datacenter its generator's datacenter number, 0 or more
     * @param worker its generator's worker number, 0 or more
     * @param sequence which id of the tick it is, from 0
     */
    public record Parts(Instant timestamp, int datacenter, int worker, int sequence) {}

    /** Makes generators. Not thread-safe; the generators are. */
    public static final class Builder {
        private static final Instant DEFAULT_EPOCH = Instant.parse("2020-01-01T00:00:00Z");

        private Layout layout = Layout.TWITTER;
        private Instant epoch = DEFAULT_EPOCH;
        private @Nullable Integer datacenter;
        private @Nullable Integer worker;
        private LongSupplier clock = System::currentTimeMillis;
        private Waiter waiter = Waiter.SYSTEM;
        private Rollback rollback = Rollback.freeze(Duration.ofSeconds(1));
        private Exhaustion exhaustion = Exhaustion.await(Duration.ofSeconds(2));

        private Builder() {}

        /**
         * Sets the widths of the parts; {@link Layout#TWITTER} by default. All generators of one set of ids need the
         * same, for ever.
         *
         * @param layout the layout
         * @return this
         */
        public Builder layout(Layout layout) {
            this.layout = Objects.requireNonNull(layout, "layout");
            return this;
        }

        /**
         * Sets the time at which the ids' time starts; 2020-01-01T00:00:00Z by default, with which 41 bits of
         * milliseconds last until 2089-09-06T15:47:35.551Z. All generators of one set of ids need the same, for ever.
         *
         * @param epoch whole milliseconds; not after the time at which the first id is made
         * @return this
         */
        public Builder epoch(Instant epoch) {
            this.epoch = Objects.requireNonNull(epoch, "epoch");
            return this;
        }

        /**
         * Sets the datacenter number. There is no default if the layout has bits for it.
         *
         * @param datacenter 0 to {@link Layout#maxDatacenter()}
         * @return this
         */
        public Builder datacenter(int datacenter) {
            this.datacenter = datacenter;
            return this;
        }

        /**
         * Sets the worker number, unique in the datacenter. There is no default if the layout has bits for it, because
         * two generators with the same numbers issue the same ids, and nothing would tell.
         *
         * @param worker 0 to {@link Layout#maxWorker()}
         * @return this
         */
        public Builder worker(int worker) {
            this.worker = worker;
            return this;
        }

        /**
         * Sets the clock; {@link System#currentTimeMillis()} by default.
         *
         * <p>It gives a primitive, because it is read for each id and an {@link Instant} each time would be garbage. A
         * {@link java.time.InstantSource} fits as {@code source::millis}. It is called by many threads at once, and
         * need not be steady; but one that goes back is taken as a clock set back.
         *
         * @param epochMillis returns milliseconds since 1970-01-01T00:00:00Z; thread-safe
         * @return this
         */
        public Builder clock(LongSupplier epochMillis) {
            clock = Objects.requireNonNull(epochMillis, "epochMillis");
            return this;
        }

        /**
         * Sets what to do when the clock is behind the newest id; {@link Rollback#freeze(Duration)} of 1 second by
         * default. That covers a leap second and the common corrections of a clock without anybody noticing; what is
         * more is a fault of the clock, which somebody should see.
         *
         * @param rollback the policy
         * @return this
         */
        public Builder onRollback(Rollback rollback) {
            this.rollback = Objects.requireNonNull(rollback, "rollback");
            return this;
        }

        /**
         * Sets what to do when the tick has no more ids; {@link Exhaustion#await(Duration)} of 2 seconds by default.
         * With a clock that runs it waits for less than a tick; the 2 seconds are for one that was set back by the
         * second that is frozen by default.
         *
         * @param exhaustion the policy
         * @return this
         */
        public Builder onExhausted(Exhaustion exhaustion) {
            this.exhaustion = Objects.requireNonNull(exhaustion, "exhaustion");
            return this;
        }

        /** Sets how calls wait; for tests. */
        Builder waiter(Waiter waiter) {
            this.waiter = waiter;
            return this;
        }

        /**
         * Makes a generator. The clock is not read.
         *
         * @return the generator
         * @throws IllegalStateException if the layout has bits for a datacenter or a worker number that is not set
         * @throws IllegalArgumentException if a number does not fit in the layout, or the epoch is not whole
         *     milliseconds, or so late that the layout's lifetime ends after all that a long of milliseconds can tell
         */
        public Snowflake build() {
            return new Snowflake(
                    this,
                    checked("datacenter", datacenter, layout.maxDatacenter()),
                    checked("worker", worker, layout.maxWorker()));
        }

        private static int checked(String name, @Nullable Integer number, int max) {
            if (number == null) {
                if (max > 0) {
                    throw new IllegalStateException(name + " must be set: 0 to " + max);
                }
                return 0;
            }
            if (number < 0 || number > max) {
                throw new IllegalArgumentException(name + " must be 0 to " + max + ": " + name + "=" + number);
            }
            return number;
        }
    }
}
