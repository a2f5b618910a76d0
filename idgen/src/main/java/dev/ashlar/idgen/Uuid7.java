package dev.ashlar.idgen;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * A generator of UUIDs of version 7: 48 bits of milliseconds since 1970, and 74 bits of counter and chance, unique without
 * any number for the process.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Generator</th><th>In order</th><th>Can be guessed</th><th>Use it when</th></tr>
 * <tr><td>{@link #strict()}</td><td>all of the generator, over all threads</td><td>some</td>
 *     <td>the order counts</td></tr>
 * <tr><td>{@link #perThread()}</td><td>those of one thread</td><td>the next ones, from one</td>
 *     <td>speed counts, with any number of cores</td></tr>
 * <tr><td>{@link #random()}</td><td>by the millisecond</td><td>no</td>
 *     <td>who sees one must not guess others</td></tr>
 * </table>
 *
 * <p>All tell when they were made. Unique by chance: of UUIDs that were made in the same millisecond by two generators two
 * are equal with a probability of 2^-74 to 2^-62, depending on the kind. A process that is copied while it runs, as a
 * virtual machine can be, is copied with the state of its generators: make new ones after that.
 *
 * <p>When its clock is set back, an ordered generator keeps to the time of its newest UUID and goes on counting.
 *
 * <p>{@link UUID#compareTo} compares signed halves, which orders UUIDs of version 7 wrongly from the year 6429 on, and
 * others always: {@link #ORDER} does not. Thread-safe; nothing is static, so share one generator where its guarantee is
 * wanted. Source: RFC 9562, sections 5.7 and 6.2.
 */
public sealed interface Uuid7 permits StrictUuid7, PerThreadUuid7, RandomUuid7 {
    /** Orders UUIDs like their texts and their bytes. */
    Comparator<UUID> ORDER = UuidFormat::compare;

    /**
     * Returns a new UUID.
     *
     * @return the UUID, the only object that is allocated
     * @throws IllegalStateException if the clock is before 1970 or after the year 10889, or, for an ordered generator, years
     *     after where it was
     */
    UUID next();

    /**
     * Puts new UUIDs into an array, with one reading of the clock for all of them. Those of an ordered generator rise, and
     * those of {@link #strict()} have none of other threads between them. Allocates nothing.
     *
     * @param dst where to put them, two longs each: the upper 64 bits, then the lower
     * @param off the index of the first long
     * @param n how many UUIDs, 0 or more
     * @throws IllegalArgumentException if {@code n} is negative
     * @throws IndexOutOfBoundsException if {@code 2 * n} longs do not fit in {@code dst}; none is made then
     * @throws IllegalStateException as from {@link #next()}; none is made then
     */
    void next(long[] dst, int off, int n);

    /**
     * Returns a generator whose UUIDs rise strictly over all threads.
     *
     * <p>A counter of 22 bits follows the time (method 1 of RFC 9562, section 6.2, with 12 bits in {@code rand_a} and 10 in
     * {@code rand_b}); it begins at a random number below 2^21 in each millisecond, and carries into the time when it
     * overflows, which takes two million UUIDs in one. The other 52 bits look random: they are a keyed mixture, good against
     * accidents and not against attackers. Lock-free; one compare-and-set for a UUID, or for a whole array of them.
     *
     * @return the generator, on the system's clock
     */
    static Uuid7 strict() {
        return strict(System::currentTimeMillis);
    }

    /**
     * Returns a generator like {@link #strict()} on another clock. It can tell times up to 69 years after the first.
     *
     * @param epochMillis the clock: milliseconds since 1970; thread-safe; read once at once
     * @return the generator
     * @throws IllegalStateException if the clock is before 1970 or after the year 10889
     */
    static Uuid7 strict(LongSupplier epochMillis) {
        return new StrictUuid7(epochMillis, new SecureRandom());
    }

    /**
     * Returns a generator whose UUIDs rise strictly within each thread.
     *
     * <p>Each thread has a state of its own (some 200 bytes, for as long as the thread and the generator live; for very many
     * short-lived virtual threads take {@link #strict()}). In each millisecond it begins with 72 new bits that look random,
     * and counts up from there. No atomic operation at all.
     *
     * @return the generator, on the system's clock
     */
    static Uuid7 perThread() {
        return perThread(System::currentTimeMillis);
    }

    /**
     * Returns a generator like {@link #perThread()} on another clock.
     *
     * @param epochMillis the clock: milliseconds since 1970; thread-safe
     * @return the generator
     */
    static Uuid7 perThread(LongSupplier epochMillis) {
        return new PerThreadUuid7(epochMillis, new SecureRandom());
    }

    /**
     * Returns a generator of UUIDs with 74 bits from a {@link SecureRandom} each, which is asked for half a kilobyte at a
     * time by each thread.
     *
     * @return the generator, on the system's clock
     */
    static Uuid7 random() {
        return random(System::currentTimeMillis, new SecureRandom());
    }

    /**
     * Returns a generator like {@link #random()} on another clock and another source of chance.
     *
     * @param epochMillis the clock: milliseconds since 1970; thread-safe
     * @param random the source; thread-safe
     * @return the generator
     */
    static Uuid7 random(LongSupplier epochMillis, RandomGenerator random) {
        return new RandomUuid7(epochMillis, random);
    }

    /**
     * Returns when a UUID was made, by its generator's clock.
     *
     * @param uuid a UUID of version 7
     * @return the time, to the millisecond
     * @throws IllegalArgumentException if the UUID is of another version or variant
     */
    static Instant timestamp(UUID uuid) {
        return UuidFormat.timestamp(uuid);
    }

    /**
     * Returns the least UUID of version 7 with the millisecond of an instant, in {@link #ORDER}. From {@code floor(from)} to
     * {@code ceil(to)}, both included, are those with times from {@code from} to {@code to}.
     *
     * @param instant a time from 1970 to the year 10889
     * @return the UUID
     * @throws IllegalArgumentException if {@code instant} is outside that time
     */
    static UUID floor(Instant instant) {
        return UuidFormat.floor(instant);
    }

    /**
     * Returns the greatest UUID of version 7 with the millisecond of an instant; see {@link #floor(Instant)}.
     *
     * @param instant a time from 1970 to the year 10889
     * @return the UUID
     * @throws IllegalArgumentException if {@code instant} is outside that time
     */
    static UUID ceil(Instant instant) {
        return UuidFormat.ceil(instant);
    }
}
