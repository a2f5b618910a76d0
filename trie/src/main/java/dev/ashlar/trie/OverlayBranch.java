package dev.ashlar.trie;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Where many forms of an overlay part. Never changed. */
final class OverlayBranch extends OverlayNode {
    /** Of the best below: as many as most who ask want. */
    static final int LISTED = 8;

    private static final Entry[] NO_ENTRIES = {};

    // A bit for each byte behind the depth that has a child, so that a search for one need not look at them.
    private final long firsts0;
    private final long firsts1;
    private final long firsts2;
    private final long firsts3;

    private final OverlayNode[] children;
    /** The children again, best first. */
    final OverlayNode[] ranked;
    /** Whose form ends here, best first. */
    final Entry[] entries;

    private OverlayBranch(byte[] form, int depth, OverlayNode[] children, OverlayNode[] ranked, Entry[] entries) {
        super(form, depth, list(ranked, entries));
        this.children = children;
        this.ranked = ranked;
        this.entries = entries;
        long[] firsts = new long[4];
        for (OverlayNode child : children) {
            byte first = child.form[depth];
            firsts[(first & 0xFF) >>> 6] |= 1L << first;
        }
        this.firsts0 = firsts[0];
        this.firsts1 = firsts[1];
        this.firsts2 = firsts[2];
        this.firsts3 = firsts[3];
    }

    /**
     * Makes a branch.
     *
     * @param children in the order of the unsigned bytes behind the depth
     */
    static OverlayBranch of(byte[] form, int depth, OverlayNode[] children, Entry[] entries) {
        OverlayNode[] ranked = children.clone();
        Arrays.sort(ranked, OverlayBranch::compare);
        return new OverlayBranch(form, depth, children, ranked, entries);
    }

    private static int compare(OverlayNode a, OverlayNode b) {
        return Entry.RANKING.compare(a.best[0], b.best[0]);
    }

    private static Entry[] list(OverlayNode[] ranked, Entry[] entries) {
        Entry[] list = new Entry[LISTED];
        int count = list(entries, list, 0);
        for (OverlayNode child : ranked) {
            if (count == LISTED && Entry.RANKING.compare(child.best[0], list[count - 1]) >= 0) {
                break;
            }
            count = list(child.best, list, count);
        }
        return count == LISTED ? list : Arrays.copyOf(list, count);
    }

    /** Adds the best of some entries to a list, which has the best of others; returns how many it has then. */
    private static int list(Entry[] from, Entry[] list, int size) {
        int count = size;
        for (Entry next : from) {
            int at = count;
            while (at > 0 && Entry.RANKING.compare(next, list[at - 1]) < 0) {
                at--;
            }
            if (at == LISTED) {
                break;
            }
            count = Math.min(count + 1, LISTED);
            System.arraycopy(list, at, list, at + 1, count - 1 - at);
            list[at] = next;
        }
        return count;
    }

    void forEachChild(Consumer<OverlayNode> to) {
        for (OverlayNode child : children) {
            to.accept(child);
        }
    }

    OverlayNode child(int at) {
        return children[at];
    }

    /** Returns the child for a byte, or null. */
    @Nullable
    OverlayNode child(byte first) {
        int at = find(first);
        return at < 0 ? null : children[at];
    }

    /** Returns the place of the child for a byte, or, less than 0, the one less than the negative of where it would be. */
    int find(byte first) {
        long bits;
        int before;
        switch ((first & 0xFF) >>> 6) {
            case 0 -> {
                bits = firsts0;
                before = 0;
            }
            case 1 -> {
                bits = firsts1;
                before = Long.bitCount(firsts0);
            }
            case 2 -> {
                bits = firsts2;
                before = Long.bitCount(firsts0) + Long.bitCount(firsts1);
            }
            default -> {
                bits = firsts3;
                before = Long.bitCount(firsts0) + Long.bitCount(firsts1) + Long.bitCount(firsts2);
            }
        }
        long bit = 1L << first;
        int at = before + Long.bitCount(bits & (bit - 1));
        return (bits & bit) != 0 ? at : -at - 1;
    }

    /** Returns how many bytes of a form lead to this. */
    int common(byte[] other) {
        return common(form, depth, other);
    }

    static int common(byte[] form, int depth, byte[] other) {
        int length = Math.min(depth, other.length);
        int mismatch = Arrays.mismatch(form, 0, length, other, 0, length);
        return mismatch < 0 ? length : mismatch;
    }

    /** Returns a branch above this, where a form parts from it or ends. */
    OverlayBranch split(int common, byte[] other, Entry added) {
        if (common == other.length) {
            return of(form, common, new OverlayNode[] {this}, new Entry[] {added});
        }
        OverlayNode leaf = OverlayBucket.of(common + 1, other, added);
        boolean isFirst = Byte.compareUnsigned(other[common], form[common]) < 0;
        return of(form, common, isFirst ? new OverlayNode[] {leaf, this} : new OverlayNode[] {this, leaf}, NO_ENTRIES);
    }

    /** Exchanges a child, or inserts it, if its place is that of none; null takes it away. Returns null if nothing is left. */
    @Nullable
    OverlayBranch withChild(int at, @Nullable OverlayNode child) {
        OverlayNode old = at < 0 ? null : children[at];
        if (child == old) {
            return this;
        }
        if (child == null && children.length == 1 && entries.length == 0) {
            return null;
        }
        OverlayNode[] changed = replaced(children, at, child, OverlayNode[]::new);
        if (child == null || old == null) {
            return of(form, depth, changed, entries);
        }
        return new OverlayBranch(form, depth, changed, ranked(old, child), entries);
    }

    /** Returns the children by rank with one exchanged. */
    private OverlayNode[] ranked(OverlayNode old, OverlayNode child) {
        OverlayNode[] result = new OverlayNode[ranked.length];
        int count = 0;
        boolean isOpen = true;
        for (OverlayNode next : ranked) {
            if (next == old) {
                continue;
            }
            if (isOpen && compare(child, next) < 0) {
                result[count++] = child;
                isOpen = false;
            }
            result[count++] = next;
        }
        if (isOpen) {
            result[count] = child;
        }
        return result;
    }

    /** Exchanges an entry whose form ends here; returns null if nothing is left. */
    @Nullable
    OverlayBranch withEntry(@Nullable Entry old, @Nullable Entry changed) {
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
        return result.length == 0 && children.length == 0
                ? null
                : new OverlayBranch(form, depth, children, ranked, result);
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
}
