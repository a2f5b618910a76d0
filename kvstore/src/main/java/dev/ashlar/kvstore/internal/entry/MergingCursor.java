package dev.ashlar.kvstore.internal.entry;

import java.io.IOException;
import java.util.List;

/**
 * The entries of several cursors in one order. No two of them have an entry with the same key and sequence number.
 */
public final class MergingCursor extends EntryCursor {
    /*
     * A binary heap of the cursors that stand at an entry, the first in order on top. Most steps of a scan stay with one
     * cursor for a while, so a step compares it first with the runner-up, which is one of the two below the top, and
     * mostly ends there.
     *
     * Going forwards the cursors below the top stand after it, going backwards before it. A change of direction moves
     * them all to the other side.
     */
    private final EntryCursor[] all;
    private final int[] heap;
    private int size;
    private boolean forwards = true;

    public MergingCursor(List<? extends EntryCursor> cursors) {
        all = cursors.toArray(EntryCursor[]::new);
        heap = new int[all.length];
    }

    @Override
    public boolean first() throws IOException {
        size = 0;
        for (int i = 0; i < all.length; i++) {
            addIf(all[i].first(), i);
        }
        return start(true);
    }

    @Override
    public boolean last() throws IOException {
        size = 0;
        for (int i = 0; i < all.length; i++) {
            addIf(all[i].last(), i);
        }
        return start(false);
    }

    @Override
    public boolean seek(byte[] key, int offset, int length, long maxSequence) throws IOException {
        size = 0;
        for (int i = 0; i < all.length; i++) {
            addIf(all[i].seek(key, offset, length, maxSequence), i);
        }
        return start(true);
    }

    @Override
    public boolean next() throws IOException {
        if (!forwards) {
            turnForwards();
        }
        return afterMove(all[heap[0]].next());
    }

    @Override
    public boolean prev() throws IOException {
        if (forwards) {
            turnBackwards();
        }
        return afterMove(all[heap[0]].prev());
    }

    private void addIf(boolean stands, int cursor) {
        if (stands) {
            heap[size++] = cursor;
        }
    }

    private boolean start(boolean towardsGreater) {
        forwards = towardsGreater;
        for (int i = size / 2 - 1; i >= 0; i--) {
            sink(i);
        }
        return stand();
    }

    private boolean afterMove(boolean stands) {
        if (!stands) {
            heap[0] = heap[--size];
        }
        if (size > 1) {
            sink(0);
        }
        return stand();
    }

    private boolean stand() {
        if (size == 0) {
            return false;
        }
        standAt(all[heap[0]]);
        return true;
    }

    /** All others go to their first entry after this one. */
    private void turnForwards() throws IOException {
        int current = heap[0];
        byte[] key = copyOfKey();
        size = 0;
        for (int i = 0; i < all.length; i++) {
            boolean stands = i == current || all[i].seek(key, 0, key.length, Trailer.sequence(trailer));
            addIf(stands, i);
        }
        start(true);
    }

    /** All others go to their last entry before this one. */
    private void turnBackwards() throws IOException {
        int current = heap[0];
        byte[] key = copyOfKey();
        size = 0;
        for (int i = 0; i < all.length; i++) {
            boolean stands = i == current;
            if (!stands) {
                stands = all[i].seek(key, 0, key.length, Trailer.sequence(trailer)) ? all[i].prev() : all[i].last();
                // An entry that was added between the two searches can be behind this one.
                while (stands && all[i].compareTo(all[current]) > 0) {
                    stands = all[i].prev();
                }
            }
            addIf(stands, i);
        }
        start(false);
    }

    private void sink(int from) {
        int moved = heap[from];
        int at = from;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], moved)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moved;
    }

    /** Whether a cursor comes before another one in the direction of the scan. */
    private boolean isBefore(int a, int b) {
        int order = all[a].compareTo(all[b]);
        return forwards ? order < 0 : order > 0;
    }
}
