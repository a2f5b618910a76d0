package dev.ashlar.trie;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A node of a trie of forms that is never changed: what changes a form makes new nodes on the way to it and shares all
 * others. So whoever has a root has all that was below it at one moment.
 */
final class OverlayNode {
    private static final OverlayNode[] NO_NODES = {};
    private static final Entry[] NO_ENTRIES = {};
    static final OverlayNode EMPTY = new OverlayNode(new byte[0], NO_NODES, NO_ENTRIES);

    final byte[] label;
    /** By the first bytes of their labels. */
    private final OverlayNode[] children;
    /** Those first bytes, so that a search for one need not look at the children. */
    private final byte[] firsts;
    /** The children again, best first. */
    final OverlayNode[] ranked;
    /** Whose form ends here, best first. */
    final Entry[] entries;
    /** The best entry here and below; null of the empty root only. */
    final @Nullable Entry best;

    private OverlayNode(byte[] label, OverlayNode[] children, Entry[] entries) {
        this.label = label;
        this.children = children;
        this.firsts = new byte[children.length];
        for (int i = 0; i < children.length; i++) {
            firsts[i] = children[i].label[0];
        }
        this.entries = entries;
        this.ranked = children.length < 2 ? children : children.clone();
        if (children.length > 1) {
            Arrays.sort(ranked, Comparator.comparing(OverlayNode::bestEntry, Entry.RANKING));
        }
        Entry here = entries.length == 0 ? null : entries[0];
        Entry below = children.length == 0 ? null : ranked[0].best;
        this.best = here == null || (below != null && Entry.RANKING.compare(below, here) < 0) ? below : here;
    }

    private static Entry bestEntry(OverlayNode node) {
        if (node.best == null) {
            throw new AssertionError("a child without entries");
        }
        return node.best;
    }

    /** Returns all entries here and below, each once. */
    Set<Entry> all() {
        Set<Entry> all = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<OverlayNode> open = new ArrayDeque<>();
        open.push(this);
        while (!open.isEmpty()) {
            OverlayNode node = open.pop();
            Collections.addAll(all, node.entries);
            for (OverlayNode child : node.children) {
                open.push(child);
            }
        }
        return all;
    }

    /** Returns the child whose label begins with a byte, or null. */
    @Nullable
    OverlayNode child(byte first) {
        int at = find(first);
        return at < 0 ? null : children[at];
    }

    private int find(byte first) {
        int low = 0;
        int high = firsts.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Byte.compareUnsigned(firsts[middle], first);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /**
     * Exchanges an entry.
     *
     * @param form of both
     * @param old the entry to take away, or null for none
     * @param changed the entry to add, or null for none
     * @return the new root
     */
    OverlayNode with(byte[] form, @Nullable Entry old, @Nullable Entry changed) {
        // Down to where the form ends or parts from all others, and up again; a form may lead through any number of
        // nodes.
        OverlayNode[] path = new OverlayNode[8];
        int[] taken = new int[8];
        int depth = 0;
        OverlayNode node = this;
        int at = 0;
        OverlayNode rebuilt;
        while (true) {
            if (at == form.length) {
                rebuilt = new OverlayNode(node.label, node.children, exchange(node.entries, old, changed));
                break;
            }
            if (depth == path.length) {
                path = Arrays.copyOf(path, depth * 2);
                taken = Arrays.copyOf(taken, depth * 2);
            }
            path[depth] = node;
            int child = node.find(form[at]);
            taken[depth++] = child;
            if (child < 0) {
                rebuilt = leaf(Arrays.copyOfRange(form, at, form.length), changed);
                break;
            }
            node = node.children[child];
            int common = common(node.label, form, at);
            if (common < node.label.length) {
                rebuilt = split(node, common, Arrays.copyOfRange(form, at + common, form.length), changed);
                break;
            }
            at += common;
        }
        while (depth > 0) {
            depth--;
            rebuilt = path[depth].withChild(taken[depth], rebuilt.joined());
        }
        return rebuilt;
    }

    private static OverlayNode leaf(byte[] label, @Nullable Entry entry) {
        return new OverlayNode(label, NO_NODES, entry == null ? NO_ENTRIES : new Entry[] {entry});
    }

    private static OverlayNode split(OverlayNode node, int common, byte[] rest, @Nullable Entry changed) {
        byte[] above = Arrays.copyOf(node.label, common);
        OverlayNode lower =
                new OverlayNode(Arrays.copyOfRange(node.label, common, node.label.length), node.children, node.entries);
        OverlayNode upper = new OverlayNode(above, new OverlayNode[] {lower}, NO_ENTRIES);
        if (rest.length == 0) {
            return new OverlayNode(above, upper.children, exchange(NO_ENTRIES, null, changed));
        }
        return changed == null ? upper : upper.withChild(upper.find(rest[0]), leaf(rest, changed));
    }

    /** Returns this, or if it is but a step to its only child, the two in one; null if there is nothing. */
    private @Nullable OverlayNode joined() {
        if (entries.length > 0 || children.length > 1) {
            return this;
        }
        if (children.length == 0) {
            return null;
        }
        OverlayNode child = children[0];
        byte[] both = Arrays.copyOf(label, label.length + child.label.length);
        System.arraycopy(child.label, 0, both, label.length, child.label.length);
        return new OverlayNode(both, child.children, child.entries);
    }

    private OverlayNode withChild(int at, @Nullable OverlayNode child) {
        return new OverlayNode(label, replaced(children, at, child, OverlayNode[]::new), entries);
    }

    private static Entry[] exchange(Entry[] entries, @Nullable Entry old, @Nullable Entry changed) {
        Entry[] result = entries;
        for (int i = 0; old != null && i < result.length; i++) {
            if (result[i] == old) {
                result = replaced(result, i, null, Entry[]::new);
                break;
            }
        }
        if (changed != null) {
            int at = Arrays.binarySearch(result, changed, Entry.RANKING);
            result = replaced(result, at < 0 ? at : -at - 1, changed, Entry[]::new);
        }
        return result;
    }

    /** Returns a copy with the element at a place exchanged, or taken away; or inserted, if the place is that of none. */
    private static <T> T[] replaced(T[] elements, int at, @Nullable T element, IntFunction<T[]> array) {
        int from = at < 0 ? -at - 1 : at;
        int kept = at < 0 ? from : from + 1;
        int added = element == null ? 0 : 1;
        T[] result = array.apply(from + added + elements.length - kept);
        System.arraycopy(elements, 0, result, 0, from);
        if (element != null) {
            result[from] = element;
        }
        System.arraycopy(elements, kept, result, from + added, elements.length - kept);
        return result;
    }

    private static int common(byte[] label, byte[] form, int at) {
        int length = Math.min(label.length, form.length - at);
        int mismatch = Arrays.mismatch(label, 0, length, form, at, at + length);
        return mismatch < 0 ? length : mismatch;
    }
}
