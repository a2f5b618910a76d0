package dev.ashlar.idgen;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Hexadecimal: prints ids in {@code 0-9} and {@code a-f}, in one width, so that texts sort like numbers without a sign; and
 * reads them in either case. Stateless, so any thread may call it at any time.
 */
public final class Hex {
    /** The length of a text of a long. */
    public static final int LENGTH = 16;

    /** The length of a text of 128 bits. */
    public static final int LENGTH_128 = 32;

    /** The length of a text of 160 bits. */
    public static final int LENGTH_160 = 40;

    private static final Digits DIGITS =
            new Digits("0123456789abcdef", "0-9, a-f, A-F").ignoringCase("ABCDEF", "abcdef");

    private Hex() {}

    /**
     * Returns the text of a long.
     *
     * @param value any long; a negative one stands for itself plus 2^64
     * @return {@link #LENGTH} characters
     */
    public static String encode(long value) {
        byte[] text = new byte[LENGTH];
        write(value, text, 0, LENGTH);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes the text of a long in ASCII. Allocates nothing.
     *
     * @param value any long; a negative one stands for itself plus 2^64
     * @param dst where to write {@link #LENGTH} bytes
     * @param off the index of the first in {@code dst}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode(long value, byte[] dst, int off) {
        Objects.checkFromIndexSize(off, LENGTH, dst.length);
        write(value, dst, off, LENGTH);
    }

    /**
     * Writes the text of a number of 128 bits in ASCII. Allocates nothing.
     *
     * @param high the upper 64 bits
     * @param low the lower 64 bits
     * @param dst where to write {@link #LENGTH_128} bytes
     * @param off the index of the first in {@code dst}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode128(long high, long low, byte[] dst, int off) {
        Objects.checkFromIndexSize(off, LENGTH_128, dst.length);
        write(high, dst, off, LENGTH);
        write(low, dst, off + LENGTH, LENGTH);
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
        checkHigh(high);
        Objects.checkFromIndexSize(off, LENGTH_160, dst.length);
        write(high, dst, off, 8);
        write(middle, dst, off + 8, LENGTH);
        write(low, dst, off + 8 + LENGTH, LENGTH);
    }

    /**
     * Returns the long of a text.
     *
     * @param text {@link #LENGTH} digits, and nothing else
     * @return the long; negative if the number is 2^63 or more
     * @throws IllegalArgumentException if {@code text} is of another length, or has a character that is no digit
     */
    public static long decode(CharSequence text) {
        Digits.checkLength(text, LENGTH, LENGTH);
        return read(text, 0, LENGTH);
    }

    /**
     * Reads a number of 128 bits. Allocates nothing.
     *
     * @param text {@link #LENGTH_128} digits, and nothing else
     * @param dst where to put the upper and the lower 64 bits
     * @param off the index of the upper in {@code dst}
     * @throws IllegalArgumentException if {@code text} is of another length, or has a character that is no digit; nothing
     *     is written then
     * @throws IndexOutOfBoundsException if two longs do not fit in {@code dst}
     */
    public static void decode128(CharSequence text, long[] dst, int off) {
        Objects.checkFromIndexSize(off, 2, dst.length);
        Digits.checkLength(text, LENGTH_128, LENGTH_128);
        long high = read(text, 0, LENGTH);
        dst[off + 1] = read(text, LENGTH, LENGTH);
        dst[off] = high;
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
        long high = read(text, 0, 8);
        long middle = read(text, 8, LENGTH);
        dst[off + 2] = read(text, 8 + LENGTH, LENGTH);
        dst[off] = high;
        dst[off + 1] = middle;
    }

    /** Writes the lowest digits of a number. */
    static void write(long value, byte[] dst, int off, int width) {
        for (int i = 0; i < width; i++) {
            dst[off + i] = DIGITS.character((int) (value >>> (4 * (width - 1 - i))) & 0xF);
        }
    }

    /** Reads some digits of a text, at most 16. */
    static long read(CharSequence text, int from, int width) {
        long value = 0;
        for (int i = from; i < from + width; i++) {
            value = value << 4 | DIGITS.at(text, i);
        }
        return value;
    }

    static void checkHigh(long high) {
        if (high >>> 32 != 0) {
            throw new IllegalArgumentException("high must be 0 to 2^32-1: high=" + high);
        }
    }
}
