package dev.ashlar.trie;

import java.util.Arrays;

/** Writes a packed trie, the children of better entries nearer to their parents. For one thread. */
final class TrieWriter {
    /** Of a bucket: as many leaves are gone over about as fast as a block between them would be found. */
    private static final int MOST_LEAVES = 24;

    /** Of a bucket, in bytes of what is left of texts: more would be the same beginnings again and again. */
    private static final int MOST_BYTES = 1024;

    private final FormTree tree;
    private final int rankBytes;
    private final int childBytes;
    private final TopList topList;
    private final JumpTable.Writer jumps;
    private final ByteArrayWriter out = new ByteArrayWriter();

    /** Nodes whose children are to be written, and where their place is to be filled in. */
    private int[] openNode = new int[64];

    private int[] openAt = new int[64];
    private int open;
    private long[] children = new long[PackedTrie.MAX_BUCKET];
    private final long[] best = new long[TopList.MOST];

    private TrieWriter(FormTree tree, int rankBytes, int childBytes, Forms forms) {
        this.tree = tree;
        this.rankBytes = rankBytes;
        this.childBytes = childBytes;
        this.topList = new TopList(rankBytes, forms.areTexts(), out);
        this.jumps = new JumpTable.Writer(forms);
    }

    /**
     * Writes a trie, with places of children as narrow as they can be.
     *
     * @param forms what the forms are; if they are texts, their ends are listed
     */
    static TrieWriter write(FormTree tree, int rankBytes, Forms forms) {
        for (int childBytes = 3; ; childBytes++) {
            TrieWriter writer = new TrieWriter(tree, rankBytes, childBytes, forms);
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

    ByteArrayWriter jumps() {
        return jumps.write();
    }

    private boolean write() {
        long most = Math.min(PackedTrie.MAX_BYTES, 1L << (8 * childBytes));
        edge(tree.root(), 0, true, true);
        while (open > 0) {
            open--;
            int node = openNode[open];
            int depth = tree.depth(node);
            int edge = openAt[open];
            int listed = isBucket(node) ? 0 : list(node);
            out.set(edge, out.size(), childBytes);
            jumps.add(JumpTable.path(tree.form(node), depth), depth, out.size(), !isBucket(node), tree.rank(node));
            if (isBucket(node)) {
                bucket(node);
            } else {
                block(node, listed);
            }
            if (out.size() > most) {
                if (childBytes == 4) {
                    throw new IllegalStateException("the trie must have at most 1 GiB: build shards (see ShardPlan)");
                }
                return false;
            }
        }
        return true;
    }

    private boolean isBucket(int node) {
        return tree.below(node) <= MOST_LEAVES && tree.bytesBelow(node) <= MOST_BYTES;
    }

    private void bucket(int node) {
        tree.leaves(node, children);
        edges(node, tree.below(node));
    }

    private void block(int node, int listed) {
        children = tree.children(node, children);
        int count = tree.childCount(node);
        int block = out.size();
        out.fixed(0, PackedTrie.BLOCK_HEADER);
        out.set(block + 1, listed, 1);
        out.set(block, index(node, count), 1);
        out.set(block + 2, out.size() - block, Short.BYTES);
        int firstOpen = open;
        edges(node, count);
        reverse(openNode, firstOpen);
        reverse(openAt, firstOpen);
    }

    /** Writes the best entries below a block; returns how many bytes they take. */
    private int list(int node) {
        int start = out.size();
        int depth = tree.depth(node);
        int count = tree.bestLeaves(node, best);
        topList.begin();
        for (int i = 0; i < count; i++) {
            byte[] form = tree.form((int) best[i]);
            if (!topList.add((int) (best[i] >>> 32), form, depth, form.length - depth)) {
                break;
            }
        }
        topList.end();
        return out.size() - start;
    }

    private void edges(int node, int count) {
        int depth = tree.depth(node);
        for (int i = 0; i < count; i++) {
            edge((int) children[i], depth, i == 0, i == count - 1);
        }
    }

    /** What was opened last is written first; that shall be the best. */
    private void reverse(int[] values, int from) {
        for (int i = from, j = open - 1; i < j; i++, j--) {
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }

    /** Writes the index of a block, if its edges take no more bytes than the places in it reach; returns its flags. */
    private int index(int node, int count) {
        int depth = tree.depth(node);
        int[] placeOf = new int[256];
        Arrays.fill(placeOf, -1);
        long[] words = new long[4];
        int place = 0;
        for (int i = 0; i < count; i++) {
            int child = (int) children[i];
            if (place > 0xFFFF) {
                return 0;
            }
            if (tree.depth(child) > depth) {
                int label = tree.form(child)[depth] & 0xFF;
                placeOf[label] = place;
                words[label >>> 6] |= 1L << label;
            }
            place += edgeSize(child, depth, i == 0);
        }
        int flags = 0;
        for (int word = 0; word < words.length; word++) {
            if (words[word] != 0) {
                flags |= 1 << word;
                out.fixed(words[word], Long.BYTES);
            }
        }
        for (int labelled : placeOf) {
            if (labelled >= 0) {
                out.fixed(labelled, Short.BYTES);
            }
        }
        return flags;
    }

    private void edge(int node, int parentDepth, boolean isFirst, boolean isLast) {
        int label = tree.depth(node) - parentDepth;
        boolean isInner = !tree.isLeaf(node);
        int kind = !isInner ? 0 : isBucket(node) ? PackedTrie.BUCKET : PackedTrie.BLOCK;
        out.fixed((isLast ? PackedTrie.LAST : 0) | kind | Math.min(label, PackedTrie.LONG_LABEL), 1);
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
