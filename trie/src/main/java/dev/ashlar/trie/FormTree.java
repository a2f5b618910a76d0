package dev.ashlar.trie;

import java.util.Arrays;

/**
 * The shape of a trie of forms, before it is written. Built from sorted forms by what neighbours have in common, without
 * recursion, so forms that are prefixes of one another may be nested to any depth. For one thread.
 *
 * <p>Nodes 0 to n - 1 are the leaves, one for each form in order; the others, from the root on, are where forms part.
 */
final class FormTree {
    private static final int NONE = -1;

    final byte[][] forms;
    final int leaves;
    private final int[] rank;
    private final int[] firstChild;
    private final int[] nextSibling;
    private final int[] depth;
    private final int[] form;
    private final int[] below;
    /** The depths of all leaves below, added up. */
    private final long[] depths;

    private int[] open = new int[64];
    private int inner;

    /**
     * Builds it.
     *
     * @param forms in the order of their unsigned bytes; the same one may be there several times
     * @param ranks of the entries that the forms belong to
     */
    FormTree(byte[][] forms, int[] ranks) {
        this.forms = forms;
        this.leaves = forms.length;
        this.rank = Arrays.copyOf(ranks, 2 * leaves + 1);
        Arrays.fill(rank, leaves, rank.length, Integer.MAX_VALUE);
        this.nextSibling = new int[2 * leaves + 1];
        this.firstChild = new int[leaves + 1];
        this.depth = new int[leaves + 1];
        this.form = new int[leaves + 1];
        this.below = new int[leaves + 1];
        this.depths = new long[leaves + 1];
        build();
    }

    private void build() {
        int last = 0;
        int size = 0;
        size = open(size, newNode(0, 0));
        for (int leaf = 1; leaf < leaves; leaf++) {
            int common = common(forms[leaf - 1], forms[leaf]);
            while (depth(open[size - 1]) > common) {
                int closed = open[--size];
                attach(last, closed);
                last = closed;
            }
            if (depth(open[size - 1]) < common) {
                size = open(size, newNode(common, leaf - 1));
            }
            attach(last, open[size - 1]);
            last = leaf;
        }
        while (size > 0) {
            int closed = open[--size];
            attach(last, closed);
            last = closed;
        }
    }

    private static int common(byte[] a, byte[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    private int newNode(int itsDepth, int itsForm) {
        int node = leaves + inner++;
        firstChild[node - leaves] = NONE;
        depth[node - leaves] = itsDepth;
        form[node - leaves] = itsForm;
        return node;
    }

    private void attach(int child, int parent) {
        int at = parent - leaves;
        nextSibling[child] = firstChild[at];
        firstChild[at] = child;
        rank[parent] = Math.min(rank[parent], rank[child]);
        below[at] += isLeaf(child) ? 1 : below[child - leaves];
        depths[at] += isLeaf(child) ? forms[child].length : depths[child - leaves];
    }

    /** Returns the node above all others. */
    int root() {
        return leaves;
    }

    boolean isLeaf(int node) {
        return node < leaves;
    }

    /** Returns the best rank of a node's leaves. */
    int rank(int node) {
        return rank[node];
    }

    /** Returns how many bytes of its form lead to a node. */
    int depth(int node) {
        return isLeaf(node) ? forms[node].length : depth[node - leaves];
    }

    /** Returns a form that leads through a node. */
    byte[] form(int node) {
        return forms[isLeaf(node) ? node : form[node - leaves]];
    }

    /** Returns how many leaves are below a node that is none. */
    int below(int node) {
        return below[node - leaves];
    }

    /** Returns how many bytes the leaves below a node have from there on, all taken together. */
    long bytesBelow(int node) {
        return depths[node - leaves] - (long) below(node) * depth(node);
    }

    /**
     * Lists the best leaves below a node, best first; of those with the same rank, one.
     *
     * @param into gets the leaves in the lower halves, as many as fit
     * @return how many they are
     */
    int bestLeaves(int node, long[] into) {
        int count = 0;
        int size = open(0, node);
        while (size > 0) {
            int next = open[--size];
            if (count == into.length && rank[next] >= (int) (into[count - 1] >>> 32)) {
                continue;
            }
            if (isLeaf(next)) {
                count = insert((long) rank[next] << 32 | next, into, count);
            } else {
                size = openChildren(size, next);
            }
        }
        return count;
    }

    private static int insert(long key, long[] into, int count) {
        int at = count;
        while (at > 0 && into[at - 1] >>> 32 > key >>> 32) {
            at--;
        }
        if (at > 0 && into[at - 1] >>> 32 == key >>> 32) {
            return count;
        }
        int kept = Math.min(count, into.length - 1) - at;
        System.arraycopy(into, at, into, at + 1, kept);
        into[at] = key;
        return at + 1 + kept;
    }

    /**
     * Lists all leaves below a node, best first; of equal ranks, in the order of forms.
     *
     * @param into gets the leaves in the lower halves; long enough for all
     */
    void leaves(int node, long[] into) {
        int count = 0;
        int size = open(0, node);
        while (size > 0) {
            int next = open[--size];
            if (isLeaf(next)) {
                into[count++] = (long) rank[next] << 32 | next;
            } else {
                size = openChildren(size, next);
            }
        }
        Arrays.sort(into, 0, count);
    }

    private int openChildren(int size, int node) {
        int end = size;
        for (int child = firstChild[node - leaves]; child != NONE; child = nextSibling[child]) {
            end = open(end, child);
        }
        return end;
    }

    private int open(int size, int node) {
        if (size == open.length) {
            open = Arrays.copyOf(open, size * 2);
        }
        open[size] = node;
        return size + 1;
    }

    /**
     * Lists the children of a node, best first; of equal ranks, in the order of forms.
     *
     * @param into reused if it is long enough
     * @return the array with the children, in the lower halves
     */
    long[] children(int node, long[] into) {
        long[] children = into;
        int count = 0;
        for (int child = firstChild[node - leaves]; child != NONE; child = nextSibling[child]) {
            if (count == children.length) {
                children = Arrays.copyOf(children, count * 2);
            }
            children[count++] = (long) rank[child] << 32 | child;
        }
        Arrays.sort(children, 0, count);
        return children;
    }

    /** Returns how many children a node has. */
    int childCount(int node) {
        int count = 0;
        for (int child = firstChild[node - leaves]; child != NONE; child = nextSibling[child]) {
            count++;
        }
        return count;
    }
}
