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

    /** Sets it if it is the expected one, as a volatile; returns what it was. */
    long compareAndExchange(long expected, long next) {
        return (long) VALUE.compareAndExchange(this, expected, next);
    }

    /** Adds to it, as a volatile; returns what it was. */
    long getAndAdd(long delta) {
        return (long) VALUE.getAndAdd(this, delta);
    }
}
