package dev.ashlar.ratelimit;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A token bucket for every key, with a bound on the number of keys.
 *
 * <p>Guarantee: each key has the guarantees of a {@link TokenBucket}, whatever happens to other keys. A key's bucket
 * comes into being full, at the first request that could be granted; threads that race to create it share the one. It
 * is dropped only when it is full again, and so could not be told from a new one, and dropping it is one atomic step
 * with the requests for it. There are never more than {@code maxKeys} buckets; a new key that finds no room meets the
 * {@link OverflowPolicy}, never another key's loss.
 *
 * <p>There is no background thread. Every new key looks at 2 others in turn and drops those whose buckets are full,
 * and at 16 more if there is no room; so a full limiter may refuse a new key although one could have been dropped that
 * it did not come to, but has looked at all after {@code maxKeys / 18} new keys. Without new keys nothing is dropped.
 *
 * <p>Cost: a request for a key that is there is a look-up in a {@link ConcurrentHashMap} and what a {@link TokenBucket}
 * costs; it allocates nothing but decisions. A new key allocates three small objects (bucket, map node, queue node),
 * and looking at a key allocates one. No call does more than a fixed amount of work, but for the map's own resizing.
 *
 * <p>Clock: as for {@link TokenBucket}. If the clock goes back behind the last time at which a key was dropped, the
 * limiter goes on from that time, which it holds until the clock is there again.
 *
 * <p>Any number of threads may use it at once. Grants and denials for keys that are there take no lock.
 *
 * @param <K> the keys; they must have {@code equals} and {@code hashCode} as the keys of any map, not change, and
 *     should be {@link Comparable} where hostile callers choose them, for such keys with colliding hashes are found in
 *     logarithmic time
 */
/*
 * Why not a cache. Bounded caches evict what is used least, and an evicted bucket comes back full: whoever can make up
 * keys can have his own bucket reset. So
 *
 *  - a bucket is dropped by a compare-and-set of its word, from the full level that was seen to RETIRED. A request
 *    that holds the bucket either was there first, and the compare fails, or sees the mark and starts again with the
 *    map. Whoever sees the mark removes the entry.
 *  - "full" depends on the time. A bucket dropped at t and made anew at an earlier reading of the clock, by a thread
 *    that was slow or by a clock that went back, would refill for that span a second time. sweptTo is the latest such
 *    t, published before the mark; no bucket is made, and none asked, for a time before it.
 *  - keys are looked at in the order of a queue, each being in it once: the map's own iterators may have to skip any
 *    number of empty slots, which a flood leaves behind.
 *  - the place of a key is reserved inside of the map's atomic step, or a thread that races for the same new key
 *    could be refused for want of the place that the other holds.
 */
public final class KeyedRateLimiter<K> {
    private static final int LOOK_ALWAYS = 2;
    private static final int LOOK_FOR_ROOM = 16;

    private final ConcurrentHashMap<K, KeyCell<K>> cells = new ConcurrentHashMap<>();
    private final Queue<KeyCell<K>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong sweptTo = new AtomicLong(Long.MIN_VALUE);
    private final Refill refill;
    private final long maxKeys;
    /** The bucket of all keys for which there is no room; null if they are refused. */
    private final @Nullable TokenCell shared;

    private final LongSupplier nanoClock;
    private final long origin;

    private KeyedRateLimiter(Refill refill, long maxKeys, OverflowPolicy overflow, LongSupplier nanoClock) {
        this.refill = refill;
        this.maxKeys = maxKeys;
        this.shared = overflow == OverflowPolicy.SHARE_ONE_BUCKET ? new TokenCell(-refill.full) : null;
        this.nanoClock = nanoClock;
        this.origin = nanoClock.getAsLong();
    }

    /**
     * Starts the description of a keyed limiter; a bucket and the greatest number of keys are required.
     *
     * @param <K> the keys
     * @return a new builder
     */
    public static <K> Builder<K> builder() {
        return new Builder<>();
    }

    /**
     * Takes one permit of a key if it is there.
     *
     * @param key whose permit
     * @return whether the permit was taken
     */
    public boolean tryAcquire(K key) {
        return tryAcquireNanos(key, 1) == 0;
    }

