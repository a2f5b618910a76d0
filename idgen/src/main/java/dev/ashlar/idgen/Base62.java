package dev.ashlar.idgen;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Base 62: prints an id in letters and digits, as short as they allow, and reads it again.
 *
 * <p>The digits are {@code 0-9}, {@code A-Z}, {@code a-z}, in this order, which is that of ASCII. So texts of one width
 * sort, as strings or as bytes, like their numbers: use {@link #encode(long, int)} where that is wanted. Upper and
 * lower case are different digits; a store or a file system that takes them for the same mixes ids up.
 *
 * <table>
 * <caption>How many numbers fit</caption>
 * <tr><th>Characters</th><th>Numbers</th></tr>
 * <tr><td>5</td><td>916 132 832</td></tr>
 * <tr><td>6</td><td>56 800 235 584</td></tr>
 * <tr><td>7</td><td>3 521 614 606 208: enough for 100 million short links a day for 96 years, if they are counted; a
 *     Snowflake id needs up to 11</td></tr>
 * <tr><td>8</td><td>218 340 105 584 896</td></tr>
 * <tr><td>{@value #MAX_LENGTH}</td><td>all of a long, from 0</td></tr>
 * </table>
 *
 * <p>Numbers are those from 0 on. A negative long is refused, not taken as unsigned: ids are never negative, so one that
 * is negative is a fault of its origin, and printed as unsigned it would sort after all others as a text but before them
 * as a number.
 *
 * <p>It hides nothing: who sees two ids can count what lies between. Stateless, so any thread may call it at any time.
 */
public final class Base62 {
    /** The length of the longest text, that of {@link Long#MAX_VALUE}: {@code AzL8n0Y58m7}. */
    public static final int MAX_LENGTH = 11;

    /** The length of a text of 128 bits. */
    public static final int LENGTH_128 = 22;

    /** The length of a text of 160 bits, such as that of a KSUID. */
    public static final int LENGTH_160 = 27;

    private static final Digits DIGITS =
            new Digits("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "0-9, A-Z, a-z");
    private static final int BASE = 62;
    /** Every two digits, one after the other: a division by 62^2 gives both of them. */
    private static final byte[] PAIRS = pairs();
    /** 62 to the power of the index, as far as it is a long. */
    private static final long[] POWERS = powers();

    private static final int FIVE = 916_132_832; // 62^5
    private static final long TEN = 839_299_365_868_340_224L; // 62^10

    private Base62() {}

    /**
     * Returns the shortest text of a number.
     *
     * @param value the number, 0 or more
     * @return 1 to {@link #MAX_LENGTH} characters; {@code "0"} for 0, otherwise without a leading 0
     * @throws IllegalArgumentException if {@code value < 0}
     */
    public static String encode(long value) {
        return text(value, length(value));
    }

    /**
     * Returns the text of a number with leading zeros. Texts of the same width sort like their numbers.
     *
     * @param value the number, 0 or more and less than {@code 62^width}
     * @param width how many characters, 1 to {@link #MAX_LENGTH}
     * @return so many characters
     * @throws IllegalArgumentException if {@code value < 0}, if it needs more characters, or if {@code width} is out of
     *     its range
     */
    public static String encode(long value, int width) {
        checkWidth(value, width);
        return text(value, width);
    }

    /**
     * Writes the shortest text of a number in ASCII. Allocates nothing.
     *
     * @param value the number, 0 or more
     * @param dst where to write
     * @param off the index of the first character in {@code dst}
     * @return how many bytes were written, 1 to {@link #MAX_LENGTH}
     * @throws IllegalArgumentException if {@code value < 0}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static int encode(long value, byte[] dst, int off) {
        int length = length(value);
        Objects.checkFromIndexSize(off, length, dst.length);
        write(value, dst, off, length);
        return length;
    }

    /**
     * Writes the text of a number with leading zeros in ASCII. Texts of the same width sort like their numbers. Allocates
     * nothing.
     *
     * @param value the number, 0 or more and less than {@code 62^width}
     * @param dst where to write
     * @param off the index of the first character in {@code dst}
     * @param width how many characters, 1 to {@link #MAX_LENGTH}
     * @throws IllegalArgumentException if {@code value < 0}, if it needs more characters, or if {@code width} is out of
     *     its range
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode(long value, byte[] dst, int off, int width) {
        checkWidth(value, width);
        Objects.checkFromIndexSize(off, width, dst.length);
        write(value, dst, off, width);
    }

    /**
     * Writes the text of a number of 128 bits in ASCII, with leading zeros: texts sort like numbers without a sign.
     * Allocates nothing.
     *
     * @param high the upper 64 bits
     * @param low the lower 64 bits
     * @param dst where to write {@link #LENGTH_128} bytes
     * @param off the index of the first in {@code dst}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode128(long high, long low, byte[] dst, int off) {
        Objects.checkFromIndexSize(off, LENGTH_128, dst.length);
        Wide62.encode(DIGITS, 0, high, low, dst, off, LENGTH_128);
    }

    /**
     * Writes the text of a number of 160 bits in ASCII, with leading zeros: texts sort like numbers without a sign.
     * Allocates nothing.
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
        Wide62.encode(DIGITS, high, middle, low, dst, off, LENGTH_160);
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
        Wide62.decode(DIGITS, text, 128, dst, off);
    }

    /**
     * Reads a number of 160 bits. Allocates nothing.
     *
     * @param text {@link #LENGTH_160} digits, and nothing else
     * @param dst where to put the upper 32 bits, and twice 64 bits
     * @param off the index of the upper in {@code dst}
     * @throws IllegalArgumentException if {@code text} is of another length, has a character that is no digit, or is 2^160
     *     or more; nothing is written then
     * @throws IndexOutOfBoundsException if three longs do not fit in {@code dst}
     */
    public static void decode160(CharSequence text, long[] dst, int off) {
        Objects.checkFromIndexSize(off, 3, dst.length);
        Digits.checkLength(text, LENGTH_160, LENGTH_160);
        Wide62.decode(DIGITS, text, 160, dst, off);
    }

    /**
     * Returns the number of a text. Leading zeros are allowed, so {@code "7"} and {@code "007"} are the same number;
     * compare numbers, not texts, where they come from outside.
     *
     * @param text 1 to {@link #MAX_LENGTH} digits, and nothing else
     * @return the number, 0 or more
     * @throws IllegalArgumentException if {@code text} is empty or longer, has a character that is no digit, or is
     *     greater than {@link Long#MAX_VALUE}
     */
    public static long decode(CharSequence text) {
        Digits.checkLength(text, 1, MAX_LENGTH);
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = DIGITS.at(text, i);
            // Ten digits always fit.
            if (i == MAX_LENGTH - 1 && value > (Long.MAX_VALUE - digit) / BASE) {
                throw new IllegalArgumentException("text must be at most " + encode(Long.MAX_VALUE) + " (2^63-1): text="
                        + text + ", position=" + i);
            }
            value = value * BASE + digit;
        }
        return value;
    }

    private static void checkWidth(long value, int width) {
        if (width < 1 || width > MAX_LENGTH) {
            throw new IllegalArgumentException("width must be 1 to " + MAX_LENGTH + ": width=" + width);
        }
        if (length(value) > width) {
            throw new IllegalArgumentException(
                    "value must be < 62^width: value=" + value + ", width=" + width + ", 62^width=" + POWERS[width]);
        }
    }

    private static int length(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("value must be >= 0: value=" + value);
        }
        // The bits give the length or one less: log 2 / log 62 is a little less than 43 / 256.
        int least = ((Long.SIZE - Long.numberOfLeadingZeros(value | 1)) * 43) >> 8;
        return least + ((value | 1) >= POWERS[least] ? 1 : 0);
    }

    private static String text(long value, int width) {
        byte[] digits = new byte[width];
        write(value, digits, 0, width);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    /** Writes so many digits. Those of ids, eleven, are made in three parts that do not wait for each other. */
    private static void write(long value, byte[] dst, int off, int width) {
        if (width == MAX_LENGTH) {
            int high = (int) (value / TEN);
            long rest = value - high * TEN;
            int middle = (int) (rest / FIVE);
            dst[off] = DIGITS.character(high);
            writeFive(middle, dst, off + 1);
            writeFive((int) (rest - (long) middle * FIVE), dst, off + 6);
            return;
        }
        long rest = value;
        int i = off + width;
        while (i - off >= 2) {
            long quotient = rest / (BASE * BASE);
            i -= 2;
            writePair((int) (rest - quotient * (BASE * BASE)), dst, i);
            rest = quotient;
        }
        if (i > off) {
            dst[off] = DIGITS.character((int) rest);
        }
    }

    private static void writeFive(int value, byte[] dst, int off) {
        int high = value / (BASE * BASE);
        int first = high / (BASE * BASE);
        dst[off] = DIGITS.character(first);
        writePair(high - first * (BASE * BASE), dst, off + 1);
        writePair(value - high * (BASE * BASE), dst, off + 3);
    }

    private static void writePair(int value, byte[] dst, int off) {
        dst[off] = PAIRS[2 * value];
        dst[off + 1] = PAIRS[2 * value + 1];
    }

    private static byte[] pairs() {
        byte[] pairs = new byte[2 * BASE * BASE];
        for (int i = 0; i < BASE * BASE; i++) {
            pairs[2 * i] = DIGITS.character(i / BASE);
            pairs[2 * i + 1] = DIGITS.character(i % BASE);
        }
        return pairs;
    }

    private static long[] powers() {
        long[] powers = new long[MAX_LENGTH];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * BASE;
        }
        return powers;
    }
}
