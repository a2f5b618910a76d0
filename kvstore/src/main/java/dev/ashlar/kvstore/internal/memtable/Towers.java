package dev.ashlar.kvstore.internal.memtable;

import java.util.Arrays;

/**
 * The nodes that have links on many levels, one in 64, in an array: where the search for the place of a new node begins. A
 * binary search here touches memory that stays in the processor's cache; going down the upper levels of the list touches a
 * node each, anywhere. For the one thread that adds.
 */
final class Towers {
    /** How many levels they have at least. */
    static final int LEVELS = 4;

    private long[] ranks = new long[64];
    private int[] nodes = new int[64];
    private int count;

    /** How many are before a key of a rank; the memtable compares those of the same rank. */
    int before(Memtable memtable, byte[] key, int offset, int length, long rank) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(ranks[middle], rank);
            if (order == 0) {
                order = memtable.compare(nodes[middle], key, offset, length, rank);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    int node(int index) {
        return nodes[index];
    }

    /** Adds a node that comes after so many of the others. */
    void add(int after, int node, long rank) {
        if (count == nodes.length) {
            ranks = Arrays.copyOf(ranks, 2 * count);
            nodes = Arrays.copyOf(nodes, 2 * count);
        }
        System.arraycopy(ranks, after, ranks, after + 1, count - after);
        System.arraycopy(nodes, after, nodes, after + 1, count - after);
        ranks[after] = rank;
        nodes[after] = node;
        count++;
    }
}