    /**
     * Takes permits of a key if all of them are there.
     *
     * @param key whose permits
     * @param permits how many, 1 or more
     * @return whether the permits were taken
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public boolean tryAcquire(K key, long permits) {
        return tryAcquireNanos(key, permits) == 0;
    }

    /**
     * Takes permits of a key if all of them are there, and otherwise tells how long to wait.
     *
     * @param key whose permits
     * @param permits how many, 1 or more
     * @return as of {@link RateLimiter#tryAcquireNanos}; if there is no room for the key and new keys are denied, the
     *     time in which an empty bucket fills
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public long tryAcquireNanos(K key, long permits) {
        Objects.requireNonNull(key, "key");
        Checks.positive("permits", permits);
        if (permits > refill.capacity) {
            return Long.MAX_VALUE;
        }
        long cost = permits * refill.unit;
        while (true) {
            TokenCell cell = cellOf(key);
            if (cell == null) {
                return fillNanos();
            }
            long clock = clockNanos();
            long now = stateNanos(clock);
            long level = cell.take(refill, cost, refill.ticks(now));
            if (level >= cost) {
                return 0;
            }
            if (level != TokenCell.RETIRED) {
                return refill.nanosUntil(cost, level, now) + (now - clock);
            }
            remove(key, cell);
        }
    }

    /**
     * Takes one permit of a key if it is there, and tells the caller all about it.
     *
     * @param key whose permit
     * @return the decision
     */
    public Decision decide(K key) {
        return decide(key, 1);
    }

    /**
     * Takes permits of a key if all of them are there, and tells the caller all about it.
     *
     * @param key whose permits
     * @param permits how many, 1 or more
     * @return the decision; if there is no room for the key and new keys are denied, nothing remains and both
     *     durations are the time in which an empty bucket fills
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public Decision decide(K key, long permits) {
        Objects.requireNonNull(key, "key");
        Checks.positive("permits", permits);
        if (permits > refill.capacity) {
            return peek(key, permits);
        }
        long cost = permits * refill.unit;
        while (true) {
            TokenCell cell = cellOf(key);
            if (cell == null) {
                return refill.denied(refill.full, 0, 0, 0);
            }
            long clock = clockNanos();
            long now = stateNanos(clock);
            long level = cell.take(refill, cost, refill.ticks(now));
            if (level >= cost) {
                return refill.granted(level - cost, now, now - clock);
            }
            if (level != TokenCell.RETIRED) {
                return refill.denied(cost, level, now, now - clock);
            }
            remove(key, cell);
        }
    }

    /**
     * Tells what {@link #decide(Object)} would decide now, without taking anything.
     *
     * @param key whose permit
     * @return the decision
     */
    public Decision peek(K key) {
        return peek(key, 1);
    }

    /**
     * Tells what {@link #decide(Object, long)} would decide now, without taking anything, making a bucket or dropping
     * one. (Whether a new key would find room is a guess therefore: dropping could have made some.)
     *
     * @param key whose permits
     * @param permits how many, 1 or more
     * @return the decision; as nothing is taken, what remains includes the permits asked for
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public Decision peek(K key, long permits) {
        Objects.requireNonNull(key, "key");
        Checks.positive("permits", permits);
        TokenCell cell = cells.get(key);
        boolean overflowing = cell == null && reserved.get() >= maxKeys;
        if (overflowing) {
            cell = shared;
        }
        long clock = clockNanos();
        long now = stateNanos(clock);
        long level = cell == null ? TokenCell.RETIRED : cell.level(refill, refill.ticks(now));
        if (level != TokenCell.RETIRED) {
            return refill.peek(permits, level, now, now - clock);
        }
        if (!overflowing) {
            return refill.peek(permits, refill.full, now, 0);
        }
        return permits > refill.capacity ? refill.never(0, now, 0) : refill.denied(refill.full, 0, now, 0);
    }

    /**
     * Returns how many keys have a bucket now.
     *
     * @return 0 to {@code maxKeys}; an estimate while other threads are at work, and it includes keys that could be
     *     dropped but have not been looked at since
     */
    public long keys() {
        return reserved.get();
    }

    private @Nullable TokenCell cellOf(K key) {
        TokenCell cell = cells.get(key);
        return cell != null ? cell : cellOfNew(key);
    }

    private @Nullable TokenCell cellOfNew(K key) {
        long now = stateNanos(clockNanos());
        dropFull(LOOK_ALWAYS, now);
        TokenCell cell = add(key, now);
        if (cell == null) {
            dropFull(LOOK_FOR_ROOM, now);
            cell = add(key, now);
        }
        return cell != null ? cell : shared;
    }

    private @Nullable TokenCell add(K key, long now) {
        KeyCell<K> fresh = new KeyCell<>(key);
        KeyCell<K> cell = cells.computeIfAbsent(key, absent -> admit(fresh, now));
        if (cell == fresh) {
            queue.add(fresh);
        }
        return cell;
    }

