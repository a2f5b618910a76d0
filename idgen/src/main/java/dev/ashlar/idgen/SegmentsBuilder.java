package dev.ashlar.idgen;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Makes {@link Segments}. Not thread-safe; what it makes is. */
public final class SegmentsBuilder {
    final SegmentStore store;
    final String name;
    int minSize = 1_000;
    int maxSize = 1_000_000;
    long targetNanos = Duration.ofMinutes(15).toNanos();
    Executor executor = Runnable::run;
    LongSupplier nanoClock = System::nanoTime;

    SegmentsBuilder(SegmentStore store, String name) {
        this.store = Objects.requireNonNull(store, "store");
        if (name.isEmpty() || name.length() > 64) {
            throw new IllegalArgumentException("name must have 1 to 64 characters: name=" + name);
        }
        this.name = name;
    }

    /**
     * Sets the sizes that segments may have; 1 000 to 1 000 000 by default. Small ones lose less when a process ends, large
     * ones bridge a longer time without the store.
     *
     * @param min the size of the first, 1 or more
     * @param max the largest, at least {@code min}
     * @return this
     * @throws IllegalArgumentException if a size is out of its range
     */
    public SegmentsBuilder sizes(int min, int max) {
        if (min < 1 || max < min) {
            throw new IllegalArgumentException("sizes must be 1 <= min <= max: min=" + min + ", max=" + max);
        }
        minSize = min;
        maxSize = max;
        return this;
    }

    /**
     * Sets how long a segment should last; 15 minutes by default. One that lasted less is followed by one of twice its
     * size, one that lasted more than double by one of half its size.
     *
     * @param target more than 0, at most 1 day
     * @return this
     * @throws IllegalArgumentException if {@code target} is out of its range
     */
    public SegmentsBuilder lasting(Duration target) {
        if (target.isNegative() || target.isZero() || target.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("target must be > 0 and at most 1 day: target=" + target);
        }
        targetNanos = target.toNanos();
        return this;
    }

    /**
     * Sets whose threads fetch the next segment ahead of its use; by default it is the thread whose call finds half of
     * the segment used.
     *
     * @param executor the executor; may refuse
     * @return this
     */
    public SegmentsBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets the clock that tells how long segments last; {@link System#nanoTime()} by default.
     *
     * @param nanoClock returns nanoseconds since any time; thread-safe
     * @return this
     */
    public SegmentsBuilder nanoClock(LongSupplier nanoClock) {
        this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
        return this;
    }

    /**
     * Makes an instance. The store is not asked yet.
     *
     * @return the numbers
     */
    public Segments build() {
        return new Segments(this);
    }
}
