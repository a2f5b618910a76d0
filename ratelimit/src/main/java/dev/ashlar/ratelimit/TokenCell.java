package dev.ashlar.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The state of one token bucket: the word that {@link Refill} explains, and the atomic steps on it.
 *
 * <p>The word only ever grows (but for the mark of a dropped bucket), so a caller with an old reading of the clock, or
 * of a clock that went back, sees less in the bucket than there is and can never give tokens back to it. The word is
 * all there is to be ordered; it publishes no other memory, and so it is loaded opaquely.
 */
class TokenCell {
    /** The word of a dropped bucket, and what {@link #take} and {@link #level} return of one. */
    static final long RETIRED = Long.MIN_VALUE;

    private static final VarHandle SPENT;

    static {
        try {
            SPENT = MethodHandles.lookup().findVarHandle(TokenCell.class, "spent", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // read and written by SPENT
    private long spent;

    TokenCell(long spent) {
        this.spent = spent;
    }

    /** Sets the word of a cell that no other thread has seen. */
    final void open(long initial) {
        spent = initial;
    }

    /**
     * Takes {@code cost} units if they are there.
     *
     * @return the level before; the units were taken if and only if it is at least {@code cost}
     */
    final long take(Refill refill, long cost, long ticks) {
        while (true) {
            long seen = (long) SPENT.getOpaque(this);
            if (seen == RETIRED) {
                return RETIRED;
            }
            long level = refill.level(seen, ticks);
            if (level < cost || SPENT.weakCompareAndSet(this, seen, ticks - level + cost)) {
                return level;
            }
        }
    }

    /** The level now, or {@link #RETIRED}. */
    final long level(Refill refill, long ticks) {
        long seen = (long) SPENT.getOpaque(this);
        return seen == RETIRED ? RETIRED : refill.level(seen, ticks);
    }

    /** Drops the bucket if it is full; no permit can be taken from it after that. */
    final boolean retireIfFull(Refill refill, long ticks) {
        long seen = (long) SPENT.getOpaque(this);
        return seen != RETIRED && refill.level(seen, ticks) == refill.full && SPENT.compareAndSet(this, seen, RETIRED);
    }
}
