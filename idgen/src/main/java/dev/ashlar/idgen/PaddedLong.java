package dev.ashlar.idgen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/*
 * A long that threads fight over, alone on its cache lines: eight longs on either side keep the fields of other objects
 * away, which takes a chain of classes.
 */
class PaddedLongValue extends Padding {
    volatile long value;
}

/** An atomic long on a cache line of its own. */
final class PaddedLong extends PaddedLongValue {
    /** Less than a microsecond in all. */
    private static final int SPINS = 16;

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(PaddedLongValue.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    long r1, r2, r3, r4, r5, r6, r7, r8;

    PaddedLong(long initial) {
        value = initial;
    }

    /** Reads it as a volatile. */
    long get() {
        return value;
    }

    /**
     * Reads it after another thread was faster, and after a while: who has just won then keeps the cache line for some more
     * turns, which is worth more than being next (SnowflakeNextBenchmark, two and more threads).
     */
    long getAfterLoss() {
        for (int i = 0; i < SPINS; i++) {
            Thread.onSpinWait();
        }
        return value;
    }

    /** Sets it if it is the expected one, as a volatile; returns what it was. */
    long compareAndExchange(long expected, long next) {
        return (long) VALUE.compareAndExchange(this, expected, next);
    }

    /** Adds to it, as a volatile; returns what it was. */
    long getAndAdd(long delta) {
        return (long) VALUE.getAndAdd(this, delta);
    }
}
