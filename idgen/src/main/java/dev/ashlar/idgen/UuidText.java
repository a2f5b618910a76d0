package dev.ashlar.idgen;

import java.util.Objects;
import java.util.UUID;

/**
 * The text of a UUID, {@code 017f22e2-79b0-7cc3-98c4-dc0c0c07398f}, into and from buffers of the caller's.
 *
 * <p>Read are 36 characters, hexadecimal digits of either case and four hyphens, and nothing else: shorter groups, which
 * {@link UUID#fromString(String)} takes, are refused. Source: RFC 9562, section 4. Stateless, so any thread may call it.
 */
public final class UuidText {
    /** The length of a text. */
    public static final int LENGTH = 36;

    private UuidText() {}

    /**
     * Writes the text of a UUID in ASCII, with small letters. Allocates nothing.
     *
     * @param uuid the UUID
     * @param dst where to write {@link #LENGTH} bytes
     * @param off the index of the first in {@code dst}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode(UUID uuid, byte[] dst, int off) {
        encode(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits(), dst, off);
    }

    /**
     * Writes the text of a UUID in ASCII, with small letters. Allocates nothing.
     *
     * @param high its upper 64 bits
     * @param low its lower 64 bits
     * @param dst where to write {@link #LENGTH} bytes
     * @param off the index of the first in {@code dst}
     * @throws IndexOutOfBoundsException if the text does not fit in {@code dst}; nothing is written then
     */
    public static void encode(long high, long low, byte[] dst, int off) {
        Objects.checkFromIndexSize(off, LENGTH, dst.length);
        Hex.write(high >>> 32, dst, off, 8);
        dst[off + 8] = '-';
        Hex.write(high >>> 16, dst, off + 9, 4);
        dst[off + 13] = '-';
        Hex.write(high, dst, off + 14, 4);
        dst[off + 18] = '-';
        Hex.write(low >>> 48, dst, off + 19, 4);
        dst[off + 23] = '-';
        Hex.write(low, dst, off + 24, 12);
    }

    /**
     * Returns the UUID of a text. Allocates nothing else.
     *
     * @param text {@link #LENGTH} characters
     * @return the UUID, of any version
     * @throws IllegalArgumentException if {@code text} is something else
     */
    public static UUID decode(CharSequence text) {
        Digits.checkLength(text, LENGTH, LENGTH);
        checkHyphen(text, 8);
        checkHyphen(text, 13);
        checkHyphen(text, 18);
        checkHyphen(text, 23);
        return new UUID(
                Hex.read(text, 0, 8) << 32 | Hex.read(text, 9, 4) << 16 | Hex.read(text, 14, 4),
                Hex.read(text, 19, 4) << 48 | Hex.read(text, 24, 12));
    }

    private static void checkHyphen(CharSequence text, int position) {
        if (text.charAt(position) != '-') {
            throw new IllegalArgumentException("text must have a hyphen at position " + position + ": text=" + text);
        }
    }
}
