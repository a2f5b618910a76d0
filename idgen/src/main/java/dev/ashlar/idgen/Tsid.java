package dev.ashlar.idgen;

import java.time.Duration;

/**
 * TSIDs: Snowflake ids with 22 bits below the milliseconds, divided between node and counter as one likes, printed in 13
 * characters of {@link Crockford32}.
 *
 * <p>The counter starts at a random number in each millisecond, and borrows up to a second from the time to come when it is
 * used up. The node number has no default: random ones, which other makers of TSIDs choose, are not unique (ten nodes of 1
 * 024 collide with a probability of 4 %).
 *
 * <p>Positive TSIDs only, that is until 2089-09-06. Stateless, so any thread may call it.
 */
public final class Tsid {
    private static final int LOW_BITS = 22;
    private static final int TIME_BITS = 41;
    private static final int MAX_NODE_BITS = 20;

    private Tsid() {}

    /**
     * Starts the making of a generator of TSIDs: the layout, the epoch 2020-01-01T00:00:00Z, a counter that is
     * {@linkplain SnowflakeBuilder#spread() spread}, and borrowing of up to 1 second.
     *
     * @param nodeBits the width of the node number, 0 to 20; set the number by {@link SnowflakeBuilder#worker(int)}
     * @return a builder; all else is as for any Snowflake generator
     * @throws IllegalArgumentException if {@code nodeBits} is out of its range
     */
    public static SnowflakeBuilder builder(int nodeBits) {
        if (nodeBits < 0 || nodeBits > MAX_NODE_BITS) {
            throw new IllegalArgumentException("nodeBits must be 0 to 20: nodeBits=" + nodeBits);
        }
        return Snowflake.builder()
                .layout(Layout.of(TIME_BITS, 0, nodeBits, LOW_BITS - nodeBits))
                .spread()
                .onExhausted(Exhaustion.borrow(Duration.ofSeconds(1)).thenAwait(Duration.ofSeconds(2)));
    }

    /**
     * Returns the text of a TSID; texts sort like TSIDs.
     *
     * @param tsid the number, 0 or more
     * @return 13 characters
     * @throws IllegalArgumentException if {@code tsid < 0}
     */
    public static String encode(long tsid) {
        return Crockford32.encode(tsid);
    }

    /**
     * Returns the TSID of a text.
     *
     * @param text 13 characters, in either case
     * @return the number, 0 or more
     * @throws IllegalArgumentException if {@code text} is something else, or 2^63 or more
     */
    public static long decode(CharSequence text) {
        return Crockford32.decode(text);
    }
}
