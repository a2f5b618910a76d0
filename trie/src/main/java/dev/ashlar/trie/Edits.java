package dev.ashlar.trie;

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

    /** Returns how many letters the pattern has. */
    int length() {
        return length;
    }

    int letter(int place) {
        return pattern[place];
    }

    /** Returns how many edits are allowed. */
    int most() {
        return most;
    }

    /** Tells whether what was read is near enough. */
    boolean accepts(long[] state, int at) {
        return (state[at + most] >>> length & 1) != 0;
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
