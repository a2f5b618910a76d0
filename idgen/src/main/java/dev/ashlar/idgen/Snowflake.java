package dev.ashlar.idgen;

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
 * their datacenter or worker numbers differ, and are in order as far as their clocks agree. With a {@link TimeFence}, a
 * high-water mark or a leased worker number, they also differ from those of the generators that had the number before.
 * Not guaranteed: that ids are without gaps; that ids differ, without a fence, <em>after a restart with a clock that was
 * set back</em>; that ids cannot be guessed, or that they hide when and at which rate they were made.
 *
 * <p>The sequence starts at 0 in each tick, unless it is {@linkplain SnowflakeBuilder#spread() spread}: at a low rate most
 * ids are multiples of a power of two, so partition by a hash of the id, not by {@code id % n}.
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
     * The clock is read first, and the state after it: reading the clock takes long, and the less time there is between
     * reading the state and setting it, the less often another thread comes in between. But a thread must not take for a
     * clock set back what is a reading that grew old while others went on. So a reading that is behind the state decides
     * nothing: nextSlowly begins anew, with the state first; whoever stored that state read the clock before.
     */
    private final PaddedLong newest;

    private final IdFormat format;
    private final @Nullable TimeFence fence;
    private final LongSupplier clock;
    private final Policies policies;

    /* What next() needs of the above, so that it has one object to read. */

    private final long epochMillis;
    private final long lifetimeMillis;
    private final long tickMillis;
    private final long borrowTicks;
    private final int sequenceBits;
    private final int timeShift;
    private final long maxSequence;
    private final long maxTick;
    private final long nodeBits;
    private final long spreadMask;
    private final long spreadSeed;
    private final int datacenter;
    private final int worker;

    Snowflake(SnowflakeBuilder builder, int datacenter, int worker) {
        Layout layout = builder.layout;
        format = new IdFormat(layout, builder.epoch);
        fence = builder.fence;
        spreadMask = builder.spread ? layout.maxSequence() >>> 1 : 0;
        spreadSeed = builder.spreadSeed;
        clock = builder.clock;
        epochMillis = builder.epoch.toEpochMilli();
        lifetimeMillis = layout.lifetimeMillis();
        tickMillis = layout.tickMillis();
        sequenceBits = layout.sequenceBits();
        timeShift = format.timeShift();
        maxSequence = layout.maxSequence();
        maxTick = format.maxTick();
        nodeBits = format.nodeBits(datacenter, worker);
        this.datacenter = datacenter;
        this.worker = worker;
        long used = used(builder);
        policies = new Policies(builder, format, used >> sequenceBits);
        borrowTicks = policies.borrowTicks;
        newest = new PaddedLong(used);
    }

    /** The last state that may have been used already. */
    private long used(SnowflakeBuilder builder) {
        long used = -1;
        if (builder.startAfter >= 0) {
            used = lastOf(format.tickOf(builder.startAfter));
        }
        if (fence != null) {
            used = Math.max(used, lastOf(format.tickUpTo(fence.usedUntilMillis())));
        }
        return used;
    }

    /** The last state of a tick, or -1 for a tick of -1. */
    private long lastOf(long tick) {
        // Of the last of all ticks the difference overflows to the greatest long, as it should.
        return ((tick + 1) << sequenceBits) - 1;
    }

    /**
     * Starts the making of a generator.
     *
     * @return a builder with the defaults of its methods
     */
    public static SnowflakeBuilder builder() {
        return new SnowflakeBuilder();
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
     * <p>A refusal is an {@link IllegalStateException}, and leaves the generator as it was; so does whatever the clock
     * throws, or the fence.
     *
     * @return the id, 0 or more
     * @throws ClockMovedBackwardsException if the clock is behind the newest id by more than the policy allows
     * @throws SequenceExhaustedException if the tick has no more ids and the policy does not allow to wait or to borrow
     * @throws IllegalStateException if the clock is before the epoch or after the {@linkplain #endOfLife() end of life},
     *     or no id is left, or the fence is closed or its lease over
     * @throws java.io.UncheckedIOException if the fence cannot be extended, because a mark cannot be written
     */
    public long next() {
        long tick = tickAt(clock.getAsLong());
        long state = newest.get();
        while (true) {
            long next = follow(state, tick);
            if (isRefused(next, tick)) {
                return nextSlowly();
            }
            long seen = newest.compareAndExchange(state, next);
            if (seen == state) {
                return idOf(next);
            }
            state = newest.getAfterLoss();
        }
    }

    /**
     * Puts new ids into an array, rising, each as if by {@link #next()}, but with one reading of the clock and one
     * compare-and-set for all of them. No other thread's ids lie between two of them.
     *
     * <p>Gives as many ids as can be had at once, which is 1 at the least: how many are left in the tick, and in the time
     * that may be borrowed. If there is none, it waits or throws as {@link #next()} does. So to get many, call it until
     * they are there.
     *
     * @param dst where to put them
     * @param off the index of the first
     * @param n how many are wanted, 0 or more
     * @return how many there are, 1 to {@code n}; 0 if {@code n} is 0
     * @throws IndexOutOfBoundsException if {@code n} ids do not fit in {@code dst}; none is issued then
     * @throws IllegalStateException as from {@link #next()}; none is issued then
     * @throws java.io.UncheckedIOException as from {@link #next()}; none is issued then
     */
    public int next(long[] dst, int off, int n) {
        Objects.checkFromIndexSize(off, n, dst.length);
        if (n == 0) {
            return 0;
        }
        long tick = tickAt(clock.getAsLong());
        long state = newest.get();
        while (true) {
            long first = follow(state, tick);
            long last = lastAllowed(state, tick);
            if (first < 0 || first > last) {
                dst[off] = nextSlowly();
                return 1;
            }
            int count = (int) Math.min(n, last - first + 1);
            long seen = newest.compareAndExchange(state, first + count - 1);
            if (seen == state) {
                write(dst, off, first, count);
                return count;
            }
            state = newest.getAfterLoss();
        }
    }

    private void write(long[] dst, int off, long first, int count) {
        if (timeShift == sequenceBits) { // no bits in between: the ids are the states
            for (int i = 0; i < count; i++) {
                dst[off + i] = first + i;
            }
        } else {
            for (int i = 0; i < count; i++) {
                dst[off + i] = idOf(first + i);
            }
        }
    }

    /** As the format's, which takes an object more to read. */
    private long tickAt(long millis) {
        long elapsed = millis - epochMillis;
        return tickMillis == 1 && elapsed >= 0 && elapsed < lifetimeMillis ? elapsed : format.tickAt(millis);
    }

    /** The state after a state, by a clock in that tick. */
    private long follow(long state, long tick) {
        // Not the greater of the two: after the greatest long comes the least, whose time is, unsigned, past the last.
        return tick > state >> sequenceBits ? firstOf(tick) : state + 1;
    }

    private long firstOf(long tick) {
        long first = tick << sequenceBits;
        return spreadMask == 0 ? first : first | (Mixer.mix(tick ^ spreadSeed) & spreadMask);
    }

    /** Whether a state may not be used, or not without asking the policies or the fence. */
    private boolean isRefused(long next, long tick) {
        long time = next >>> sequenceBits;
        return (time > tick && time > Math.min(tick + borrowTicks, maxTick)) // mostly the first of the two tells
                || (fence != null && format.millisOf(time) > fence.limitMillis());
    }

    /** The last state that {@link #isRefused} would let pass, or the policies while time is frozen. */
    private long lastAllowed(long state, long tick) {
        long last = Math.min(tick + borrowTicks, maxTick);
        long newestTick = state >> sequenceBits;
        if (newestTick > last && newestTick - tick <= policies.leadTicks) {
            last = newestTick;
        }
        return lastOf(fence == null ? last : Math.min(last, format.tickUpTo(fence.limitMillis())));
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
            if (lead <= policies.leadTicks) {
                long next = nextWithin(state, tick, lead, millis);
                if (next >= 0) {
                    if (fence != null && format.millisOf(next >>> sequenceBits) > fence.limitMillis()) {
                        fence.extend(format.millisOf(next >>> sequenceBits));
                        continue;
                    }
                    if (newest.compareAndExchange(state, next) == state) {
                        return idOf(next);
                    }
                    continue;
                }
            }
            if (round == 0) {
                waitStart = policies.nanoTime();
            }
            policies.pause(round, waitStart, state >> sequenceBits, lead, millis);
            round++;
        }
    }

    /** The state to follow a state that leads the clock by no more than is allowed, or -1 if there is none now. */
    private long nextWithin(long state, long tick, long lead, long millis) {
        if (lead < 0) {
            return firstOf(tick);
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
}
