package dev.ashlar.ratelimit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock that moves only when told to, from an origin that may be anywhere; threads may share it. */
final class FakeClock implements LongSupplier {
    private final long origin;
    private final AtomicLong elapsed = new AtomicLong();

    FakeClock() {
        this(0);
    }

    FakeClock(long origin) {
        this.origin = origin;
    }

    long elapsed() {
        return elapsed.get();
    }

    void set(long elapsedNanos) {
        elapsed.set(elapsedNanos);
    }

    void advance(long nanos) {
        elapsed.addAndGet(nanos);
    }

    /** Wraps around, as the readings of a real clock may. */
    @Override
    public long getAsLong() {
        return origin + elapsed.get();
    }
}
