package dev.ashlar.trie;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Finds the entries below nodes of an overlay, best first, one at a time. For one thread. */
/*
 * A prefix ends in a bucket, whose entries are gone over in their order, or at a branch, whose list is told. Only who asks for
 * more than is listed, or with typos, needs a heap.
 */
final class OverlaySearch {
    /** What is open, the best entry first. */
    private final Queue<Open> heap = new PriorityQueue<>(Comparator.comparing(Open::best, Entry.RANKING));

    /**
     * An alternative: an entry of a node, or one of a branch's children.
     *
     * @param best what comes of it
     * @param node where it is, with what comes after it; or null if nothing does
     * @param entry which of the node's entries, or -1
     * @param child which of the ranked children, or -1
     */
    private record Open(Entry best, @Nullable OverlayNode node, int entry, int child) {}

    // A descent that goes on only when its end matters.
    private @Nullable OverlayNode node;
    private byte[] form = {};
    private int length;
    private short bound;

    /** Whose list is told, or whose entries are gone over. */
    private @Nullable OverlayNode list;

    private int listed;

    /** Begins with the entries whose form begins with bytes, which must stay as they are. */
    void seek(OverlayNode root, OverlayBounds bounds, byte[] prefix, int itsLength) {
        clear();
        node = root;
        form = prefix;
        length = itsLength;
        bound = bounds.bound(prefix, itsLength);
    }

    void clear() {
        heap.clear();
        node = null;
        list = null;
    }

    /**
     * Tells whether the next entry may have a weight or more. Mostly it does not, as the bounds tell, or what one sees near the
     * root.
     */
    boolean mayHave(long weight) {
        if (node != null) {
            if (!OverlayBounds.mayHave(bound, weight)) {
                return false;
            }
            descend(weight);
        }
        if (list != null) {
            return list.best[listed].weight >= weight;
        }
        return !heap.isEmpty() && heap.element().best.weight >= weight;
    }

    /** Goes on down while there is as much below; at the end of the prefix, begins to tell what is there. */
    private void descend(long weight) {
        OverlayNode at = node;
        // What is skipped between is looked at once, at the end.
        while (at != null && at.bestWeight >= weight) {
            if (at.depth >= length || !(at instanceof OverlayBranch branch)) {
                node = null;
                if (at.isOnWay(form, length)) {
                    list = at;
                    listed = -1;
                    toNextListed();
                }
                return;
            }
            at = branch.child(form[at.depth]);
        }
        node = at;
    }

    /** Goes to the next entry of the list, or, behind it, to what a search finds. */
    private void toNextListed() {
        OverlayNode from = list;
        if (from == null) {
            return;
        }
        listed++;
        if (from instanceof OverlayBucket bucket) {
            listed = bucket.next(listed, form, length);
            if (listed < 0) {
                list = null;
            }
        } else if (listed == from.best.length) {
            list = null;
            if (listed == OverlayBranch.LISTED) {
                begin(from);
                for (int i = 0; i < listed; i++) {
                    search();
                }
            }
        }
    }

    /** Goes to the next entry; returns null if there is no more. */
    @Nullable
    Entry next() {
        if (!mayHave(Long.MIN_VALUE)) {
            return null;
        }
        if (list != null) {
            Entry next = list.best[listed];
            toNextListed();
            return next;
        }
        return search();
    }

    private @Nullable Entry search() {
        while (!heap.isEmpty()) {
            Open open = heap.remove();
            if (open.entry >= 0) {
                if (open.node != null) {
                    openEntry(open.node, open.entry + 1);
                }
                return open.best;
            }
            OverlayBranch branch = (OverlayBranch) Objects.requireNonNull(open.node);
            openChild(branch, open.child + 1);
            begin(branch.ranked[open.child]);
        }
        return null;
    }

    /** Adds all entries below a node to those to be found. */
    private void begin(OverlayNode node) {
        openEntry(node, 0);
        if (node instanceof OverlayBranch branch) {
            openChild(branch, 0);
        }
    }

    private void openEntry(OverlayNode node, int entry) {
        Entry[] entries = node instanceof OverlayBranch branch ? branch.entries : node.best;
        if (entry < entries.length) {
            heap.add(new Open(entries[entry], node, entry, -1));
        }
    }

    private void openChild(OverlayBranch branch, int child) {
        if (child < branch.ranked.length) {
            heap.add(new Open(branch.ranked[child].best[0], branch, -1, child));
        }
    }

    /** Returns the entry that has a form and a folded text, or null. */
    static @Nullable Entry find(OverlayNode root, byte[] form, int length, String folded) {
        OverlayNode node = root;
        while (node instanceof OverlayBranch branch && branch.depth < length) {
            node = branch.child(form[branch.depth]);
        }
        if (node == null || !node.isOnWay(form, length)) {
            return null;
        }
        if (node instanceof OverlayBranch branch) {
            return branch.depth == length ? find(branch.entries, folded) : null;
        }
        OverlayBucket bucket = (OverlayBucket) node;
        for (int i = bucket.next(0, form, length); i >= 0; i = bucket.next(i + 1, form, length)) {
            if (bucket.forms[i].length == length && bucket.best[i].folded.equals(folded)) {
                return bucket.best[i];
            }
        }
        return null;
    }

    private static @Nullable Entry find(Entry[] entries, String folded) {
        for (Entry entry : entries) {
            if (entry.folded.equals(folded)) {
                return entry;
            }
        }
        return null;
    }

    /**
     * A node that the automaton is to go on into.
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
        Deque<Walk> open = new ArrayDeque<>();
        open.push(new Walk(root, 0, 0, 0, start));
        while (!open.isEmpty()) {
            walk(open.pop(), exact, exactLength, edits, open);
        }
    }

    private void walk(Walk walk, byte[] exact, int length, Edits edits, Deque<Walk> open) {
        OverlayNode node = walk.node;
        Walk there = read(walk, node.form, node.depth, exact, length, edits);
        if (there == null) {
            return;
        }
        if (isMet(there, length, edits)) {
            begin(node);
        } else if (node instanceof OverlayBranch branch) {
            branch.forEachChild(child -> open.push(new Walk(child, there.at, there.half, there.missing, there.state)));
        } else {
            byte[][] forms = ((OverlayBucket) node).forms;
            for (int i = 0; i < forms.length; i++) {
                Walk end = read(there, forms[i], forms[i].length, exact, length, edits);
                if (end != null && isMet(end, length, edits)) {
                    heap.add(new Open(node.best[i], null, 0, -1));
                }
            }
        }
    }

    private static boolean isMet(Walk there, int length, Edits edits) {
        return there.at >= length && edits.accepts(there.state, 0);
    }

    /** Lets the automaton read bytes of a form; returns where it is then, or null if it goes on nowhere. */
    private static @Nullable Walk read(Walk from, byte[] form, int to, byte[] exact, int length, Edits edits) {
        int at = from.at;
        int same = Math.min(length, to);
        if (at < same) {
            if (!Arrays.equals(form, at, same, exact, at, same)) {
                return null;
            }
            at = same;
        }
        long[] state = from.state.clone();
        int half = from.half;
        int missing = from.missing;
        while (at < to && !edits.accepts(state, 0)) {
            byte next = form[at++];
            if (missing > 0) {
                half = half << 6 | (next & 0x3F);
                missing--;
            } else {
                missing = Utf8.length(next) - 1;
                half = missing == 0 ? next : next & (0xFF >> (missing + 2));
            }
            if (missing == 0 && !edits.step(state, 0, half)) {
                return null;
            }
        }
        return new Walk(from.node, at, half, missing, state);
    }
}
