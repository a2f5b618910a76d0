package dev.ashlar.ratelimit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The state of a bucket: the word that {@link Refill} explains, and the atomic steps on it.
 *
 * <p>Whoever asks with an old reading of the clock, or one that went back, sees less in the bucket than there is and
 * can never give it tokens. The word is all there is to be ordered; it publishes no other memory, and so it is loaded
 * opaquely. Requests that do not wait take no lock; those that wait, cancel or refund share one, in {@link Ledger}.
 */
final class AtomicState extends State {
    /** The word of a retired bucket. */
    private static final long MARK = Long.MIN_VALUE;

    private static final VarHandle SPENT;
    private static final VarHandle LEDGER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SPENT = lookup.findVarHandle(AtomicState.class, "spent", long.class);
            LEDGER = lookup.findVarHandle(AtomicState.class, "ledger", Ledger.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Refill refill;

    @SuppressWarnings("UnusedVariable") // written by SPENT
    private long spent;

    @SuppressWarnings("UnusedVariable") // written by LEDGER
    private @Nullable Ledger ledger;

    AtomicState(@Nullable Object key, Refill refill, long spent) {
        super(key);
        this.refill = refill;
        SPENT.setOpaque(this, spent);
    }

    @Override
    long take(long permits, long now, boolean tellWait) {
        Refill refill = this.refill;
        if (permits > refill.capacity) {
            return NEVER;
        }
        long cost = permits * refill.unit;
        long level = takeUnits(cost, refill.ticks(now));
        if (level >= cost) {
            return 0;
        }
        if (level == MARK) {
            return RETIRED;
        }
        return tellWait ? refill.nanosUntil(cost, level, now) : 1;
    }

    /**
     * Takes {@code cost} units if they are there.
     *
     * @return the level before, or {@link #MARK}; the units were taken if and only if it is at least {@code cost}
     */
    private long takeUnits(long cost, long ticks) {
        while (true) {
            long seen = (long) SPENT.getOpaque(this);
            if (seen == MARK) {
                return MARK;
            }
            long level = refill.level(seen, ticks);
            if (level < cost || SPENT.weakCompareAndSet(this, seen, ticks - level + cost)) {
                return level;
            }
        }
    }

    @Override
    @Nullable
    Decision decide(long permits, long now, long lag) {
        if (permits > refill.capacity) {
            return peek(permits, now, lag);
        }
        long cost = permits * refill.unit;
        long level = takeUnits(cost, refill.ticks(now));
        if (level == MARK) {
            return null;
        }
        return level >= cost ? granted(level - cost, now, lag) : denied(cost, level, now, lag);
    }

    @Override
    @Nullable
    Decision peek(long permits, long now, long lag) {
        long seen = (long) SPENT.getOpaque(this);
        if (seen == MARK) {
            return null;
        }
        long level = refill.level(seen, refill.ticks(now));
        if (permits > refill.capacity) {
            return Decision.never(refill.capacity, refill.permits(level), reset(level, now, lag));
        }
        long cost = permits * refill.unit;
        return level >= cost ? granted(level, now, lag) : denied(cost, level, now, lag);
    }

    private Decision granted(long level, long now, long lag) {
        return Decision.granted(refill.capacity, refill.permits(level), reset(level, now, lag));
    }

    private Decision denied(long cost, long level, long now, long lag) {
        Duration retryAfter = Duration.ofNanos(refill.nanosUntil(cost, level, now) + lag);
        return Decision.denied(refill.capacity, refill.permits(level), retryAfter, reset(level, now, lag));
    }

    private Duration reset(long level, long now, long lag) {
        return level == refill.full
                ? Duration.ZERO
                : Duration.ofNanos(refill.nanosUntil(refill.full, level, now) + lag);
    }

    @Override
    @Nullable
    Claim reserve(long permits, long now, long maxWait) {
        long wait = take(permits, now, true);
        if (wait == 0) {
            return new Claim(this, permits, refill.ticks(now), 0);
        }
        if (wait == RETIRED) {
            return null;
        }
        return wait > Math.min(maxWait, Checks.MAX_AHEAD_NANOS)
                ? Claim.refused(permits, wait)
                : promise(permits, now, maxWait);
    }

    private @Nullable Claim promise(long permits, long now, long maxWait) {
        long cost = permits * refill.unit;
        long ticks = refill.ticks(now);
        Ledger ledger = ledger();
        ledger.lock();
        try {
            while (true) {
                long seen = (long) SPENT.getOpaque(this);
                if (seen == MARK) {
                    return null;
                }
                ledger.settle(seen, ticks);
                long level = refill.level(seen, ticks);
                long at = level >= cost ? ticks : Math.max(ledger.last(ticks), refill.ticksFrom(ticks - level + cost));
                long wait = refill.nanosUntil(at, ticks, now);
                if (wait > Math.min(maxWait, Checks.MAX_AHEAD_NANOS)) {
                    return Claim.refused(permits, wait);
                }
                long next = refill.spend(seen, cost, at);
                if (SPENT.compareAndSet(this, seen, next)) {
                    Claim claim = new Claim(this, permits, at, wait);
                    if (wait > 0) {
                        ledger.add(claim, seen, next);
                    }
                    return claim;
                }
            }
        } finally {
            ledger.unlock();
        }
    }

    @Override
    boolean cancel(Claim claim, long now) {
        if (claim.waitNanos() == 0) {
            return false;
        }
        long ticks = refill.ticks(now);
        Ledger ledger = ledger();
        ledger.lock();
        try {
            while (true) {
                long seen = (long) SPENT.getOpaque(this);
                if (seen == MARK) {
                    return false;
                }
                ledger.settle(seen, ticks);
                if (!ledger.contains(claim)) {
                    return false;
                }
                long next = ledger.without(claim);
                if (SPENT.compareAndSet(this, seen, next)) {
                    ledger.remove(claim, next);
                    return true;
                }
            }
        } finally {
            ledger.unlock();
        }
    }

    @Override
    boolean refund(long permits, long now) {
        long units = Math.min(permits, refill.capacity) * refill.unit;
        long ticks = refill.ticks(now);
        Ledger ledger = ledger();
        ledger.lock();
        try {
            while (true) {
                long seen = (long) SPENT.getOpaque(this);
                if (seen == MARK) {
                    return false;
                }
                ledger.settle(seen, ticks);
                long base = refill.putBack(ledger.base(seen), units, ticks);
                long next = ledger.replay(base, null);
                if (SPENT.compareAndSet(this, seen, next)) {
                    ledger.rebase(base, next);
                    return true;
                }
            }
        } finally {
            ledger.unlock();
        }
    }

    private Ledger ledger() {
        Ledger known = (Ledger) LEDGER.getAcquire(this);
        if (known != null) {
            return known;
        }
        Ledger fresh = new Ledger(refill);
        Ledger other = (Ledger) LEDGER.compareAndExchange(this, null, fresh);
        return other != null ? other : fresh;
    }

    @Override
    boolean isFresh(long now) {
        long seen = (long) SPENT.getOpaque(this);
        return seen != MARK && refill.level(seen, refill.ticks(now)) == refill.full;
    }

    @Override
    boolean retireIfFresh(long now) {
        long seen = (long) SPENT.getOpaque(this);
        return seen != MARK
                && refill.level(seen, refill.ticks(now)) == refill.full
                && SPENT.compareAndSet(this, seen, MARK);
    }

    @Override
    Remainder retire(long now) {
        long last = (long) SPENT.getAndSet(this, MARK);
        return new Remainder((double) refill.level(last, refill.ticks(now)) / refill.unit, refill.capacity);
    }

    @Override
    void charge(long permits, long now) {
        long seen = (long) SPENT.getOpaque(this);
        SPENT.setOpaque(this, refill.spend(seen, permits * refill.unit, refill.ticks(now)));
    }
}
