package dev.ashlar.idgen;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counters that are gone with the process: for tests, and for numbers that need no longer life. Thread-safe. */
public final class InMemorySegmentStore implements SegmentStore {
    private final Map<String, AtomicLong> counters = new ConcurrentHashMap<>();
    private final long first;

    /** Creates a store whose counters begin at 1. */
    public InMemorySegmentStore() {
        this(1);
    }

    /**
     * Creates a store.
     *
     * @param first the first number of each name, 0 or more
     * @throws IllegalArgumentException if {@code first} is negative
     */
    public InMemorySegmentStore(long first) {
        if (first < 0) {
            throw new IllegalArgumentException("first must be >= 0: first=" + first);
        }
        this.first = first;
    }

    @Override
    public long reserve(String name, int size) throws IOException {
        AtomicLong counter = counters.computeIfAbsent(name, key -> new AtomicLong(first));
        try {
            return counter.getAndUpdate(next -> Math.addExact(next, size));
        } catch (ArithmeticException e) {
            throw new IOException("numbers must be left: name=" + name + ", size=" + size, e);
        }
    }
}
