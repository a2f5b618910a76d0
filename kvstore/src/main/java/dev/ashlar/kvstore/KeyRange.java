package dev.ashlar.kvstore;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys: from a lower bound, which is in it, to an upper bound, which is not; either can be missing. Immutable.
 *
 * <p>Keys are in the order of their unsigned bytes, a key before all that it is a prefix of.
 */
public final class KeyRange {
    private static final KeyRange ALL = new KeyRange(null, null);

    private final byte @Nullable [] lower;
    private final byte @Nullable [] upper;

    private KeyRange(byte @Nullable [] lower, byte @Nullable [] upper) {
        this.lower = lower;
        this.upper = upper;
    }

    /**
     * Returns the range of all keys.
     *
     * @return the range without bounds
     */
    public static KeyRange all() {
        return ALL;
    }

    /**
     * Returns the keys from one on.
     *
     * @param lower the least key in the range
     * @return the range
     */
    public static KeyRange from(byte[] lower) {
        return new KeyRange(lower.clone(), null);
    }

    /**
     * Returns the keys before one.
     *
     * @param upper the least key after the range
     * @return the range
     */
    public static KeyRange before(byte[] upper) {
        return new KeyRange(null, upper.clone());
    }

    /**
     * Returns the keys between two.
     *
     * @param lower the least key in the range
     * @param upper the least key after the range; where it is not greater than {@code lower}, the range is empty
     * @return the range
     */
    public static KeyRange between(byte[] lower, byte[] upper) {
        return new KeyRange(lower.clone(), upper.clone());
    }

    /**
     * Returns the keys that begin with some bytes.
     *
     * @param prefix what they begin with; of length 0 for all keys
     * @return the range
     */
    public static KeyRange prefix(byte[] prefix) {
        return new KeyRange(prefix.clone(), after(prefix));
    }

    /** The least key that is greater than all with a prefix, or null if there is none. */
    private static byte @Nullable [] after(byte[] prefix) {
        int length = prefix.length;
        while (length > 0 && prefix[length - 1] == (byte) 0xFF) {
            length--;
        }
        if (length == 0) {
            return null;
        }
        byte[] next = Arrays.copyOf(prefix, length);
        next[length - 1]++;
        return next;
    }

    /**
     * Tells whether a key is in the range.
     *
     * @param key the key
     * @return true if it is
     */
    public boolean contains(byte[] key) {
        return (lower == null || Arrays.compareUnsigned(key, lower) >= 0)
                && (upper == null || Arrays.compareUnsigned(key, upper) < 0);
    }

    byte @Nullable [] lower() {
        return lower;
    }

    byte @Nullable [] upper() {
        return upper;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyRange range
                && Arrays.equals(lower, range.lower)
                && Arrays.equals(upper, range.upper);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(lower) + Arrays.hashCode(upper);
    }

    @Override
    public String toString() {
        return "KeyRange[" + text(lower) + ", " + text(upper) + ")";
    }

    private static String text(byte @Nullable [] bound) {
        return bound == null ? "-" : HexFormat.of().formatHex(bound);
    }
}
