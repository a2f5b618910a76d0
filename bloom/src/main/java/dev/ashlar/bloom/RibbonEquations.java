package dev.ashlar.bloom;

/** The equations of one layer of a ribbon filter, while it is built. */
final class RibbonEquations {
    /*
     * Gaussian elimination on the fly: a key's equation is reduced by the rows it meets until its first coefficient
     * falls on a free row, which it then takes. An equation reduced to nothing is either implied by the others, or
     * contradicts them.
     *
     * Keys are inserted block by block, in a block from its last row to its first. At a contradiction the block's
     * threshold becomes the lowest that refuses the key. Keys of the block that are refused by it too but were inserted
     * already were the latest to be inserted, so that freeing their rows leaves the others as they were. A threshold can
     * refuse all keys of a block, so a layer never fails; what it refuses, one key in a hundred, is the next layer's.
     *
     * There are as many rows as keys, and one block more in which no key starts. Memory: 10 bytes a row.
     */
    private static final int ROWS = RibbonLayer.BLOCK_ROWS;
    private static final int IMPLIED = -1;
    private static final int CONTRADICTION = -2;

    private final int resultBits;
    private final int blocks;
    private final long starts;
    private final byte[] thresholds;

    /** Of each row, the coefficients of its equation from itself on; 0 if the row is free. */
    private final long[] coefficients;

    /** Of each row, the result of its equation; 0 if the row is free. */
    private final short[] results;

    /** The rows that the keys of the block in hand took, and where these keys start in the block. They span two blocks. */
    private final int[] taken = new int[2 * ROWS];

    private final int[] takenBy = new int[2 * ROWS];

    RibbonEquations(int keys, int resultBits) {
        this.resultBits = resultBits;
        blocks = (keys + ROWS - 1) / ROWS + 1;
        starts = RibbonLayer.starts(blocks);
        thresholds = new byte[RibbonLayer.thresholdBytes(blocks)];
        coefficients = new long[blocks * ROWS];
        results = new short[blocks * ROWS];
    }

    /**
     * Inserts the first {@code count} of the keys, which are sorted by their start, and moves the refused ones to the
     * front.
     *
     * @return how many were refused
     */
    int insert(long[] keys, int count) {
        int refused = 0;
        int end = 0;
        while (end < count) {
            int begin = end;
            long block = RibbonLayer.start(keys[begin], starts) / ROWS;
            while (end < count && RibbonLayer.start(keys[end], starts) / ROWS == block) {
                end++;
            }
            int threshold = insertBlock(keys, begin, end);
            RibbonLayer.setThreshold(thresholds, (int) block, threshold);
            for (int i = begin; i < end && offset(keys[i]) < threshold * RibbonLayer.STEP; i++) {
                keys[refused++] = keys[i];
            }
        }
        return refused;
    }

    /** Inserts the keys of a block and returns its threshold. */
    private int insertBlock(long[] keys, int begin, int end) {
        int rows = 0;
        for (int i = end - 1; i >= begin; i--) {
            int offset = offset(keys[i]);
            int row = reduce(keys[i]);
            if (row >= 0) {
                taken[rows] = row;
                takenBy[rows++] = offset;
            } else if (row == CONTRADICTION) {
                int threshold = offset / RibbonLayer.STEP + 1;
                while (rows > 0 && takenBy[rows - 1] < threshold * RibbonLayer.STEP) {
                    rows--;
                    coefficients[taken[rows]] = 0;
                    results[taken[rows]] = 0;
                }
                return threshold;
            }
        }
        return 0;
    }

    /** Reduces a key's equation and returns the row it took, or what came of it. */
    private int reduce(long key) {
        int row = (int) RibbonLayer.start(key, starts);
        long equation = RibbonLayer.coefficients(key);
        int result = RibbonLayer.fingerprint(key) & ((1 << resultBits) - 1);
        while (coefficients[row] != 0) {
            equation ^= coefficients[row];
            result ^= results[row];
            if (equation == 0) {
                return (short) result == 0 ? IMPLIED : CONTRADICTION;
            }
            int zeros = Long.numberOfTrailingZeros(equation);
            equation >>>= zeros;
            row += zeros;
        }
        coefficients[row] = equation;
        results[row] = (short) result;
        return row;
    }

    private int offset(long key) {
        return (int) RibbonLayer.start(key, starts) & (ROWS - 1);
    }

    /** Solves from the last row to the first; free rows are 0. */
    RibbonLayer solve() {
        long[] solution = new long[blocks * resultBits];
        for (int block = blocks - 1; block >= 0; block--) {
            for (int column = 0; column < resultBits; column++) {
                // The bits of the 64 rows from the row in hand on, which is bit 0.
                int word = block * resultBits + column;
                long rows = block == blocks - 1 ? 0 : solution[word + resultBits];
                for (int row = block * ROWS + ROWS - 1; row >= block * ROWS; row--) {
                    rows <<= 1;
                    rows |= (Long.bitCount(coefficients[row] & rows) ^ (results[row] >>> column)) & 1;
                }
                solution[word] = rows;
            }
        }
        return new RibbonLayer(resultBits, blocks, thresholds, solution);
    }
}
