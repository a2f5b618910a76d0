package dev.ashlar.trie;

import java.util.Arrays;

/** A binary heap of slots, the least rank first. For one thread. */
final class RankHeap {
    private long[] heap = new long[16];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    void add(int rank, int slot) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        long key = (long) rank << 32 | slot;
        int at = size++;
        while (at > 0) {
            int above = (at - 1) >>> 1;
            if (heap[above] <= key) {
                break;
            }
            heap[at] = heap[above];
            at = above;
        }
        heap[at] = key;
    }

    /** Removes the least and returns it: the rank in the upper half, the slot in the lower. */
    long removeLeast() {
        long least = heap[0];
        long last = heap[--size];
        int at = 0;
        for (int below = 1; below < size; below = 2 * at + 1) {
            if (below + 1 < size && heap[below + 1] < heap[below]) {
                below++;
            }
            if (heap[below] >= last) {
                break;
            }
            heap[at] = heap[below];
            at = below;
        }
        heap[at] = last;
        return least;
    }
}
