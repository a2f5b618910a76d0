package dev.ashlar.idgen;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * A ULID: 48 bits of milliseconds since 1970 and 80 random bits, printed in 26 characters that sort like it.
 *
 * <p>Made by {@link UlidGenerator}, or read from text, or from a UUID of any version, which has as many bits. A value;
 * threads may share it. Source: the ULID specification, github.com/ulid/spec.
 *
 * @param high the time and the upper 16 random bits
 * @param low the lower 64 random bits
 */
public record Ulid(long high, long low) implements Comparable<Ulid> {
    /** The length of a text. */
    public static final int LENGTH = Crockford32.LENGTH_128;

    /** The least, {@code 00000000000000000000000000}. */
    public static final Ulid MIN = new Ulid(0, 0);

    /** The greatest, {@code 7ZZZZZZZZZZZZZZZZZZZZZZZZZ}. */
    public static final Ulid MAX = new Ulid(-1, -1);

    /**
     * Reads a ULID.
     *
     * @param text 26 characters of {@link Crockford32}, in either case
     * @return the ULID
     * @throws IllegalArgumentException if {@code text} is something else, or greater than that of {@link #MAX}
     */
    public static Ulid parse(CharSequence text) {
        long[] halves = new long[2];
        Crockford32.decode128(text, halves, 0);
        return new Ulid(halves[0], halves[1]);
    }

    /**
     * Returns the ULID of the same bits as a UUID.
     *
     * @param uuid any UUID
     * @return the ULID
     */
    public static Ulid of(UUID uuid) {
        return new Ulid(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /**
     * Returns the least ULID with the millisecond of an instant. From {@code floor(from)} to {@code ceil(to)}, both included,
     * are those with times from {@code from} to {@code to}.
     *
     * @param instant a time from 1970 to the year 10889
     * @return the ULID
     * @throws IllegalArgumentException if {@code instant} is outside that time
     */
    public static Ulid floor(Instant instant) {
        return new Ulid(UuidFormat.millis(instant) << 16, 0);
    }

    /**
     * Returns the greatest ULID with the millisecond of an instant; see {@link #floor(Instant)}.
     *
     * @param instant a time from 1970 to the year 10889
     * @return the ULID
     * @throws IllegalArgumentException if {@code instant} is outside that time
     */
    public static Ulid ceil(Instant instant) {
        return new Ulid(UuidFormat.millis(instant) << 16 | 0xFFFF, -1);
    }

    /**
     * Returns when it was made, by its generator's clock.
     *
     * @return the time, to the millisecond
     */
    public Instant timestamp() {
        return Instant.ofEpochMilli(millis());
    }

    /**
     * Returns the UUID of the same bits. It has no proper version: {@link Uuid7} makes UUIDs that do.
     *
     * @return the UUID
     */
    public UUID toUuid() {
        return new UUID(high, low);
    }

    /**
     * Writes the text in ASCII. Allocates nothing.
     *
     * @param dst where to write {@link #LENGTH} bytes
     * @param off the index of the first in {@code dst}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public void encode(byte[] dst, int off) {
        Crockford32.encode128(high, low, dst, off);
    }

    /** Compares as numbers without a sign, which is the order of the texts. */
    @Override
    public int compareTo(Ulid other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Returns the text, 26 characters. */
    @Override
    public String toString() {
        byte[] text = new byte[LENGTH];
        encode(text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    long millis() {
        return high >>> 16;
    }

    /** Whether all random bits are set. */
    boolean isLast() {
        return low == -1 && (high & 0xFFFF) == 0xFFFF;
    }

    /** The next one of the same millisecond. */
    Ulid increment() {
        return new Ulid(low == -1 ? high + 1 : high, low + 1);
    }
}
