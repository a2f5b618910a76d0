package dev.ashlar.bloom;

import java.util.Arrays;

/** Finds an order of keys in which each has a slot to itself once those before it are gone. */
final class FuseConstruction {
    /*
     * Peeling. A cell for every slot counts the keys there and holds the XOR of their mixed hashes. Where the count is
     * one, the XOR is the key: that key is taken out of its other cells, which may leave them with one key, and so on.
     * In the reverse order of peeling, every key's own slot is assigned after all others that it will be compared with.
     *
     * Memory, beside the result: 8 bytes for the XOR, 1 for the count and 4 for the order, a slot. The rest is shared:
     *  - a peeled key needs no copy, because its XOR stays in its own cell;
     *  - the slots that wait to be peeled grow from the other end of the order, and since a slot waits at most once and
     *    before it is peeled, both together never exceed the slots;
     *  - after a failure the cells hold the sorted keys, to find duplicates.
     *
     * Cells and hence all later steps do not depend on the order of keys: a set has one serial form.
     *
     * Keys are added as they come. Sorting their indices by segment first, for locality, made 10 thousand keys 1.5 times
     * and 30 million 1.2 times slower in all: the additions are independent, so that their cache misses overlap anyway.
     * Peeling, whose steps do depend on each other, is what needs locality; it has it, as it goes through the cells in
     * order and from one cell only to those of the same window.
     */
    static final int MAX_ATTEMPTS = 100;

    private long[] keys;
    private FuseShape shape;
    private long seed;

    // At least as long as there are slots: they stay as they are when duplicates are removed.
    private final long[] cells;
    private final byte[] counts;
    private final int[] order;

    /** Peels; leaves the array as it is. */
    FuseConstruction(int arity, long[] hashes, long maxSlots) {
        keys = hashes;
        shape = FuseShape.of(arity, keys.length);
        if (shape.slots() > maxSlots) {
            throw new IllegalArgumentException("hashes must need at most " + maxSlots + " slots: hashes.length="
                    + hashes.length + ", slots=" + shape.slots());
        }
        cells = new long[(int) shape.slots()];
        counts = new byte[cells.length];
        order = new int[cells.length];
        boolean distinct = false;
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            seed = HashMixing.mix((attempt + 1) * HashMixing.GOLDEN_RATIO);
            if (fill() && peel()) {
                return;
            }
            if (!distinct) {
                distinct = true;
                if (removeDuplicates()) {
                    attempt = -1; // from the beginning, as if there had been no duplicates
                    shape = FuseShape.of(arity, keys.length);
                }
            }
        }
        throw new IllegalStateException("hashes must be hashes, and not chosen against this filter: keys=" + keys.length
                + " could not be placed in " + MAX_ATTEMPTS + " attempts");
    }

    FuseShape shape() {
        return shape;
    }

    long seed() {
        return seed;
    }

    /** The keys placed. */
    int size() {
        return keys.length;
    }

    /** The slot that belongs to the i-th key peeled. */
    int slot(int i) {
        return order[i];
    }

    /** The mixed hash of the i-th key peeled. */
    long hash(int i) {
        return cells[order[i]];
    }

    /** Adds all keys to the cells; false if one has more than can be counted. */
    private boolean fill() {
        Arrays.fill(cells, 0);
        Arrays.fill(counts, (byte) 0);
        boolean fits = true;
        for (long key : keys) {
            fits &= add(HashMixing.mix(key + seed));
        }
        return fits;
    }

    private boolean add(long hash) {
        int length = shape.segmentLength();
        int first = FuseShape.first(hash, shape.starts());
        boolean fits = add(first, hash);
        fits &= add(FuseShape.second(hash, first, length), hash);
        fits &= add(FuseShape.third(hash, first, length), hash);
        if (shape.arity() == 4) {
            fits &= add(FuseShape.fourth(hash, first, length), hash);
        }
        return fits;
    }

    private boolean add(int slot, long hash) {
        cells[slot] ^= hash;
        return ++counts[slot] != 0;
    }

    private boolean peel() {
        int peeled = 0;
        int slots = (int) shape.slots();
        for (int slot = 0; slot < slots; slot++) {
            if (counts[slot] == 1) {
                peeled = peelFrom(slot, peeled);
            }
        }
        return peeled == keys.length;
    }

    /** Peels the key of a slot and all that this sets free. */
    private int peelFrom(int start, int alreadyPeeled) {
        int length = shape.segmentLength();
        long starts = shape.starts();
        boolean fourWise = shape.arity() == 4;
        int peeled = alreadyPeeled;
        int waiting = order.length;
        order[--waiting] = start;
        while (waiting < order.length) {
            int slot = order[waiting++];
            if (counts[slot] != 1) {
                continue; // its key was peeled from another slot
            }
            long hash = cells[slot];
            int first = FuseShape.first(hash, starts);
            waiting = remove(first, hash, waiting);
            waiting = remove(FuseShape.second(hash, first, length), hash, waiting);
            waiting = remove(FuseShape.third(hash, first, length), hash, waiting);
            if (fourWise) {
                waiting = remove(FuseShape.fourth(hash, first, length), hash, waiting);
            }
            cells[slot] = hash;
            order[peeled++] = slot;
        }
        return peeled;
    }

    private int remove(int slot, long hash, int waiting) {
        cells[slot] ^= hash;
        if (--counts[slot] == 1) {
            order[waiting - 1] = slot;
            return waiting - 1;
        }
        return waiting;
    }

    /** Replaces the keys by the distinct ones, if there are fewer of them. */
    private boolean removeDuplicates() {
        System.arraycopy(keys, 0, cells, 0, keys.length);
        Arrays.sort(cells, 0, keys.length);
        int distinct = 0;
        for (int i = 0; i < keys.length; i++) {
            if (i == 0 || cells[i] != cells[i - 1]) {
                cells[distinct++] = cells[i];
            }
        }
        if (distinct == keys.length) {
            return false;
        }
        keys = Arrays.copyOf(cells, distinct);
        return true;
    }
}
