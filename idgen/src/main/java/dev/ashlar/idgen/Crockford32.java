package dev.ashlar.idgen;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Crockford's base 32: prints ids in digits and upper-case letters that are hard to mistake for each other, in one width, so
 * that texts sort like numbers.
 *
 * <p>The digits are {@code 0-9} and {@code A-Z} without I, L, O and U. Read are also lower-case letters, I and L as 1, and O
 * as 0; not U, nor hyphens, nor check symbols. ULIDs and TSIDs are printed so.
 *
 * <p>Source: Douglas Crockford, Base 32. Stateless, so any thread may call it at any time.
 */
public final class Crockford32 {
    /** The length of a text of a long. */
    public static final int LENGTH = 13;

    /** The length of a text of 128 bits. */
    public static final int LENGTH_128 = 26;

    /** The length of a text of 160 bits. */
    public static final int LENGTH_160 = 32;

    private static final Digits DIGITS =
            new Digits("0123456789ABCDEFGHJKMNPQRSTVWXYZ", "0-9, A-Z without U").ignoringCase("ILO", "110");

    private Crockford32() {}

    /**
     * Returns the text of a long.
     *
     * @param value the number, 0 or more
     * @return {@link #LENGTH} characters
     * @throws IllegalArgumentException if {@code value < 0}
     */
    public static String encode(long value) {
        byte[] text = new byte[LENGTH];
        encode(value, text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes the text of a long in ASCII. Allocates nothing.
     *
     * @param value the number, 0 or more
     * @param dst where to write {@link #LENGTH} bytes
     * @param off the index of the first in {@code dst}
     * @throws IllegalArgumentException if {@code value < 0}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode(long value, byte[] dst, int off) {
        if (value < 0) {
            throw new IllegalArgumentException("value must be >= 0: value=" + value);
        }
        Objects.checkFromIndexSize(off, LENGTH, dst.length);
        write(value, dst, off, LENGTH);
    }

    /**
     * Writes the text of a number of 128 bits in ASCII: that of a ULID. Allocates nothing.
     *
     * @param high the upper 64 bits
     * @param low the lower 64 bits
     * @param dst where to write {@link #LENGTH_128} bytes
     * @param off the index of the first in {@code dst}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode128(long high, long low, byte[] dst, int off) {
        Objects.checkFromIndexSize(off, LENGTH_128, dst.length);
        // 10 digits for the upper 48 bits, 4 for the 20 in the middle, 12 for the lower 60
        write(high >>> 16, dst, off, 10);
        write((high & 0xFFFF) << 4 | low >>> 60, dst, off + 10, 4);
        write(low, dst, off + 14, 12);
    }

    /**
     * Writes the text of a number of 160 bits in ASCII. Allocates nothing.
     *
     * @param high the upper 32 bits, 0 to 2^32-1
     * @param middle the 64 bits below
     * @param low the lower 64 bits
     * @param dst where to write {@link #LENGTH_160} bytes
     * @param off the index of the first in {@code dst}
     * @throws IllegalArgumentException if {@code high} is out of its range
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode160(long high, long middle, long low, byte[] dst, int off) {
        Hex.checkHigh(high);
        Objects.checkFromIndexSize(off, LENGTH_160, dst.length);
        write(high << 8 | middle >>> 56, dst, off, 8);
        write(middle >>> 16, dst, off + 8, 8);
        write((middle & 0xFFFF) << 4 | low >>> 60, dst, off + 16, 4);
        write(low, dst, off + 20, 12);
    }

    /**
     * Returns the long of a text.
     *
     * @param text {@link #LENGTH} digits, and nothing else
     * @return the number, 0 or more
     * @throws IllegalArgumentException if {@code text} is of another length, has a character that is no digit, or is 2^63 or
     *     more
     */
    public static long decode(CharSequence text) {
        Digits.checkLength(text, LENGTH, LENGTH);
        long value = read(text, 0, LENGTH);
        if (DIGITS.at(text, 0) > 7) {
            throw Digits.tooGreat(text, 63);
        }
        return value;
    }

    /**
     * Reads a number of 128 bits. Allocates nothing.
     *
     * @param text {@link #LENGTH_128} digits, and nothing else
     * @param dst where to put the upper and the lower 64 bits
     * @param off the index of the upper in {@code dst}
     * @throws IllegalArgumentException if {@code text} is of another length, has a character that is no digit, or is 2^128
     *     or more; nothing is written then
     * @throws IndexOutOfBoundsException if two longs do not fit in {@code dst}
     */
    public static void decode128(CharSequence text, long[] dst, int off) {
        Objects.checkFromIndexSize(off, 2, dst.length);
        Digits.checkLength(text, LENGTH_128, LENGTH_128);
        long first = read(text, 0, 10);
        long second = read(text, 10, 4);
        long third = read(text, 14, 12);
        if (first >>> 48 != 0) {
            throw Digits.tooGreat(text, 128);
        }
        dst[off] = first << 16 | second >>> 4;
        dst[off + 1] = second << 60 | third;
    }

    /**
     * Reads a number of 160 bits. Allocates nothing.
     *
     * @param text {@link #LENGTH_160} digits, and nothing else
     * @param dst where to put the upper 32 bits, and twice 64 bits
     * @param off the index of the upper in {@code dst}
     * @throws IllegalArgumentException if {@code text} is of another length, or has a character that is no digit; nothing
     *     is written then
     * @throws IndexOutOfBoundsException if three longs do not fit in {@code dst}
     */
    public static void decode160(CharSequence text, long[] dst, int off) {
        Objects.checkFromIndexSize(off, 3, dst.length);
        Digits.checkLength(text, LENGTH_160, LENGTH_160);
        long first = read(text, 0, 8);
        long second = read(text, 8, 8);
        long third = read(text, 16, 4);
        long fourth = read(text, 20, 12);
        dst[off] = first >>> 8;
        dst[off + 1] = first << 56 | second << 16 | third >>> 4;
        dst[off + 2] = third << 60 | fourth;
    }

    /** Writes the lowest digits of a number. */
    private static void write(long value, byte[] dst, int off, int width) {
        for (int i = 0; i < width; i++) {
            dst[off + i] = DIGITS.character((int) (value >>> (5 * (width - 1 - i))) & 0x1F);
        }
    }

    /** Reads some digits of a text; of thirteen the first has but four bits. */
    private static long read(CharSequence text, int from, int width) {
        long value = 0;
        for (int i = from; i < from + width; i++) {
            value = value << 5 | DIGITS.at(text, i);
        }
        return value;
    }
}
