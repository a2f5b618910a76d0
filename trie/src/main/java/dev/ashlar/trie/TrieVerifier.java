package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Checks that a packed trie is one: that its blocks and buckets lie one behind the other in the order of {@link TrieWriter} and
 * fill the section, that siblings have the right order and different labels, and that indexes and lists of best entries say what
 * is there. For one thread; takes time in proportion to the bytes, whatever they are.
 */
final class TrieVerifier {
    private final Packed packed;
    private final PackedTrie trie;
    private final ByteBuffer bytes;
    private final boolean hasManyForms;
    private final Edge edge;
    private final PackedSearch search;
    private int leaves;

    /** Children that are to be checked, those that lie first at the end. */
    private final List<Child> open = new ArrayList<>();

    private final JumpTable.Writer jumps;
    private final boolean[] isLabelled = new boolean[256];
    private final int[] labelAt = new int[PackedTrie.MAX_BUCKET];
    private final int[] labelLength = new int[PackedTrie.MAX_BUCKET];
    private byte[] text = new byte[64];
    private final ByteArrayWriter expected = new ByteArrayWriter();
    private final TopList list;
    private final IntSet seen = new IntSet();

    /**
     * What is known of a block or bucket from its parents.
     *
     * @param at its place
     * @param isBlock what it is
     * @param rank the best below
     * @param depth how many bytes lead to it
     * @param path the first eight of them, little-endian
     */
    private record Child(int at, boolean isBlock, int rank, int depth, long path) {}

    TrieVerifier(Packed packed) {
        this.packed = packed;
        this.trie = packed.trie();
        this.bytes = packed.bytes();
        this.hasManyForms = packed.header().forms().areMany();
        this.edge = new Edge(trie);
        this.search = new PackedSearch(packed);
        this.jumps = new JumpTable.Writer(packed.header().forms());
        this.list = new TopList(trie.rankBytes, trie.hasTexts, expected);
    }

    void verify() {
        edge.readRoot();
        check(edge.labelLength == 0 && edge.next == 0 && edge.child != 0, "root", trie.start);
        int end = edge.end;
        open(0, 0);
        while (!open.isEmpty()) {
            Child child = open.remove(open.size() - 1);
            check(child.at - (child.isBlock ? trie.listLength(child.at) : 0) == end, "child", child.at);
            jumps.add(child.path, child.depth, child.at - trie.start, child.isBlock, child.rank);
            end = child.isBlock ? block(child) : bucket(child.at, child.rank);
        }
        SnapshotHeader header = packed.header();
        check(end == trie.start + header.length(Section.TRIE), "end of the trie", end);
        check(leaves == header.rows(), "number of leaves", leaves);
        check(packed.isSection(Section.JUMPS, jumps.write()), "jumps", header.at(Section.JUMPS));
    }

    /** Checks a bucket; returns where it ends. */
    private int bucket(int bucket, int rank) {
        int count = 0;
        edge.readFirst(bucket, rank);
        while (true) {
            check(edge.child == 0 && !edge.isBlock() && count < PackedTrie.MAX_BUCKET, "leaf", edge.at);
            labelAt[count] = edge.labelAt;
            labelLength[count] = edge.labelLength;
            for (int i = 0; i < count && !hasManyForms; i++) {
                check(!isEqual(i, count), "label", edge.at);
            }
            count++;
            leaves++;
            if (edge.next == 0) {
                return edge.end;
            }
            next();
        }
    }

    private boolean isEqual(int a, int b) {
        if (labelLength[a] != labelLength[b]) {
            return false;
        }
        for (int i = 0; i < labelLength[a]; i++) {
            if (bytes.get(labelAt[a] + i) != bytes.get(labelAt[b] + i)) {
                return false;
            }
        }
        return true;
    }

    /** Goes to the next sibling, whose rank must be higher. */
    private void next() {
        int before = edge.rank;
        edge.readLater(edge.next);
        // Forms of the same entry have the same rank.
        check(edge.rank > before || (edge.rank == before && hasManyForms), "order", edge.at);
    }

    /** Checks a block; returns where it ends. */
    private int block(Child child) {
        int block = child.at;
        int rank = child.rank;
        Arrays.fill(isLabelled, false);
        int first = trie.firstEdge(block);
        int firstOpen = open.size();
        int labels = 0;
        edge.readFirst(first, rank);
        while (true) {
            if (edge.labelLength > 0) {
                int label = bytes.get(edge.labelAt) & 0xFF;
                check(!isLabelled[label], "label", edge.at);
                isLabelled[label] = true;
                labels++;
            }
            if (edge.child == 0) {
                check(!edge.isBlock(), "edge", edge.at);
                leaves++;
            } else {
                check(edge.labelLength > 0, "edge", edge.at);
                open(child.depth, child.path);
            }
            if (edge.next == 0) {
                break;
            }
            next();
        }
        int end = edge.end;
        Collections.reverse(open.subList(firstOpen, open.size()));
        check((bytes.get(block) & ~PackedTrie.INDEX) == 0, "flags", block);
        check(first == trie.indexEnd(block), "first edge", block);
        index(block, first, rank, labels);
        list(block, rank);
        return end;
    }

    private void index(int block, int first, int rank, int labels) {
        if ((bytes.get(block) & PackedTrie.INDEX) == 0) {
            return;
        }
        int found = 0;
        for (int label = 0; label < isLabelled.length; label++) {
            int at = trie.find(block, first, (byte) label);
            check((at > 0) == isLabelled[label], "index", block);
            if (at > 0) {
                edge.read(at, first, rank);
                check(edge.labelLength > 0 && (bytes.get(edge.labelAt) & 0xFF) == label, "index", at);
                found++;
            }
        }
        check(found == labels, "index", block);
    }

    private void list(int block, int rank) {
        expected.clear();
        list.begin();
        seen.clear();
        search.seekBlock(block, rank);
        boolean fits = true;
        // Where the list is damaged, what is below the block may have been, too.
        for (int next = search.next(); next >= 0 && fits; next = fits ? search.next() : -1) {
            if (seen.add(next)) {
                int length = trie.hasTexts ? search.textLength() : 0;
                if (length > text.length) {
                    text = new byte[length];
                }
                if (trie.hasTexts) {
                    search.copyText(text, length);
                }
                fits = list.add(next, text, 0, length);
            }
        }
        list.end();
        check(trie.listLength(block) == expected.size(), "length of a list", block);
        check(expected.isAt(bytes, block - expected.size()), "list", block);
    }

    /** Adds the children of the edge to those to be checked. */
    private void open(int parentDepth, long parentPath) {
        long path = parentPath;
        for (int i = parentDepth; i < Math.min(parentDepth + edge.labelLength, Long.BYTES); i++) {
            path |= (bytes.get(edge.labelAt + i - parentDepth) & 0xFFL) << (8 * i);
        }
        open.add(new Child(edge.child, edge.isBlock(), edge.rank, parentDepth + edge.labelLength, path));
    }

    static void check(boolean holds, String what, int at) {
        if (!holds) {
            throw SnapshotFormatException.wrong(what, at);
        }
    }
}
