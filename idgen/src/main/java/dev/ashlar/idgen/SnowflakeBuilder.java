package dev.ashlar.idgen;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@linkplain Snowflake Snowflake generators}: layout, epoch, numbers, clock and policies.
 *
 * <p>Not thread-safe; the generators that it makes are.
 */
public final class SnowflakeBuilder {
    private static final Instant DEFAULT_EPOCH = Instant.parse("2020-01-01T00:00:00Z");

    Layout layout = Layout.TWITTER;
    Instant epoch = DEFAULT_EPOCH;
    private @Nullable Integer datacenter;
    private @Nullable Integer worker;
    LongSupplier clock = System::currentTimeMillis;
    Waiter waiter = Waiter.SYSTEM;
    Rollback rollback = Rollback.freeze(Duration.ofSeconds(1));
    Exhaustion exhaustion = Exhaustion.await(Duration.ofSeconds(2));

    @Nullable
    TimeFence fence;
    /** -1: after none. */
    long startAfter = -1;

    boolean spread;
    long spreadSeed;

    SnowflakeBuilder() {}

    /**
     * Sets the widths of the parts; {@link Layout#TWITTER} by default. All generators of one set of ids need the
     * same, for ever.
     *
     * @param layout the layout
     * @return this
     */
    public SnowflakeBuilder layout(Layout layout) {
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
    public SnowflakeBuilder epoch(Instant epoch) {
        this.epoch = Objects.requireNonNull(epoch, "epoch");
        return this;
    }

    /**
     * Sets the datacenter number. There is no default if the layout has bits for it.
     *
     * @param datacenter 0 to {@link Layout#maxDatacenter()}
     * @return this
     */
    public SnowflakeBuilder datacenter(int datacenter) {
        this.datacenter = datacenter;
        return this;
    }

    /**
     * Sets the worker number, unique in the datacenter. There is no default if the layout has bits for it, because
     * two generators with the same numbers issue the same ids, and nothing would tell.
     *
     * @param worker 0 to {@link Layout#maxWorker()}
     * @return this
     * @throws IllegalStateException if a number with a fence was set: the fence would be another number's
     */
    public SnowflakeBuilder worker(int worker) {
        if (fence instanceof FencedWorker) {
            throw new IllegalStateException("worker must be that of its fence: worker=" + worker + ", fence=" + fence);
        }
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
    public SnowflakeBuilder clock(LongSupplier epochMillis) {
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
    public SnowflakeBuilder onRollback(Rollback rollback) {
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
    public SnowflakeBuilder onExhausted(Exhaustion exhaustion) {
        this.exhaustion = Objects.requireNonNull(exhaustion, "exhaustion");
        return this;
    }

    /**
     * Lets all ids be greater than one that is known, whatever made it and whatever the clock says: for a process that
     * finds the newest id of its predecessors in what they have stored. Ids begin with the tick after that one's; while
     * the clock is behind that, the policies decide.
     *
     * @param id an id of this layout and epoch, 0 or more
     * @return this
     * @throws IllegalArgumentException if {@code id} is negative
     */
    public SnowflakeBuilder startAfter(long id) {
        if (id < 0) {
            throw new IllegalArgumentException("id must be >= 0: id=" + id);
        }
        startAfter = id;
        return this;
    }

    /**
     * Keeps the ids within a fence, so that they differ from those of generators that had the same numbers before: a
     * {@link HighWaterFile}, for a worker number that stays.
     *
     * @param fence the fence; claimed by {@link #build()}
     * @return this
     * @throws IllegalStateException if there is one already, for it would no longer hold
     */
    public SnowflakeBuilder fence(TimeFence fence) {
        Objects.requireNonNull(fence, "fence");
        if (this.fence != null) {
            throw new IllegalStateException("a generator must have one fence: " + this.fence + " and " + fence);
        }
        this.fence = fence;
        return this;
    }

    /**
     * Sets the worker number to one that comes with a fence, such as a {@link dev.ashlar.idgen.lease.WorkerLease}, and
     * keeps the ids within it.
     *
     * @param worker the number and its fence; claimed by {@link #build()}
     * @return this
     * @throws IllegalStateException if there is a fence already
     */
    public SnowflakeBuilder worker(FencedWorker worker) {
        fence(worker);
        this.worker = worker.worker();
        return this;
    }

    /**
     * Lets the sequence of each tick start at a number that looks random, in the lower half of the range, instead of at 0:
     * then ids made at a low rate have even and odd ones, and {@code id % n} is no worse than other hashes. At the least
     * half of the sequence is left in each tick.
     *
     * @return this
     */
    public SnowflakeBuilder spread() {
        spread = true;
        spreadSeed = ThreadLocalRandom.current().nextLong();
        return this;
    }

    /** Sets how calls wait; for tests. */
    SnowflakeBuilder waiter(Waiter waiter) {
        this.waiter = waiter;
        return this;
    }

    /**
     * Makes a generator. The clock is not read.
     *
     * @return the generator
     * @throws IllegalStateException if the layout has bits for a datacenter or a worker number that is not set
     * @throws IllegalArgumentException if a number does not fit in the layout, or the epoch is not whole
     *     milliseconds, or so late that the layout's lifetime ends after all that a long of milliseconds can tell, or
     *     the id to start after has more bits than the layout
     * @throws IllegalStateException if another generator has the fence
     */
    public Snowflake build() {
        Snowflake ids = new Snowflake(
                this,
                checked("datacenter", datacenter, layout.maxDatacenter()),
                checked("worker", worker, layout.maxWorker()));
        if (fence != null) {
            fence.claim(); // last, so that a refused call has claimed nothing
        }
        return ids;
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
