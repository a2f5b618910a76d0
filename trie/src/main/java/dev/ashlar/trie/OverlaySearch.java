package dev.ashlar.trie;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the entries below nodes of an overlay, best first, one at a time. For one thread. */
final class OverlaySearch {
    /** A heap of what is open, the best entry first. */
    private final List<Open> heap = new ArrayList<>();

    /**
     * An alternative: an entry of a node, or one of its children.
     *
     * @param best what comes of it
     * @param node where it is
     * @param entry which of the node's entries, or -1
     * @param child which of the ranked children, or -1
     */
    private record Open(Entry best, OverlayNode node, int entry, int child) {}

    // A descent that goes on only when its end matters.
    private @Nullable OverlayNode node;
    private byte[] form = {};
    private int length;
    private int at;

    /** Begins with the entries whose form begins with bytes, which must stay as they are. */
    void seek(OverlayNode root, byte[] prefix, int itsLength) {
        heap.clear();
        node = root;
        form = prefix;
        length = itsLength;
        at = 0;
    }

    /**
     * Tells whether the next entry may have a weight or more. Mostly it does not, as one sees near the root: so most questions
     * cost no more than a look there.
     */
    boolean mayHave(long weight) {
        while (node != null) {
            if (node.best == null || node.best.weight < weight) {
                return false;
            }
            if (at >= length) {
                begin(node);
                node = null;
            } else {
                node = step(node);
            }
        }
        return !heap.isEmpty() && heap.get(0).best.weight >= weight;
    }

    /** Returns the node below, or null if nothing there begins with the bytes. */
    private @Nullable OverlayNode step(OverlayNode from) {
        OverlayNode child = from.child(form[at]);
        if (child == null) {
            return null;
        }
        int common = Math.min(child.label.length, length - at);
        if (!Arrays.equals(child.label, 0, common, form, at, at + common)) {
            return null;
        }
        at += common;
        return child;
    }

    /** Adds all entries below a node to those to be found. */
    private void begin(@Nullable OverlayNode node) {
        if (node != null && node.best != null) {
            open(node, node.entries.length > 0 ? 0 : -1, -1);
            open(node, -1, node.ranked.length > 0 ? 0 : -1);
        }
    }

    void clear() {
        heap.clear();
        node = null;
    }

    /** Returns the entry that has a form and a folded text, or null. */
    static @Nullable Entry find(OverlayNode root, byte[] form, int length, String folded) {
        OverlayNode node = root;
        for (int at = 0; at < length; at += node.label.length) {
            node = node.child(form[at]);
            if (node == null || !startsWith(form, at, length, node.label)) {
                return null;
            }
        }
        for (Entry entry : node.entries) {
            if (entry.folded.equals(folded)) {
                return entry;
            }
        }
        return null;
    }

    private static boolean startsWith(byte[] form, int at, int length, byte[] label) {
        return label.length <= length - at && Arrays.equals(form, at, at + label.length, label, 0, label.length);
    }

    /**
     * A node whose label is to be read.
     *
     * @param node the node
     * @param at how many bytes of the form are above it
     * @param half a code point that is half read
     * @param missing how many of its bytes are still to come
     * @param state the automaton's
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Walk(OverlayNode node, int at, int half, int missing, long[] state) {}

    /** Begins with the entries whose form begins with bytes, and then with the automaton's pattern but for typos. */
    void seek(OverlayNode root, byte[] exact, int exactLength, Edits edits) {
        clear();
        long[] start = new long[edits.stateSize()];
        edits.start(start, 0);
        if (edits.accepts(start, 0)) {
            seek(root, exact, exactLength);
            return;
        }
        Deque<Walk> open = new ArrayDeque<>();
        open.push(new Walk(root, 0, 0, 0, start));
        while (!open.isEmpty()) {
            walk(open.pop(), exact, exactLength, edits, open);
        }
    }

    private void walk(Walk walk, byte[] exact, int length, Edits edits, Deque<Walk> open) {
        long[] state = walk.state.clone();
        int at = walk.at;
        int half = walk.half;
        int missing = walk.missing;
        for (byte next : walk.node.label) {
            if (at < length) {
                if (next != exact[at++]) {
                    return;
                }
                continue;
            }
            at++;
            if (missing > 0) {
                half = half << 6 | (next & 0x3F);
                missing--;
            } else {
                missing = Utf8.length(next) - 1;
                half = missing == 0 ? next : next & (0xFF >> (missing + 2));
            }
            if (missing == 0) {
                if (!edits.step(state, 0, half)) {
                    return;
                }
                if (edits.accepts(state, 0)) {
                    begin(walk.node);
                    return;
                }
            }
        }
        for (OverlayNode child : walk.node.ranked) {
            open.push(new Walk(child, at, half, missing, state));
        }
    }

    /** Goes to the next entry; returns null if there is no more. */
    @Nullable
    Entry next() {
        if (!mayHave(Long.MIN_VALUE)) {
            return null;
        }
        while (!heap.isEmpty()) {
            Open best = removeBest();
            if (best.entry >= 0) {
                open(best.node, best.entry + 1 < best.node.entries.length ? best.entry + 1 : -1, -1);
                return best.best;
            }
            open(best.node, -1, best.child + 1 < best.node.ranked.length ? best.child + 1 : -1);
            begin(best.node.ranked[best.child]);
        }
        return null;
    }

    private void open(OverlayNode node, int entry, int child) {
        Entry best = entry >= 0 ? node.entries[entry] : child >= 0 ? node.ranked[child].best : null;
        if (best != null) {
            add(new Open(best, node, entry, child));
        }
    }

    private void add(Open added) {
        int at = heap.size();
        heap.add(added);
        while (at > 0) {
            int above = (at - 1) >>> 1;
            if (Entry.RANKING.compare(heap.get(above).best, added.best) <= 0) {
                break;
            }
            heap.set(at, heap.get(above));
            at = above;
        }
        heap.set(at, added);
    }

    private Open removeBest() {
        Open best = heap.get(0);
        Open last = heap.remove(heap.size() - 1);
        int at = 0;
        for (int below = 1; below < heap.size(); below = 2 * at + 1) {
            if (below + 1 < heap.size() && Entry.RANKING.compare(heap.get(below + 1).best, heap.get(below).best) < 0) {
                below++;
            }
            if (Entry.RANKING.compare(heap.get(below).best, last.best) >= 0) {
                break;
            }
            heap.set(at, heap.get(below));
            at = below;
        }
        if (!heap.isEmpty()) {
            heap.set(at, last);
        }
        return best;
    }
}
