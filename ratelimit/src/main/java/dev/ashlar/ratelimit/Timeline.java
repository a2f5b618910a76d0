package dev.ashlar.ratelimit;

import java.time.Instant;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** The time of a limiter: nanoseconds since it was made, wherever the origin of its clock is. Threads may share it. */
final class Timeline {
    final LongSupplier nanoClock;
    final long origin;
    /** The wall clock's time at the origin. */
    final Instant wallOrigin;

    private final LongConsumer parker;

    Timeline(LongSupplier nanoClock, Instant wallOrigin, LongConsumer parker) {
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
        this.wallOrigin = wallOrigin;
        this.parker = parker;
    }

    long now() {
        return nanoClock.getAsLong() - origin;
    }

    /** Waits for so long, or less. */
    void park(long nanos) {
        parker.accept(nanos);
    }
}
