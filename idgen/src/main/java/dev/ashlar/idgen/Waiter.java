package dev.ashlar.idgen;

import java.util.concurrent.locks.LockSupport;

/** How a call that must wait passes the time. A test has one that lets no real time pass. */
interface Waiter {
    /** Spins for some microseconds, then parks the thread. */
    Waiter SYSTEM = new Waiter() {
        private static final int SPINS = 32;

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(long round, long nanos) {
            if (round < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
    };

    /** Elapsed time as of {@link System#nanoTime()}. */
    long nanoTime();

    /**
     * Lets at most about that much time pass; may return at any time, and does so on an interrupt, whose flag it keeps.
     *
     * @param round how many times this call has paused before
     * @param nanos how long, more than 0
     */
    void pause(long round, long nanos);
}
