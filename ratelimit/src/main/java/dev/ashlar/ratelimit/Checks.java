package dev.ashlar.ratelimit;

import java.time.Duration;
import java.util.Objects;

/** The ranges of arguments, in one voice: name, rule, value. */
final class Checks {
    static final long MAX_DAYS = 10_000;
    /** The longest period, the longest time that a limit may take to recover, and how long a limiter may live. */
    static final long MAX_NANOS = Duration.ofDays(MAX_DAYS).toNanos();
    /** How far ahead permits can be reserved. */
    static final long MAX_AHEAD_NANOS = Duration.ofDays(1000).toNanos();

    private Checks() {}

    static long positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be > 0: " + name + "=" + value);
        }
        return value;
    }

    static long atLeast(String name, long least, long value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be >= " + least + ": " + name + "=" + value);
        }
        return value;
    }

    static long atMost(String name, long most, long value) {
        if (value > most) {
            throw new IllegalArgumentException(name + " must be <= " + most + ": " + name + "=" + value);
        }
        return value;
    }

    /** Nanoseconds of a span of time that must be greater than zero and at most 10 000 days. */
    static long span(String name, Duration span) {
        Objects.requireNonNull(span, name);
        if (span.isZero() || span.isNegative()) {
            throw new IllegalArgumentException(name + " must be > 0: " + name + "=" + span);
        }
        if (span.compareTo(Duration.ofDays(MAX_DAYS)) > 0) {
            throw new IllegalArgumentException(name + " must be <= " + MAX_DAYS + " days: " + name + "=" + span);
        }
        return span.toNanos();
    }

    /** Nanoseconds of the period of a rate, of which permits must come at most one a nanosecond. */
    static long rate(long permits, Duration period) {
        positive("permits", permits);
        long nanos = span("period", period);
        if (permits > nanos) {
            throw new IllegalArgumentException(
                    "permits must be <= 1 per nanosecond: permits=" + permits + ", period=" + period);
        }
        return nanos;
    }

    /** Nanoseconds to wait at the most; longer ones than can be counted are as good as the longest. */
    static long maxWaitNanos(Duration maxWait) {
        Objects.requireNonNull(maxWait, "maxWait");
        if (maxWait.isNegative()) {
            throw new IllegalArgumentException("maxWait must be >= 0: maxWait=" + maxWait);
        }
        return maxWait.compareTo(Decision.NEVER) >= 0 ? Long.MAX_VALUE - 1 : maxWait.toNanos();
    }
}
