package dev.ashlar.idgen;

import java.time.Duration;

/**
 * What a generator does when its clock is behind the time of its newest id, which is how a clock that was set back is
 * noticed.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Policy</th><th>The caller sees</th><th>Use it when</th></tr>
 * <tr><td>{@link #freeze(Duration)}</td><td>nothing: ids go on, with the time of the newest one</td>
 *     <td>ids must flow, and a timestamp that is a little late to move is no harm</td></tr>
 * <tr><td>{@link #await(Duration)}</td><td>a pause</td><td>an id's time must not be later than the clock's</td></tr>
 * <tr><td>{@link #fail()}</td><td>an exception</td><td>the caller can ask another generator</td></tr>
 * </table>
 *
 * <p>Under every policy ids stay unique and in order, as long as the process lives. While time is frozen there is but
 * one tick's sequence to use; when that is used up, {@link Exhaustion} decides. A generator that may borrow cannot tell
 * time borrowed from a clock set back, so up to that limit the clock may be behind without this policy being asked.
 *
 * <p>A value; threads may share it.
 *
 * @param maxFreeze how far the clock may be behind the newest id with ids still issued, 0 or more; counted in whole
 *     ticks, rounded down
 * @param maxWait how long a call may wait for the clock to come near enough, 0 or more
 */
public record Rollback(Duration maxFreeze, Duration maxWait) {
    /**
     * Creates a policy: issue while the clock is at most {@code maxFreeze} behind; if it is further behind, wait up to
     * {@code maxWait} for it; then throw.
     *
     * @param maxFreeze how far the clock may be behind the newest id with ids still issued, 0 or more
     * @param maxWait how long a call may wait for the clock to come near enough, 0 or more
     * @throws IllegalArgumentException if one is negative
     */
    public Rollback {
        Durations.checkNotNegative("maxFreeze", maxFreeze);
        Durations.checkNotNegative("maxWait", maxWait);
    }

    /**
     * Keeps counting on the time of the newest id while the clock is at most so far behind it, and throws
     * {@link ClockMovedBackwardsException} when it is further behind.
     *
     * @param max how far the clock may be behind, 0 or more
     * @return the policy
     * @throws IllegalArgumentException if {@code max} is negative
     */
    public static Rollback freeze(Duration max) {
        return new Rollback(max, Duration.ZERO);
    }

    /**
     * Waits until the clock has caught up, and throws {@link ClockMovedBackwardsException} if that takes longer, or at
     * once if the clock is further behind than that.
     *
     * @param max how long one call may wait, 0 or more
     * @return the policy
     * @throws IllegalArgumentException if {@code max} is negative
     */
    public static Rollback await(Duration max) {
        return new Rollback(Duration.ZERO, max);
    }

    /**
     * Throws {@link ClockMovedBackwardsException} until the clock has caught up.
     *
     * @return the policy
     */
    public static Rollback fail() {
        return new Rollback(Duration.ZERO, Duration.ZERO);
    }

    /**
     * Returns this policy with a wait before it throws.
     *
     * @param max how long one call may wait for the clock to come near enough, 0 or more
     * @return the policy
     * @throws IllegalArgumentException if {@code max} is negative
     */
    public Rollback thenAwait(Duration max) {
        return new Rollback(maxFreeze, max);
    }
}
