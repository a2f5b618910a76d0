package dev.ashlar.kvstore;

import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** The numbers of writes up to which open snapshots read. Threads may share it. */
final class Snapshots {
    private final ReentrantLock lock = new ReentrantLock();
    private final NavigableMap<Long, Integer> open = new TreeMap<>();

    /**
     * Adds one up to the newest write.
     *
     * @param newest read under the lock: who asks for {@link #sequences()} before has merged nothing newer, and who asks
     *     after finds it
     */
    long add(LongSupplier newest) {
        lock.lock();
        try {
            long sequence = newest.getAsLong();
            open.merge(sequence, 1, Integer::sum);
            return sequence;
        } finally {
            lock.unlock();
        }
    }

    void remove(long sequence) {
        lock.lock();
        try {
            open.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Ascending, each once. */
    long[] sequences() {
        lock.lock();
        try {
            return open.keySet().stream().mapToLong(Long::longValue).toArray();
        } finally {
            lock.unlock();
        }
    }
}
