package dev.ashlar.idgen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Short, dense numbers from a central counter, taken from it in segments so that it is asked rarely: a ticket server
 * without its round trip.
 *
 * <p>There are two segments: one in use, and the next, which is fetched when half of the first is used up. So if the store
 * is down, numbers go on until both are used up, and then {@link #next()} throws until the store is back. A segment that
 * was used up fast is followed by a larger one, and one that lasted by a smaller one.
 *
 * <p>Guarantee: numbers of one instance rise, over all threads; numbers of all instances on one name and store never
 * repeat. Not guaranteed: an order between instances, which a whole segment can be apart; no gaps, for what is left of the
 * segments is lost when a process ends.
 *
 * <p>Cost of {@link #next()}: one fetch-and-add; no allocation. Fetching takes as long as the store does: it is done by the
 * executor that was given, or else by the thread whose call needs it, while other threads go on with what is left. After
 * a failure the store is left alone for a tenth of a second, and calls that have no number left fail at once meanwhile. A
 * call that has no number left waits for the store, and an interrupt does not end that.
 *
 * <p>Thread-safe, and lock-free while numbers are left.
 */
public final class Segments {
    private static final long RETRY_NANOS = 100_000_000;
    /** How many numbers apart the calls are that look whether the next segment should be fetched (again); a power of 2. */
    private static final int CHECK_INTERVAL = 64;
    /** Threads that come too late count a segment's cursor past its end; there is room for that. */
    private static final long GREATEST = Long.MAX_VALUE - (1L << 40);

    /*
     * In use is a segment with a cursor that is only ever added to. A cursor past the end sends its thread to
     * useNext, which under the lock puts the spare one in place, and fetches it first if there is none. Whoever fetches
     * it ahead has the lock too, so that whoever needs it meanwhile waits for it; but he does not wait for the lock, and
     * calls that have a number never do. A task that the executor is slow to run, or drops, holds nobody up: it was
     * only to fetch what is fetched without it when it is needed.
     */
    private final SegmentStore store;
    private final String name;
    private final Executor executor;
    private final LongSupplier nanoClock;
    private final SegmentSize size;
    private final ReentrantLock changing = new ReentrantLock();
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile Segment current = new Segment(0, 0);
    private volatile @Nullable Segment spare;
    private volatile @Nullable Failure failure;

    private record Failure(Exception cause, long nanos) {}

    private static final class Segment {
        final PaddedLong cursor;
        final long first;
        final long end;
        final int checkMask;

        Segment(long first, long end) {
            cursor = new PaddedLong(first);
            this.first = first;
            this.end = end;
            checkMask = end - first < 2 * CHECK_INTERVAL ? 0 : CHECK_INTERVAL - 1;
        }
    }

    Segments(SegmentsBuilder builder) {
        store = builder.store;
        name = builder.name;
        executor = builder.executor;
        nanoClock = builder.nanoClock;
        size = new SegmentSize(builder.minSize, builder.maxSize, builder.targetNanos);
    }

    /**
     * Returns the numbers of a name, with the defaults of {@link SegmentsBuilder}.
     *
     * @param store where the counters are
     * @param name whose numbers, 1 to 64 characters
     * @return the numbers; the store is asked by the first call of {@link #next()}
     * @throws IllegalArgumentException if {@code name} is too short or too long
     */
    public static Segments of(SegmentStore store, String name) {
        return builder(store, name).build();
    }

    /**
     * Starts the making of an instance.
     *
     * @param store where the counters are
     * @param name whose numbers, 1 to 64 characters
     * @return a builder with the defaults of its methods
     * @throws IllegalArgumentException if {@code name} is too short or too long
     */
    public static SegmentsBuilder builder(SegmentStore store, String name) {
        return new SegmentsBuilder(store, name);
    }

    /**
     * Returns a new number, greater than all that this instance has returned.
     *
     * @return the number, 0 or more
     * @throws UncheckedIOException if both segments are used up and the store cannot be reached
     */
    public long next() {
        while (true) {
            Segment segment = current;
            long number = segment.cursor.getAndAdd(1);
            if (number < segment.end) {
                if (((number - segment.first) & segment.checkMask) == 0) {
                    fetchIfHalfUsed(segment, number);
                }
                return number;
            }
            useNext(segment);
        }
    }

    /**
     * Puts new numbers into an array, rising and without gaps, by one fetch-and-add: as many as are wanted and the segment
     * has left, which is 1 at the least.
     *
     * @param dst where to put them
     * @param off the index of the first
     * @param n how many are wanted, 0 or more
     * @return how many there are, 1 to {@code n}; 0 if {@code n} is 0
     * @throws IndexOutOfBoundsException if {@code n} numbers do not fit in {@code dst}; none is issued then
     * @throws UncheckedIOException if both segments are used up and the store cannot be reached
     */
    public int next(long[] dst, int off, int n) {
        Objects.checkFromIndexSize(off, n, dst.length);
        if (n == 0) {
            return 0;
        }
        while (true) {
            Segment segment = current;
            long first = segment.cursor.getAndAdd(n);
            if (first < segment.end) {
                int count = (int) Math.min(n, segment.end - first);
                for (int i = 0; i < count; i++) {
                    dst[off + i] = first + i;
                }
                fetchIfHalfUsed(segment, first);
                return count;
            }
            useNext(segment);
        }
    }

    @Override
    public String toString() {
        return "Segments[name=" + name + ", size=" + size + "]";
    }

    private void fetchIfHalfUsed(Segment segment, long number) {
        if (number - segment.first >= (segment.end - segment.first) >> 1
                && spare == null
                && !hasJustFailed()
                && asked.compareAndSet(false, true)) {
            try {
                executor.execute(this::fetchSpare);
            } catch (RuntimeException e) {
                asked.set(false); // it refuses, or is broken: whoever needs the segment will fetch it
            }
        }
    }

    private void fetchSpare() {
        if (changing.tryLock()) { // who has it fetches now, or has just used one and will ask again
            try {
                if (spare == null) {
                    spare = fetch();
                }
            } catch (UncheckedIOException e) {
                // Kept in `failure`; it is tried again later, and told to who finds no number left.
            } finally {
                changing.unlock();
            }
        }
        asked.set(false);
    }

    /** Makes the next segment the one in use, if no other thread has. */
    private void useNext(Segment usedUp) {
        changing.lock();
        try {
            if (current != usedUp) {
                return;
            }
            if (spare == null) {
                Failure last = failure;
                if (last != null && hasJustFailed()) {
                    throw unavailable(last.cause);
                }
                spare = fetch();
            }
            current = Objects.requireNonNull(spare);
            spare = null;
            asked.set(false); // what was asked for has come too late, or never will
        } finally {
            changing.unlock();
        }
    }

    /** With the lock held. */
    private Segment fetch() {
        try {
            int wanted = size.next(nanoClock.getAsLong());
            long first = store.reserve(name, wanted);
            if (first < 0 || first > GREATEST - wanted) {
                throw new IOException("numbers must be left: name=" + name + ", first=" + first);
            }
            failure = null;
            return new Segment(first, first + wanted);
        } catch (IOException | RuntimeException e) {
            failure = new Failure(e, nanoClock.getAsLong());
            throw unavailable(e);
        }
    }

    private boolean hasJustFailed() {
        Failure last = failure;
        return last != null && nanoClock.getAsLong() - last.nanos < RETRY_NANOS;
    }

    private UncheckedIOException unavailable(Exception cause) {
        return new UncheckedIOException(
                "numbers must be left, and the store could give none: name=" + name,
                cause instanceof IOException io ? io : new IOException(cause));
    }
}