    /** Inside the map's atomic step: once the key is seen absent, so is the time at which it was last dropped. */
    private @Nullable KeyCell<K> admit(KeyCell<K> fresh, long now) {
        long before = reserved.get();
        while (before < maxKeys) {
            if (reserved.compareAndSet(before, before + 1)) {
                fresh.open(refill.ticks(stateNanos(now)) - refill.full);
                return fresh;
            }
            before = reserved.get();
        }
        return null;
    }

    private void dropFull(int count, long now) {
        long ticks = refill.ticks(now);
        for (int i = 0; i < count; i++) {
            KeyCell<K> cell = queue.poll();
            if (cell == null) {
                return;
            }
            if (cell.level(refill, ticks) == refill.full && retire(cell, now, ticks)) {
                remove(cell.key, cell);
            } else {
                queue.add(cell);
            }
        }
    }

    private boolean retire(KeyCell<K> cell, long now, long ticks) {
        if (sweptTo.get() < now) {
            sweptTo.accumulateAndGet(now, Math::max);
        }
        return cell.retireIfFull(refill, ticks);
    }

    private void remove(K key, TokenCell cell) {
        if (cells.remove(key, cell)) {
            reserved.decrementAndGet();
        }
    }

    private long clockNanos() {
        return nanoClock.getAsLong() - origin;
    }

    private long stateNanos(long clockNanos) {
        return Math.max(clockNanos, sweptTo.get());
    }

    private long fillNanos() {
        return refill.nanosUntil(refill.full, 0, 0);
    }

    @Override
    public String toString() {
        return "KeyedRateLimiter[" + refill + ", maxKeys=" + maxKeys + ", overflow="
                + (shared == null ? OverflowPolicy.DENY_NEW_KEYS : OverflowPolicy.SHARE_ONE_BUCKET) + "]";
    }

    private static final class KeyCell<K> extends TokenCell {
        final K key;

        KeyCell(K key) {
            super(0);
            this.key = key;
        }
    }

    /**
     * Describes a {@link KeyedRateLimiter}. Not safe for use by several threads at once; may be used again.
     *
     * @param <K> the keys
     */
    public static final class Builder<K> {
        private @Nullable Refill refill;
        private long maxKeys;
        private OverflowPolicy overflow = OverflowPolicy.DENY_NEW_KEYS;
        private LongSupplier nanoClock = System::nanoTime;

        private Builder() {}

        /**
         * Sets the bucket that every key gets.
         *
         * @param bucket sets capacity and refill of the builder that it is called with, once and at once; the initial
         *     tokens are the capacity, and the clock is set here
         * @return this builder
         * @throws IllegalStateException if the capacity or the refill is not set
         * @throws IllegalArgumentException if initial tokens or a clock are set, or the bucket takes longer than
         *     10 000 days to fill
         */
        public Builder<K> bucket(Consumer<TokenBucket.Builder> bucket) {
            Objects.requireNonNull(bucket, "bucket");
            TokenBucket.Builder template = TokenBucket.builder();
            bucket.accept(template);
            this.refill = template.buildTemplate();
            return this;
        }

        /**
         * Sets how many keys may have a bucket at the same time.
         *
         * @param maxKeys keys, 1 or more
         * @return this builder
         * @throws IllegalArgumentException if {@code maxKeys < 1}
         */
        public Builder<K> maxKeys(long maxKeys) {
            this.maxKeys = Checks.positive("maxKeys", maxKeys);
            return this;
        }

        /**
         * Sets what happens to a new key that finds no room. Unless set, it is
         * {@link OverflowPolicy#DENY_NEW_KEYS}.
         *
         * @param overflow the policy
         * @return this builder
         */
        public Builder<K> overflow(OverflowPolicy overflow) {
            this.overflow = Objects.requireNonNull(overflow, "overflow");
            return this;
        }

        /**
         * Sets the clock of all buckets, for tests and simulations. Unless set, it is {@link System#nanoTime()}.
         *
         * @param nanoClock nanoseconds since any origin; called by every thread that uses the limiter
         * @return this builder
         */
        public Builder<K> nanoClock(LongSupplier nanoClock) {
            this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
            return this;
        }

        /**
         * Builds the limiter.
         *
         * @return a new limiter, without keys
         * @throws IllegalStateException if the bucket or the greatest number of keys is not set
         */
        public KeyedRateLimiter<K> build() {
            if (refill == null) {
                throw new IllegalStateException("bucket must be set");
            }
            if (maxKeys == 0) {
                throw new IllegalStateException("maxKeys must be set");
            }
            return new KeyedRateLimiter<>(refill, maxKeys, overflow, nanoClock);
        }
    }
}
