package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Of blocks the best, of sixteen neighbours the best of those, and so on up to one for all. Threads may share it. What is the best
 * is the least number.
 */
final class MaximaTree {
    private static final int FAN_OUT_BITS = 4;
    static final int FAN_OUT = 1 << FAN_OUT_BITS;

    private final ByteBuffer bytes;
    private final int width;
    private final int mask;
    /** Where each level begins. */
    private final int[] levels;

    private final int[] counts;

    MaximaTree(ByteBuffer bytes, int at, int blocks, int width) {
        this.bytes = bytes;
        this.width = width;
        this.mask = -1 >>> (32 - 8 * width);
        this.counts = counts(blocks);
        this.levels = new int[counts.length];
        int place = at;
        for (int level = 0; level < levels.length; level++) {
            levels[level] = place;
            place += counts[level] * width;
        }
    }

    /** Returns how many nodes each level has. */
    private static int[] counts(int blocks) {
        int[] counts = new int[8];
        int levels = 0;
        for (int count = blocks; count > 0; count = count == 1 ? 0 : (count + FAN_OUT - 1) / FAN_OUT) {
            counts[levels++] = count;
        }
        return Arrays.copyOf(counts, levels);
    }

    /** Returns how many bytes the tree of so many blocks takes. */
    static long size(int blocks, int width) {
        return Arrays.stream(counts(blocks)).asLongStream().sum() * width;
    }

    /** Returns the level of the one node that stands for all blocks. */
    int top() {
        return levels.length - 1;
    }

    int count(int level) {
        return counts[level];
    }

    /** Returns the best below a node. */
    int best(int level, int node) {
        return bytes.getInt(levels[level] + node * width) & mask;
    }

    /** Returns how many blocks lie below each node of a level, but for the last. */
    static int blocks(int level) {
        return 1 << (FAN_OUT_BITS * level);
    }

    /** Writes the tree of the best of each block. */
    static void write(int[] best, int width, ByteArrayWriter out) {
        int[] below = best;
        while (below.length > 0) {
            for (int value : below) {
                out.fixed(value, width);
            }
            if (below.length == 1) {
                return;
            }
            int[] above = new int[(below.length + FAN_OUT - 1) / FAN_OUT];
            Arrays.fill(above, Integer.MAX_VALUE);
            for (int i = 0; i < below.length; i++) {
                above[i / FAN_OUT] = Math.min(above[i / FAN_OUT], below[i]);
            }
            below = above;
        }
    }
}
