package dev.ashlar.idgen;

import java.time.Duration;
import java.util.Objects;

final class Durations {
    private static final Duration MAX_NANOS = Duration.ofNanos(Long.MAX_VALUE);

    private Durations() {}

    static void checkNotNegative(String name, Duration duration) {
        if (Objects.requireNonNull(duration, name).isNegative()) {
            throw new IllegalArgumentException(name + " must be >= 0: " + name + "=" + duration);
        }
    }

    /** In nanoseconds, or the greatest number of them (292 years). */
    static long saturatedNanos(Duration duration) {
        return duration.compareTo(MAX_NANOS) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    /** How many whole units there are in a duration; a unit is 1 ms or more. */
    static long wholeUnits(Duration duration, Duration unit) {
        return saturatedNanos(duration) / unit.toNanos();
    }
}
