package dev.ashlar.trie;

import java.util.Arrays;

/**
 * Upper bounds of the weights that an overlay has below each prefix, so that most questions need not look into it.
 *
 * <p>One thread at a time raises them; any may read meanwhile. A bound is never lowered, so whoever sees those of a later
 * moment sees none that is too low.
 */
/*
 * A table without keys: prefixes that fall on the same slot share the higher bound. A weight is rounded to the upper half of a
 * float's bits: where one is not less than another, neither is what is kept of it.
 */
final class OverlayBounds {
    /** Of a prefix, in bytes; a longer one has no more below it than its beginning. */
    private static final int MOST_BYTES = 2 * Long.BYTES;
    /** Of a text of ten, about as many slots as it needs for half of them to stay free. */
    private static final int SLOTS = 8;

    private static final short NOTHING = Short.MIN_VALUE;
    static final OverlayBounds NONE = new OverlayBounds(0);

    private final short[] slots;
    private final int forms;

    /**
     * Makes bounds of an empty overlay.
     *
     * @param forms how many it will have at the most
     */
    OverlayBounds(int forms) {
        this.forms = forms;
        this.slots = new short[Integer.highestOneBit(Math.max(forms, 1)) * 2 * SLOTS];
        Arrays.fill(slots, NOTHING);
    }

    /** Returns how many forms an overlay may have. */
    int forms() {
        return forms;
    }

    /** Raises the bounds of all beginnings of a form. */
    void raise(byte[] form, long weight) {
        short bound = round(weight);
        for (int length = 0; length <= Math.min(form.length, MOST_BYTES); length++) {
            int slot = slot(form, length);
            if (slots[slot] < bound) {
                slots[slot] = bound;
            }
        }
    }

    /** Returns a bound of what begins with a prefix, for {@link #mayHave}. */
    short bound(byte[] prefix, int length) {
        return slots[slot(prefix, Math.min(length, MOST_BYTES))];
    }

    /** Tells whether there may be an entry with a weight or more. */
    static boolean mayHave(short bound, long weight) {
        return bound != NOTHING && bound >= round(weight);
    }

    private static short round(long weight) {
        int bits = Float.floatToRawIntBits((float) weight);
        // Of negative numbers, the greater have the lesser bits.
        return (short) ((bits ^ (bits >> 31 & Integer.MAX_VALUE)) >> 16);
    }

    private int slot(byte[] prefix, int length) {
        long first = Entry.head(prefix, 0, length);
        long second = length <= Long.BYTES ? length : Entry.head(prefix, Long.BYTES, length) + length;
        long hash = (first ^ Long.rotateLeft(second * 0x9E3779B97F4A7C15L, 32)) * 0xBF58476D1CE4E5B9L;
        return (int) (((hash ^ (hash >>> 29)) * 0x94D049BB133111EBL) >>> 32) & (slots.length - 1);
    }
}
