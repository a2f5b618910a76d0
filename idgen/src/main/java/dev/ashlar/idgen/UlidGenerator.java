package dev.ashlar.idgen;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A generator of ULIDs by the specification's monotonic rule: the first of a millisecond has 80 new random bits, and each
 * other is the one before, plus 1.
 *
 * <p>So ULIDs of one generator rise strictly, over all threads. When the clock is set back it keeps to the time of the newest
 * one. When the random bits overflow, it throws, as the specification demands; it takes 2^79 ULIDs in one millisecond on
 * average.
 *
 * <p>Cost: one compare-and-set for a ULID, which is the only object that is allocated, but for those of threads that came
 * too late. Lock-free, but for the random source at the first of a millisecond. Thread-safe.
 */
public final class UlidGenerator {
    /** Less than a microsecond in all (Uuid7Benchmark, two and more threads). */
    private static final int SPINS = 16;

    /** The state is the newest ULID itself: it is immutable, and made anyway. */
    private final AtomicReference<@Nullable Ulid> newest = new AtomicReference<>();

    private final LongSupplier clock;
    private final RandomGenerator random;

    private UlidGenerator(LongSupplier clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * Returns a generator on the system's clock and a {@link SecureRandom}.
     *
     * @return the generator
     */
    public static UlidGenerator monotonic() {
        return monotonic(System::currentTimeMillis, new SecureRandom());
    }

    /**
     * Returns a generator on another clock and another source of chance.
     *
     * @param epochMillis the clock: milliseconds since 1970; thread-safe
     * @param random the source of random bits; thread-safe
     * @return the generator
     */
    public static UlidGenerator monotonic(LongSupplier epochMillis, RandomGenerator random) {
        return new UlidGenerator(epochMillis, random);
    }

    /**
     * Returns a new ULID, greater than all that this generator has returned.
     *
     * @return the ULID
     * @throws UlidOverflowException if the newest one has all its random bits set and the clock shows no later time
     * @throws IllegalStateException if the clock is before 1970 or after the year 10889
     */
    public Ulid next() {
        // The clock first, as reading it takes long and the state changes often. Should the reading grow old meanwhile,
        // it is
        // not after the newest one's time, and the newest one is followed.
        long millis = clock.getAsLong();
        while (true) {
            Ulid before = newest.get();
            Ulid next = before == null || millis > before.millis() ? first(millis) : following(before);
            if (newest.compareAndSet(before, next)) {
                return next;
            }
            for (int i = 0; i < SPINS; i++) {
                Thread.onSpinWait(); // who has just won keeps the cache line for some more turns
            }
        }
    }

    private Ulid first(long millis) {
        UuidFormat.checkMillis(millis);
        return new Ulid(millis << 16 | (random.nextInt() & 0xFFFF), random.nextLong());
    }

    private static Ulid following(Ulid before) {
        if (before.isLast()) {
            throw new UlidOverflowException(
                    "the random bits must have room: newest=" + before + ", " + Instant.ofEpochMilli(before.millis()));
        }
        return before.increment();
    }
}
