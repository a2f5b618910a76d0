package dev.ashlar.idgen;

import java.time.Duration;

/**
 * What a generator does when all sequence numbers of the newest id's tick are used up.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Policy</th><th>The caller sees</th><th>Use it when</th></tr>
 * <tr><td>{@link #await(Duration)}</td><td>a pause, commonly of less than a tick</td>
 *     <td>an id's time must not be later than the clock's</td></tr>
 * <tr><td>{@link #borrow(Duration)}</td><td>nothing: ids go on, with times a little in the future</td>
 *     <td>load comes in bursts and latency counts</td></tr>
 * <tr><td>{@link #fail()}</td><td>an exception</td><td>the caller can ask another generator</td></tr>
 * </table>
 *
 * <p>Under every policy ids stay unique and in order, as long as the process lives. Borrowing makes what a restart must
 * respect larger: a process that starts again within the borrowed time, with the same numbers, repeats ids.
 *
 * <p>A value; threads may share it.
 *
 * @param maxAhead how far ids may be ahead of the clock, 0 or more; counted in whole ticks, rounded down
 * @param maxWait how long a call may wait for the clock, 0 or more
 */
public record Exhaustion(Duration maxAhead, Duration maxWait) {
    /**
     * Creates a policy: go on to the next tick while that is at most {@code maxAhead} ahead of the clock; if it is
     * further ahead, wait up to {@code maxWait} for the clock; then throw.
     *
     * @param maxAhead how far ids may be ahead of the clock, 0 or more
     * @param maxWait how long a call may wait for the clock, 0 or more
     * @throws IllegalArgumentException if one is negative
     */
    public Exhaustion {
        Durations.checkNotNegative("maxAhead", maxAhead);
        Durations.checkNotNegative("maxWait", maxWait);
    }

    /**
     * Waits for the clock to reach the next tick, and throws {@link SequenceExhaustedException} if that takes longer,
     * or at once if the clock is further away than that.
     *
     * @param max how long one call may wait, 0 or more; less than a tick makes little sense
     * @return the policy
     * @throws IllegalArgumentException if {@code max} is negative
     */
    public static Exhaustion await(Duration max) {
        return new Exhaustion(Duration.ZERO, max);
    }

    /**
     * Takes ids of ticks to come while they are at most so far ahead of the clock, and then throws
     * {@link SequenceExhaustedException}; see {@link #thenAwait(Duration)}.
     *
     * @param max how far ids may be ahead of the clock, 0 or more; less than a tick is nothing
     * @return the policy
     * @throws IllegalArgumentException if {@code max} is negative
     */
    public static Exhaustion borrow(Duration max) {
        return new Exhaustion(max, Duration.ZERO);
    }

    /**
     * Throws {@link SequenceExhaustedException} until the clock has reached the next tick.
     *
     * @return the policy
     */
    public static Exhaustion fail() {
        return new Exhaustion(Duration.ZERO, Duration.ZERO);
    }

    /**
     * Returns this policy with a wait before it throws.
     *
     * @param max how long one call may wait for the clock, 0 or more
     * @return the policy
     * @throws IllegalArgumentException if {@code max} is negative
     */
    public Exhaustion thenAwait(Duration max) {
        return new Exhaustion(maxAhead, max);
    }
}
