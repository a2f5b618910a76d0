package dev.ashlar.idgen;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a Snowflake id: how many of its 63 bits are time, datacenter, worker and sequence, and how long a tick
 * of the time is.
 *
 * <p>From the highest bit to the lowest: the sign bit, always 0; unused bits, always 0; time; datacenter; worker;
 * sequence. What one width gains the others lose:
 *
 * <ul>
 *   <li>time bits and the tick make the {@linkplain #lifetime() lifetime};
 *   <li>datacenter and worker bits make the number of generators that may run at once;
 *   <li>sequence bits and the tick make the rate: {@code maxSequence() + 1} ids in a tick, for each generator.
 * </ul>
 *
 * <p>An id of more than 53 bits in use is not exact as a JavaScript number, so print such ids as text in JSON. Immutable,
 * so threads may share it.
 */
public final class Layout {
    private static final int ID_BITS = 63;
    private static final Duration MIN_TICK = Duration.ofMillis(1);
    private static final Duration MAX_TICK = Duration.ofDays(1);

    /**
     * Twitter's: 41 bits of milliseconds, 5 of datacenter, 5 of worker, 12 of sequence. Lasts 69.7 years from its
     * epoch, for 1 024 generators of 4 096 ids a millisecond each.
     */
    public static final Layout TWITTER = of(41, 5, 5, 12);

    /**
     * Sonyflake's: 39 bits of 10 ms, 16 of worker, 8 of sequence, for 65 536 generators of 25 600 ids a second each. Lasts
     * 174 years. Sonyflake itself has the sequence before the worker number, so its ids are of the same widths but other
     * bits; its epoch is 2014-09-01T00:00:00Z.
     */
    public static final Layout SONYFLAKE = of(39, 0, 16, 8).withTick(Duration.ofMillis(10));

    /**
     * Instagram's: milliseconds, 13 bits of worker (there a logical shard), 10 of sequence, bit for bit. For 8 192 generators
     * of 1 024 000 ids a second each. Of the 41 bits of time 40 are here, 34.8 years from the epoch, because ids are
     * positive longs.
     */
    public static final Layout INSTAGRAM = of(40, 0, 13, 10);

    /**
     * Discord's: bit for bit that of {@link #TWITTER}, as 41 bits of milliseconds, 5 of worker, 5 of process (here
     * datacenter and worker) and 12 of sequence; the epoch is {@link #DISCORD_EPOCH}. (Discord itself uses a 42nd bit of
     * time, from 2084 on.)
     */
    public static final Layout DISCORD = TWITTER;

    /**
     * For JavaScript: 53 bits, so ids are exact as numbers of JavaScript and JSON. 40 bits of milliseconds last 34.8 years;
     * 5 of worker and 8 of sequence give 32 generators of 256 000 ids a second each.
     */
    public static final Layout JAVASCRIPT = of(40, 0, 5, 8);

    /** Twitter's epoch, 2010-11-04T01:42:54.657Z: with it their ids can be {@linkplain Snowflake#parse(long) parsed}. */
    public static final Instant TWITTER_EPOCH = Instant.ofEpochMilli(1_288_834_974_657L);

    /** Discord's epoch, 2015-01-01T00:00:00Z. */
    public static final Instant DISCORD_EPOCH = Instant.ofEpochMilli(1_420_070_400_000L);

    private final int timeBits;
    private final int datacenterBits;
    private final int workerBits;
    private final int sequenceBits;
    private final Duration tick;

    private Layout(int timeBits, int datacenterBits, int workerBits, int sequenceBits, Duration tick) {
        this.timeBits = timeBits;
        this.datacenterBits = datacenterBits;
        this.workerBits = workerBits;
        this.sequenceBits = sequenceBits;
        this.tick = tick;
    }

    /**
     * Returns a layout of these widths with a tick of 1 ms.
     *
     * @param timeBits width of the time, 1 to 62
     * @param datacenterBits width of the datacenter number, 0 to 31
     * @param workerBits width of the worker number, 0 to 31
     * @param sequenceBits width of the sequence, 1 to 31
     * @return the layout
     * @throws IllegalArgumentException if a width is out of its range, or all together are more than 63
     */
    public static Layout of(int timeBits, int datacenterBits, int workerBits, int sequenceBits) {
        checkWidth("timeBits", timeBits, 1, ID_BITS - 1);
        checkWidth("datacenterBits", datacenterBits, 0, 31);
        checkWidth("workerBits", workerBits, 0, 31);
        checkWidth("sequenceBits", sequenceBits, 1, 31);
        int sum = timeBits + datacenterBits + workerBits + sequenceBits;
        if (sum > ID_BITS) {
            throw new IllegalArgumentException("widths must add up to at most " + ID_BITS + " bits: " + timeBits + "+"
                    + datacenterBits + "+" + workerBits + "+" + sequenceBits + "=" + sum);
        }
        return new Layout(timeBits, datacenterBits, workerBits, sequenceBits, MIN_TICK);
    }

    /**
     * Returns this layout with another tick. A longer tick gives a longer lifetime, and fewer ids a second.
     *
     * @param tick the time unit of the ids, whole milliseconds from 1 ms to 1 day
     * @return the layout
     * @throws IllegalArgumentException if {@code tick} is out of its range, or {@code tick * 2^timeBits} is more than
     *     2^63-1 ms
     */
    public Layout withTick(Duration tick) {
        if (tick.compareTo(MIN_TICK) < 0 || tick.compareTo(MAX_TICK) > 0 || tick.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("tick must be whole milliseconds from 1 ms to 1 day: tick=" + tick);
        }
        if (tick.toMillis() > Long.MAX_VALUE >> timeBits) {
            throw new IllegalArgumentException(
                    "tick * 2^timeBits must be at most 2^63-1 ms: tick=" + tick + ", timeBits=" + timeBits);
        }
        return new Layout(timeBits, datacenterBits, workerBits, sequenceBits, tick);
    }

    /**
     * Returns the width of the time.
     *
     * @return bits, 1 to 62
     */
    public int timeBits() {
        return timeBits;
    }

    /**
     * Returns the width of the datacenter number.
     *
     * @return bits, 0 to 31
     */
    public int datacenterBits() {
        return datacenterBits;
    }

    /**
     * Returns the width of the worker number.
     *
     * @return bits, 0 to 31
     */
    public int workerBits() {
        return workerBits;
    }

    /**
     * Returns the width of the sequence.
     *
     * @return bits, 1 to 31
     */
    public int sequenceBits() {
        return sequenceBits;
    }

    /**
     * Returns the time unit.
     *
     * @return the length of a tick, whole milliseconds
     */
    public Duration tick() {
        return tick;
    }

    /**
     * Returns how many of the low bits of an id can be set.
     *
     * @return the sum of the four widths, 2 to 63; ids are exact as JavaScript numbers if it is 53 or less
     */
    public int totalBits() {
        return timeBits + datacenterBits + workerBits + sequenceBits;
    }

    /**
     * Returns the greatest datacenter number.
     *
     * @return {@code 2^datacenterBits - 1}
     */
    public int maxDatacenter() {
        return (int) mask(datacenterBits);
    }

    /**
     * Returns the greatest worker number.
     *
     * @return {@code 2^workerBits - 1}
     */
    public int maxWorker() {
        return (int) mask(workerBits);
    }

    /**
     * Returns the greatest sequence number; one generator issues at most one id more than that in a tick.
     *
     * @return {@code 2^sequenceBits - 1}
     */
    public int maxSequence() {
        return (int) mask(sequenceBits);
    }

    /**
     * Returns how long ids can be issued, counted from the epoch.
     *
     * @return {@code tick * 2^timeBits}
     */
    public Duration lifetime() {
        return Duration.ofMillis(lifetimeMillis());
    }

    @Override
    @SuppressWarnings("exports") // Who reads it without JSpecify loses nothing.
    public boolean equals(@Nullable Object other) {
        return other instanceof Layout that
                && timeBits == that.timeBits
                && datacenterBits == that.datacenterBits
                && workerBits == that.workerBits
                && sequenceBits == that.sequenceBits
                && tick.equals(that.tick);
    }

    @Override
    public int hashCode() {
        return (((timeBits * 64 + datacenterBits) * 64 + workerBits) * 64 + sequenceBits) * 31 + tick.hashCode();
    }

    @Override
    public String toString() {
        return timeBits + "+" + datacenterBits + "+" + workerBits + "+" + sequenceBits + " bits, tick " + tick;
    }

    long tickMillis() {
        return tick.toMillis();
    }

    long lifetimeMillis() {
        return tickMillis() << timeBits;
    }

    /** The given number of low bits, all set. */
    static long mask(int bits) {
        return (1L << bits) - 1;
    }

    private static void checkWidth(String name, int bits, int min, int max) {
        if (bits < min || bits > max) {
            throw new IllegalArgumentException(name + " must be " + min + " to " + max + ": " + name + "=" + bits);
        }
    }
}
