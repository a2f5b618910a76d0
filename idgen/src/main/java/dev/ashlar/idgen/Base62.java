package dev.ashlar.idgen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    private static final int BASE = 62;
    private static final byte[] DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] VALUES = values();
    /** 62 to the power of the index, as far as it is a long. */
    private static final long[] POWERS = powers();

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
        if (width < 1 || width > MAX_LENGTH) {
            throw new IllegalArgumentException("width must be 1 to " + MAX_LENGTH + ": width=" + width);
        }
        if (length(value) > width) {
            throw new IllegalArgumentException(
                    "value must be < 62^width: value=" + value + ", width=" + width + ", 62^width=" + POWERS[width]);
        }
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
     * Returns the number of a text. Leading zeros are allowed, so {@code "7"} and {@code "007"} are the same number;
     * compare numbers, not texts, where they come from outside.
     *
     * @param text 1 to {@link #MAX_LENGTH} digits, and nothing else
     * @return the number, 0 or more
     * @throws IllegalArgumentException if {@code text} is empty or longer, has a character that is no digit, or is
     *     greater than {@link Long#MAX_VALUE}
     */
    public static long decode(CharSequence text) {
        int length = text.length();
        if (length < 1 || length > MAX_LENGTH) {
            // Not the text itself, which may be of any length.
            throw new IllegalArgumentException("text must have 1 to " + MAX_LENGTH + " characters: length=" + length);
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            int digit = c < VALUES.length ? VALUES[c] : -1;
            if (digit < 0) {
                throw new IllegalArgumentException(
                        "text must be of 0-9, A-Z, a-z: text=" + text + ", position=" + i + ", character=" + name(c));
            }
            // Ten digits always fit.
            if (i == MAX_LENGTH - 1 && value > (Long.MAX_VALUE - digit) / BASE) {
                throw new IllegalArgumentException("text must be at most " + encode(Long.MAX_VALUE) + " (2^63-1): text="
                        + text + ", position=" + i);
            }
            value = value * BASE + digit;
        }
        return value;
    }

    private static String name(char c) {
        return String.format("U+%04X", (int) c);
    }

    private static int length(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("value must be >= 0: value=" + value);
        }
        int length = 1;
        while (length < MAX_LENGTH && value >= POWERS[length]) {
            length++;
        }
        return length;
    }

    private static String text(long value, int width) {
        byte[] digits = new byte[width];
        write(value, digits, 0, width);
        return new String(digits, StandardCharsets.ISO_8859_1);
    }

    private static void write(long value, byte[] dst, int off, int width) {
        long rest = value;
        for (int i = off + width - 1; i >= off; i--) {
            long quotient = rest / BASE;
            dst[i] = DIGITS[(int) (rest - quotient * BASE)];
            rest = quotient;
        }
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < DIGITS.length; i++) {
            values[DIGITS[i]] = (byte) i;
        }
        return values;
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
