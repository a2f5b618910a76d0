package dev.ashlar.idgen;

/** A clock that only a test moves, and a way to wait that moves it. One thread only. */
final class FakeTime implements Waiter {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private long wallNanos;
    private long elapsedNanos = -7; // System.nanoTime() starts anywhere.
    int pauses;
    int readings;
    /** Whether waiting helps: a clock that stands still does not come nearer. */
    boolean frozen;

    FakeTime(long millis) {
        set(millis);
    }

    void set(long millis) {
        wallNanos = millis * NANOS_PER_MILLI;
    }

    void advance(long millis) {
        wallNanos += millis * NANOS_PER_MILLI;
    }

    void advanceNanos(long nanos) {
        wallNanos += nanos;
    }

    long wallNanos() {
        return wallNanos;
    }

    long elapsedNanos() {
        return elapsedNanos;
    }

    long millis() {
        readings++;
        return Math.floorDiv(wallNanos, NANOS_PER_MILLI);
    }

    @Override
    public long nanoTime() {
        return elapsedNanos;
    }

    @Override
    public void pause(long round, long nanos) {
        if (nanos <= 0) {
            throw new AssertionError("pause of " + nanos + " ns");
        }
        pauses++;
        elapsedNanos += nanos;
        if (!frozen) {
            wallNanos += nanos;
        }
    }
}
