package dev.ashlar.ratelimit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The state of an algorithm that needs more than a word, behind a lock. */
/*
 * Time never goes back: whoever read the clock before others that got the lock first, or reads one that went back, is
 * served as of the latest time that was seen here.
 *
 * Promises: while there are any, "algorithm" is the state after the last of them, and "settled" the one without them.
 * Whoever comes now is served after the last promise. A cancelled promise is left out when the others, with the times
 * that they have been told, are replayed on the settled state.
 */
final class LockedState extends State {
    private final ReentrantLock lock = new ReentrantLock();
    private final long maxWaiting;
    private final ArrayDeque<Claim> promised = new ArrayDeque<>(0);
    private Algorithm algorithm;
    private @Nullable Algorithm settled;
    private long latest;
    private boolean retired;

    /**
     * Creates a state.
     *
     * @param maxWaiting how many permits may be promised, of those whose time has not come
     */
    LockedState(@Nullable Object key, Algorithm algorithm, long maxWaiting, long now) {
        super(key);
        this.algorithm = algorithm;
        this.maxWaiting = maxWaiting;
        this.latest = now;
    }

    @Override
    long take(long permits, long now, boolean tellWait) {
        lock.lock();
        try {
            if (retired) {
                return RETIRED;
            }
            if (permits > algorithm.limit()) {
                return NEVER;
            }
            pass(now);
            long wait = waitNanos(permits);
            if (wait == 0) {
                algorithm.take(permits, latest);
                return 0;
            }
            return wait + (latest - now);
        } finally {
            lock.unlock();
        }
    }

    @Override
    @Nullable
    Decision decide(long permits, long now, long lag) {
        return decide(permits, now, lag, true);
    }

    @Override
    @Nullable
    Decision peek(long permits, long now, long lag) {
        return decide(permits, now, lag, false);
    }

    private @Nullable Decision decide(long permits, long now, long lag, boolean take) {
        lock.lock();
        try {
            if (retired) {
                return null;
            }
            pass(now);
            long ahead = latest - now + lag;
            if (permits > algorithm.limit()) {
                return Decision.never(algorithm.limit(), remaining(), reset(ahead));
            }
            long wait = waitNanos(permits);
            if (wait > 0) {
                return Decision.denied(algorithm.limit(), remaining(), Duration.ofNanos(wait + ahead), reset(ahead));
            }
            if (take) {
                algorithm.take(permits, latest);
            }
            return Decision.granted(algorithm.limit(), remaining(), reset(ahead));
        } finally {
            lock.unlock();
        }
    }

    @Override
    @Nullable
    Claim reserve(long permits, long now, long maxWait) {
        lock.lock();
        try {
            if (retired) {
                return null;
            }
            if (permits > algorithm.limit()) {
                return Claim.refused(permits, NEVER);
            }
            pass(now);
            long ahead = latest - now;
            long wait = waitNanos(permits);
            if (wait == 0) {
                algorithm.take(permits, latest);
                return new Claim(this, permits, latest, 0);
            }
            long room = waitForRoom(permits);
            if (room > 0) {
                return Claim.refused(permits, room + ahead);
            }
            if (wait > Checks.MAX_AHEAD_NANOS || wait + ahead > maxWait) {
                return Claim.refused(permits, wait + ahead);
            }
            if (settled == null) {
                settled = algorithm.copy();
            }
            algorithm.take(permits, latest + wait);
            Claim claim = new Claim(this, permits, latest + wait, wait + ahead);
            promised.add(claim);
            return claim;
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean cancel(Claim claim, long now) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            pass(now);
            if (!promised.remove(claim)) {
                return false;
            }
            replay();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean refund(long permits, long now) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            pass(now);
            Algorithm present = settled == null ? algorithm : settled;
            present.refund(Math.min(permits, present.limit()), latest);
            replay();
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    boolean isFresh(long now) {
        return isFresh(now, false);
    }

    @Override
    boolean retireIfFresh(long now) {
        return isFresh(now, true);
    }

    /** As of {@code now}: a state whose time is ahead of that has been used since. */
    private boolean isFresh(long now, boolean retire) {
        lock.lock();
        try {
            if (retired) {
                return false;
            }
            pass(now);
            boolean fresh = latest == now && promised.isEmpty() && algorithm.resetNanos(latest) == 0;
            retired = fresh && retire;
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    @Override
    Remainder retire(long now) {
        lock.lock();
        try {
            retired = true;
            pass(now);
            return new Remainder((double) remaining() - waiting(), algorithm.capacity());
        } finally {
            lock.unlock();
        }
    }

    @Override
    void charge(long permits, long now) {
        algorithm.charge(permits, now);
    }

    /** Lets time go on, and the promises come true whose time has come. */
    private void pass(long now) {
        latest = Math.max(latest, now);
        if (settled == null) {
            return;
        }
        for (Claim first = promised.peek(); first != null && first.at() <= latest; first = promised.peek()) {
            settled.take(first.permits(), first.at());
            promised.remove();
        }
        if (promised.isEmpty()) {
            settled = null;
        }
    }

    private void replay() {
        if (settled == null) {
            return;
        }
        algorithm = settled.copy();
        for (Claim claim : promised) {
            algorithm.take(claim.permits(), claim.at());
        }
        if (promised.isEmpty()) {
            settled = null;
        }
    }

    private long waitNanos(long permits) {
        long from = lastPromise();
        return algorithm.waitNanos(permits, from) + (from - latest);
    }

    private long lastPromise() {
        Claim last = promised.peekLast();
        return last == null ? latest : last.at();
    }

    private long remaining() {
        return promised.isEmpty() ? algorithm.remaining(latest) : 0;
    }

    private Duration reset(long ahead) {
        long from = lastPromise();
        long reset = algorithm.resetNanos(from) + (from - latest);
        return reset == 0 ? Duration.ZERO : Duration.ofNanos(reset + ahead);
    }

    private long waiting() {
        long waiting = 0;
        for (Claim claim : promised) {
            waiting += claim.permits();
        }
        return waiting;
    }

    /** How long until so many more permits may wait; 0 if they may. */
    private long waitForRoom(long permits) {
        long over = maxWaiting == Long.MAX_VALUE ? 0 : permits - (maxWaiting - waiting());
        for (Claim claim : promised) {
            if (over <= 0) {
                break;
            }
            over -= claim.permits();
            if (over <= 0) {
                return claim.at() - latest;
            }
        }
        return over <= 0 ? 0 : NEVER;
    }
}
