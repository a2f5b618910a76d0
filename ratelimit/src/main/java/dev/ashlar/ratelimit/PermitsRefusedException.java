package dev.ashlar.ratelimit;

import java.time.Duration;

/**
 * Thrown to a caller that wanted to wait for permits and cannot get them by waiting: he asked for more than are ever
 * granted at once, or too many are waiting already.
 */
public final class PermitsRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** When to ask again. */
    private final Duration retryAfter;

    /**
     * Creates an exception.
     *
     * @param permits how many were asked for
     * @param retryAfter when it makes sense to ask again, or {@link Decision#NEVER}
     */
    public PermitsRefusedException(long permits, Duration retryAfter) {
        super(
                retryAfter.equals(Decision.NEVER)
                        ? "never so many permits at once: permits=" + permits
                        : "cannot wait for permits now: permits=" + permits + ", retryAfter=" + retryAfter);
        this.retryAfter = retryAfter;
    }

    /**
     * Returns when it makes sense to ask again.
     *
     * @return the time to wait, or {@link Decision#NEVER}
     */
    public Duration retryAfter() {
        return retryAfter;
    }

    /**
     * Tells "never" from "not now".
     *
     * @return whether it makes no sense to ask for as many again
     */
    public boolean isNever() {
        return retryAfter.equals(Decision.NEVER);
    }
}
