package dev.ashlar.idgen;

/**
 * Thrown when a generator refuses an id because its clock is behind the time of its newest id, further or longer than
 * its {@link Rollback} policy allows.
 *
 * <p>The generator is as it was: it goes on by itself as soon as the clock has come near enough. Until then a caller
 * can wait, ask another generator, or report the clock.
 */
public final class ClockMovedBackwardsException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** How far the clock is behind, in milliseconds. */
    private final long backwardMillis;

    ClockMovedBackwardsException(String message, long backwardMillis) {
        super(message);
        this.backwardMillis = backwardMillis;
    }

    /**
     * Returns how far the clock was behind the time of the newest id when the call gave up. That is how far the clock
     * was set back, less what has passed since, and plus what was borrowed if the generator may borrow.
     *
     * @return milliseconds, 1 or more
     */
    public long backwardMillis() {
        return backwardMillis;
    }
}
