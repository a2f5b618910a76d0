package dev.ashlar.trie;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes a packed trie, the blocks of better entries nearer to their parents. For one thread. */
final class TrieWriter {
    /** Blocks with fewer labels are looked through faster than an index of them would be. */
    private static final int INDEX_FROM = 7;
    /** Blocks with as many forms below them list their best entries. */
    private static final int TOP_LIST_FROM = 128;

    private final FormTree tree;
    private final int rankBytes;
    private final int childBytes;
    private final ByteArrayWriter out = new ByteArrayWriter();
    private final List<Listed> listed = new ArrayList<>();

    /** Nodes whose children are to be written, and where their place is to be filled in. */
    private int[] openNode = new int[64];

    private int[] openAt = new int[64];
    private int open;
    private long[] children = new long[16];

    /**
     * A block that lists its best entries.
     *
     * @param block where it is
     * @param rank the best below it
     */
    record Listed(int block, int rank) {}

    private TrieWriter(FormTree tree, int rankBytes, int childBytes) {
        this.tree = tree;
        this.rankBytes = rankBytes;
        this.childBytes = childBytes;
    }

    /** Writes a trie, with places of children as narrow as they can be. */
    static TrieWriter write(FormTree tree, int rankBytes) {
        for (int childBytes = 3; ; childBytes++) {
            TrieWriter writer = new TrieWriter(tree, rankBytes, childBytes);
            if (writer.write()) {
                return writer;
            }
        }
    }

    int childBytes() {
        return childBytes;
    }

    ByteArrayWriter bytes() {
        return out;
    }

    /** Returns the blocks that have room for the place of a list, one byte behind their begin. */
    List<Listed> listed() {
        return listed;
    }

    private boolean write() {
        long most = Math.min(PackedTrie.MAX_BYTES, 1L << (8 * childBytes));
        edge(tree.root(), 0, true, true);
        while (open > 0) {
            open--;
            out.set(openAt[open], out.size(), childBytes);
            block(openNode[open]);
            if (out.size() > most) {
                if (childBytes == 4) {
                    throw new IllegalStateException("the trie must have at most 1 GiB: build shards (see ShardPlan)");
                }
                return false;
            }
        }
        return true;
    }

    private void block(int node) {
        children = tree.children(node, children);
        int count = tree.childCount(node);
        if (isRich(node)) {
            boolean hasList = tree.below(node) >= TOP_LIST_FROM;
            boolean hasIndex = hasIndex(node, count);
            if (hasList) {
                listed.add(new Listed(out.size(), tree.rank(node)));
            }
            out.fixed((hasList ? PackedTrie.HAS_TOP_LIST : 0) | (hasIndex ? PackedTrie.HAS_INDEX : 0), 1);
            out.fixed(0, hasList ? Integer.BYTES : 0);
            if (hasIndex) {
                index(node, count);
            }
        }
        int depth = tree.depth(node);
        int firstOpen = open;
        for (int i = 0; i < count; i++) {
            edge((int) children[i], depth, i == 0, i == count - 1);
        }
        reverse(openNode, firstOpen);
        reverse(openAt, firstOpen);
    }

    /** What was opened last is written first; that shall be the best. */
    private void reverse(int[] values, int from) {
        for (int i = from, j = open - 1; i < j; i++, j--) {
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    private boolean isRich(int node) {
        return tree.below(node) >= TOP_LIST_FROM || tree.labelled(node) >= INDEX_FROM;
    }

    private boolean hasIndex(int node, int count) {
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += edgeSize((int) children[i], tree.depth(node), i == 0);
        }
        return tree.labelled(node) >= INDEX_FROM && size <= 0xFFFF;
    }

    private void index(int node, int count) {
        int depth = tree.depth(node);
        out.fixed(tree.labelled(node) - 1, 1);
        for (int i = 0; i < count; i++) {
            int child = (int) children[i];
            if (tree.depth(child) > depth) {
                out.bytes(tree.form(child), depth, 1);
            }
        }
        int place = 0;
        for (int i = 0; i < count; i++) {
            int child = (int) children[i];
            if (tree.depth(child) > depth) {
                out.fixed(place, Short.BYTES);
            }
            place += edgeSize(child, depth, i == 0);
        }
    }

    private void edge(int node, int parentDepth, boolean isFirst, boolean isLast) {
        int label = tree.depth(node) - parentDepth;
        boolean isInner = !tree.isLeaf(node);
        out.fixed(
                (isLast ? PackedTrie.LAST : 0)
                        | (isInner ? PackedTrie.INNER : 0)
                        | (isInner && isRich(node) ? PackedTrie.RICH : 0)
                        | Math.min(label, PackedTrie.LONG_LABEL),
                1);
        if (!isFirst) {
            out.fixed(tree.rank(node), rankBytes);
        }
        if (label >= PackedTrie.LONG_LABEL) {
            out.varint(label - PackedTrie.LONG_LABEL);
        }
        out.bytes(tree.form(node), parentDepth, label);
        if (isInner) {
            open(node);
            out.fixed(0, childBytes);
        }
    }

    private int edgeSize(int node, int parentDepth, boolean isFirst) {
        int label = tree.depth(node) - parentDepth;
        int more = label < PackedTrie.LONG_LABEL ? 0 : ByteArrayWriter.varintSize(label - PackedTrie.LONG_LABEL);
        return 1 + (isFirst ? 0 : rankBytes) + more + label + (tree.isLeaf(node) ? 0 : childBytes);
    }

    private void open(int node) {
        if (open == openNode.length) {
            openNode = Arrays.copyOf(openNode, open * 2);
            openAt = Arrays.copyOf(openAt, open * 2);
        }
        openNode[open] = node;
        openAt[open++] = out.size();
    }
}
