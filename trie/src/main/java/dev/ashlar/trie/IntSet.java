package dev.ashlar.trie;

import java.util.Arrays;

/** A set of numbers from 0 on, by open addressing. For one thread. */
final class IntSet {
    /** Slots that are kept for the next question; more would take their time to be cleared for each one. */
    private static final int KEPT = 1 << 14;

    /** Each number plus one; 0 is free. */
    private int[] slots = new int[32];

    private int size;

    int size() {
        return size;
    }

    void clear() {
        if (slots.length > KEPT) {
            slots = new int[KEPT];
            size = 0;
        } else if (size > 0) {
            Arrays.fill(slots, 0);
            size = 0;
        }
    }

    /** Adds a number; tells whether it was not there. */
    boolean add(int value) {
        int at = find(value);
        if (slots[at] != 0) {
            return false;
        }
        slots[at] = value + 1;
        if (++size > slots.length / 2) {
            grow();
        }
        return true;
    }

    boolean contains(int value) {
        return slots[find(value)] != 0;
    }

    private int find(int value) {
        int mask = slots.length - 1;
        int at = (value * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(mask);
        while (slots[at] != 0 && slots[at] != value + 1) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        int[] old = slots;
        slots = new int[old.length * 2];
        for (int slot : old) {
            if (slot != 0) {
                slots[find(slot - 1)] = slot;
            }
        }
    }
}
