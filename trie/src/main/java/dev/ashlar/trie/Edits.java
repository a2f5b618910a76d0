package dev.ashlar.trie;

import java.nio.ByteBuffer;

/**
 * The states of an automaton that reads code points, and knows whether the beginning of a text that it has read is as near to
 * a pattern as a number of edits: letters inserted, left out or exchanged for others, and neighbours in the wrong order. No letter is
 * edited twice (optimal string alignment).
 *
 * <p>For one thread. States are longs in the caller's arrays.
 */
/*
 * Bit-parallel, after Wu and Manber, "Fast text searching allowing errors", CACM 35(10), 1992: bit i of word d says that the
 * first i letters of the pattern are read with at most d edits. Words edits + 1 and on are those before the last letter, for neighbours in
 * the wrong order; and last comes that letter.
 */
final class Edits {
    /** Of a pattern, in code points. */
    static final int MAX_LENGTH = 62;

    private final int[] pattern = new int[MAX_LENGTH];
    /** Of ASCII, the places in the pattern. */
    private final long[] places = new long[0x80];

    private int length;
    private int most;

    void pattern(int[] letters, int from, int to, int edits) {
        for (int i = 0; i < length; i++) {
            if (pattern[i] < places.length) {
                places[pattern[i]] = 0;
            }
        }
        System.arraycopy(letters, from, pattern, 0, to - from);
        length = to - from;
        most = edits;
        for (int i = 0; i < length; i++) {
            if (pattern[i] < places.length) {
                places[pattern[i]] |= 1L << i;
            }
        }
    }

    int stateSize() {
        return 2 * (most + 1) + 1;
    }

    void start(long[] state, int at) {
        for (int d = 0; d <= most; d++) {
            state[at + d] = ((1L << (d + 1)) - 1) & all();
            state[at + most + 1 + d] = 0;
        }
        state[at + 2 * (most + 1)] = -1;
    }

    /** Reads a code point; tells whether the pattern can still be met. */
    boolean step(long[] state, int at, int letter) {
        int before = at + most + 1;
        int last = at + 2 * (most + 1);
        long here = places(letter);
        long swapped = here & (places((int) state[last]) >>> 1);
        long lower = state[at];
        long lowerBefore = state[before];
        long row = (lower & here) << 1;
        state[before] = lower;
        state[at] = row;
        long any = row;
        for (int d = 1; d <= most; d++) {
            long old = state[at + d];
            long oldBefore = state[before + d];
            row = ((((old & here) | lower | row) << 1) | lower | ((lowerBefore & swapped) << 2)) & all();
            state[before + d] = old;
            state[at + d] = row;
            any |= row;
            lower = old;
            lowerBefore = oldBefore;
        }
        state[last] = letter;
        return any != 0;
    }

    /**
     * Reads the code points of UTF-8 from a state on, with one edit at the most; tells whether the beginning of what is read is near
     * enough. The same as a {@link #step} for each, but in local variables: of a bucket of a trie, every text is read so.
     *
     * @param half a code point whose first bytes were read before
     * @param missing how many of its bytes are still to come
     */
    boolean meets(long[] state, int at, ByteBuffer bytes, int from, int to, int half, int missing) {
        long none = state[at];
        long one = state[at + 1];
        long noneBefore = state[at + 2];
        int last = (int) state[at + 4];
        int letter = half;
        int left = missing;
        for (int i = from; i < to; i++) {
            int next = bytes.get(i);
            if (next >= 0 && left == 0) {
                letter = next;
            } else if (left > 0) {
                letter = letter << 6 | (next & 0x3F);
                if (--left > 0) {
                    continue;
                }
            } else {
                left = Math.max(1, Utf8.length((byte) next)) - 1;
                letter = next & (0x7F >> (left + 1));
                if (left > 0) {
                    continue;
                }
                letter = next & 0xFF;
            }
            long here = places(letter);
            long swapped = noneBefore == 0 ? 0 : noneBefore & here & (places(last) >>> 1);
            noneBefore = none;
            none = (none & here) << 1;
            one = ((((one & here) | noneBefore | none) << 1) | noneBefore | (swapped << 2)) & all();
            last = letter;
            if ((one >>> length & 1) != 0) {
                return true;
            }
            if ((none | one) == 0) {
                return false;
            }
        }
        return false;
    }

    /** Returns how many edits are allowed. */
    int most() {
        return most;
    }

    /** Tells whether what was read is near enough. */
    boolean accepts(long[] state, int at) {
        return (state[at + most] >>> length & 1) != 0;
    }

    /** Tells whether no edit is left: only letters of {@link #next} lead on. */
    boolean isSpent(long[] state, int at) {
        for (int d = 0; d < most; d++) {
            // The words before the last letter lead to those of one edit more, by neighbours in the wrong order.
            if (state[at + d] != 0 || (d < most - 1 && state[at + most + 1 + d] != 0)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Lists the letters that a state without edits left can read on; some may be there twice.
     *
     * @return how many there are, or -1 if they are more than the array takes
     */
    int next(long[] state, int at, int[] letters) {
        long places = state[at + most];
        if (most > 0) {
            places |= state[at + 2 * most] & (places((int) state[at + 2 * (most + 1)]) >>> 1);
        }
        places &= all() >>> 1;
        int count = 0;
        for (long left = places; left != 0; left &= left - 1) {
            if (count == letters.length) {
                return -1;
            }
            letters[count++] = pattern[Long.numberOfTrailingZeros(left)];
        }
        return count;
    }

    private long places(int letter) {
        if (letter >= 0 && letter < places.length) {
            return places[letter];
        }
        long found = 0;
        for (int i = 0; i < length; i++) {
            found |= pattern[i] == letter ? 1L << i : 0;
        }
        return found;
    }

    private long all() {
        return -1L >>> (63 - length);
    }
}
