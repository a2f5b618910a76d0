package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;

/**
 * A steady rate that is approached slowly after a rest: for what is slow when it is cold, as caches and connections.
 *
 * <p>At first, and after a rest as long as the warm-up, permits come three times as slowly as the rate, and then faster,
 * until the rate is reached after {@code warmUp} of steady use. Permits never come faster, and nothing is saved up for
 * bursts. A request for several permits is served as one, and the next one waits for what they all cost: at most
 * {@code permits + rate * T} in any span {@code T}, where {@code permits} are of the largest request.
 *
 * <p>Arithmetic: floating point, to about a nanosecond; errors do not add up to more.
 *
 * <p>Cost: four numbers and a lock.
 *
 * <p>Limits: at most one permit per nanosecond; no more permits at once than come in the warm-up time.
 *
 * <p>Source: {@code RateLimiter} of Guava with a warm-up period and its cold factor of 3, in {@code SmoothWarmingUp}; we
 * bound the permits of a request.
 */
public final class WarmUp extends Limit {
    private final long permits;
    private final Duration period;
    private final Duration warmUp;
    private final long atOnce;

    private WarmUp(long permits, Duration period, Duration warmUp, long atOnce) {
        this.permits = permits;
        this.period = period;
        this.warmUp = warmUp;
        this.atOnce = atOnce;
    }

    /**
     * Returns a limit that warms up.
     *
     * @param permits how many come in a period when warm, from 1 to one per nanosecond
     * @param period the period, from one nanosecond to 10 000 days
     * @param warmUp how long it takes to become warm: at least the time of one permit, at most 10 000 days
     * @return the limit
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static WarmUp of(long permits, Duration period, Duration warmUp) {
        long nanos = Checks.rate(permits, period);
        long atOnce = Wide.mulDiv(permits, Checks.span("warmUp", warmUp), nanos);
        if (atOnce == 0) {
            throw new IllegalArgumentException("warmUp must be at least the time of one permit: warmUp=" + warmUp
                    + ", rate=" + permits + " per " + period);
        }
        return new WarmUp(permits, period, warmUp, atOnce);
    }

    @Override
    public long permits() {
        return atOnce;
    }

    @Override
    public Duration window() {
        return warmUp;
    }

    @Override
    Template template(Instant origin) {
        double interval = (double) period.toNanos() / permits;
        return new LockedTemplate(now -> new WarmUpAlgorithm(atOnce, interval, warmUp.toNanos(), now), Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        return "WarmUp[" + permits + " per " + period + ", warmUp=" + warmUp + "]";
    }
}
