package dev.ashlar.benchmarks.idgen;

import java.util.concurrent.locks.LockSupport;

/** A clock that a thread moves on twice a millisecond, so that reading it is reading a field. */
final class CachedClock implements AutoCloseable {
    private final Thread mover;
    private volatile long millis = System.currentTimeMillis();

    CachedClock() {
        mover = new Thread(this::move, "clock");
        mover.setDaemon(true);
        mover.start();
    }

    long millis() {
        return millis;
    }

    @Override
    public void close() {
        mover.interrupt();
    }

    private void move() {
        while (!Thread.currentThread().isInterrupted()) {
            millis = System.currentTimeMillis();
            LockSupport.parkNanos(500_000);
        }
    }
}
