package dev.ashlar.bloom;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Solves the layers of a ribbon filter, one after the other, until no key is left. */
final class RibbonConstruction {
    /*
     * Memory: the distinct keys, mixed and sorted, 8 bytes each, and what their equations take. The keys that a layer
     * refuses move to the front of the others, and the solution is allocated when all but these are gone.
     */
    static final int MAX_LAYERS = 64;
    static final int MAX_HASHES = Integer.MAX_VALUE - 256;

    private static final int KEYS_IN_A_RANGE = 16;

    private RibbonConstruction() {}

    /** Solves; leaves the array as it is. */
    static List<RibbonLayer> solve(long[] hashes, int resultBits) {
        List<RibbonLayer> layers = new ArrayList<>();
        long[] keys = mixedAndSorted(hashes);
        int count = withoutDuplicates(keys);
        while (count > 0) {
            if (layers.size() == MAX_LAYERS) {
                throw new IllegalStateException("hashes must be hashes, and not chosen against this filter: keys="
                        + count + " could not be placed in " + MAX_LAYERS + " layers");
            }
            RibbonEquations equations = new RibbonEquations(count, resultBits);
            count = equations.insert(keys, count);
            keys = Arrays.copyOf(keys, count);
            layers.add(equations.solve());
            keys = mixedAndSorted(keys);
        }
        return layers;
    }

    /** Mixes the keys into a new array in unsigned order: counts them into ranges by their top bits, and sorts these. */
    private static long[] mixedAndSorted(long[] hashes) {
        int shift = Long.numberOfLeadingZeros(Math.max(1, hashes.length / KEYS_IN_A_RANGE));
        int[] ends = new int[(1 << (Long.SIZE - shift)) + 1];
        for (long hash : hashes) {
            ends[(int) (RibbonLayer.mix(hash) >>> shift)]++;
        }
        int end = 0;
        for (int i = 0; i < ends.length; i++) {
            end += ends[i];
            ends[i] = end;
        }
        long[] sorted = new long[hashes.length];
        for (long hash : hashes) {
            long mixed = RibbonLayer.mix(hash);
            sorted[--ends[(int) (mixed >>> shift)]] = mixed;
        }
        // Each end has become the beginning of its range, and the last range is empty. There are at least two
        // others, so that in one all have the same sign, and signed order is unsigned order.
        for (int i = 1; i < ends.length; i++) {
            Arrays.sort(sorted, ends[i - 1], ends[i]);
        }
        return sorted;
    }

    /** Moves the distinct of the sorted keys to the front and returns how many there are. */
    private static int withoutDuplicates(long[] sorted) {
        int distinct = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[distinct++] = sorted[i];
            }
        }
        return distinct;
    }
}
