package dev.ashlar.ratelimit;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The states of keys, at most so many; those that could not be told from new ones make room. Threads may share it. */
/*
 * Why not a cache. Bounded caches evict what is used least, and an evicted limit comes back unused: whoever can make up
 * keys can have his own reset. So
 *
 *  - a state is retired in one atomic step, if it is as a new one. A request that holds the state either was there
 *    first, and it is not as new, or sees the mark and starts again with the map. Whoever sees the mark removes the
 *    entry.
 *  - "as new" depends on the time. A state dropped at t and made anew at an earlier reading of the clock, by a thread
 *    that was slow or by a clock that went back, would recover for that span a second time. sweptTo is the latest such
 *    t, published before the mark; no state is made, and none asked, for a time before it.
 *  - keys are looked at in the order of a queue, each being in it once: the map's own iterators may have to skip any
 *    number of empty slots, which a flood leaves behind.
 *  - the place of a key is reserved inside of the map's atomic step, or a thread that races for the same new key
 *    could be refused for want of the place that the other holds.
 */
final class KeyStates<K> {
    private static final int LOOK_ALWAYS = 2;
    private static final int LOOK_FOR_ROOM = 16;

    final long maxKeys;
    private final KeyLimits<K> limits;
    private final ConcurrentHashMap<Object, State> states = new ConcurrentHashMap<>();
    private final Queue<State> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong sweptTo = new AtomicLong(Long.MIN_VALUE);

    KeyStates(KeyLimits<K> limits, long maxKeys) {
        this.limits = limits;
        this.maxKeys = maxKeys;
    }

    @Nullable
    State get(K key) {
        return states.get(key);
    }

    long count() {
        return reserved.get();
    }

    boolean isFull() {
        return reserved.get() >= maxKeys;
    }

    /** Makes the state of a key, unless another thread just has; null if there is no room. */
    @Nullable
    State add(K key, long clock) {
        long now = time(clock);
        if (reserved.get() > maxKeys / 2) {
            dropRecovered(LOOK_ALWAYS, now);
        }
        State state = addAt(key, now);
        if (state == null) {
            dropRecovered(LOOK_FOR_ROOM, now);
            state = addAt(key, now);
        }
        return state;
    }

    private @Nullable State addAt(K key, long now) {
        Template template = limits.templateOf(key); // the user's code, outside of the map's step
        boolean[] added = new boolean[1];
        State state = states.computeIfAbsent(key, absent -> {
            added[0] = reservePlace();
            // Once the key is seen absent, so is the time at which it was last dropped.
            return added[0] ? template.state(key, time(now)) : null;
        });
        if (added[0] && state != null) {
            queue.add(state);
        }
        return state;
    }

    private boolean reservePlace() {
        long before = reserved.get();
        while (before < maxKeys) {
            if (reserved.compareAndSet(before, before + 1)) {
                return true;
            }
            before = reserved.get();
        }
        return false;
    }

    private void dropRecovered(int count, long now) {
        for (int i = 0; i < count; i++) {
            State state = queue.poll();
            if (state == null) {
                return;
            }
            if (state.isFresh(now) && retire(state, now)) {
                remove(state);
            } else {
                queue.add(state);
            }
        }
    }

    private boolean retire(State state, long now) {
        if (sweptTo.get() < now) {
            sweptTo.accumulateAndGet(now, Math::max);
        }
        return state.retireIfFresh(now);
    }

    /** Lets go of a retired state. */
    void remove(State state) {
        Object key = Objects.requireNonNull(state.key);
        if (states.remove(key, state)) {
            reserved.decrementAndGet();
        }
    }

    /** The reading of the clock, but never before the last time at which a key was dropped. */
    long time(long clock) {
        return Math.max(clock, sweptTo.get());
    }
}
