package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Checks that a packed trie is one: that its blocks lie one behind the other in the order of {@link TrieWriter} and fill the section,
 * that siblings have the right order and different labels, and that indexes and lists of best entries say what is there. For one
 * thread; takes time in proportion to the bytes, whatever they are.
 */
final class TrieVerifier {
    private final Packed packed;
    private final PackedTrie trie;
    private final ByteBuffer bytes;
    private final Edge edge;
    private final TopLists lists;
    private final ByteArrayWriter expectedLists = new ByteArrayWriter();
    private int leaves;

    private int[] openChild = new int[64];
    private int[] openRank = new int[64];
    private boolean[] openRich = new boolean[64];
    private int open;
    private final boolean[] isLabelled = new boolean[256];

    TrieVerifier(Packed packed) {
        this.packed = packed;
        this.trie = packed.trie();
        this.bytes = packed.bytes();
        this.edge = new Edge(trie);
        this.lists = new TopLists(packed);
    }

    void verify() {
        edge.readRoot();
        check(edge.labelLength == 0 && edge.next == 0 && edge.child != 0, "root", trie.start);
        int end = trie.start + 1 + trie.childBytes;
        open();
        while (open > 0) {
            open--;
            check(openChild[open] == end, "child", openChild[open]);
            end = block(openChild[open], openRich[open], openRank[open]);
        }
        SnapshotHeader header = packed.header();
        check(end == trie.start + header.length(Section.TRIE), "end of the trie", end);
        check(leaves == header.rows(), "number of leaves", leaves);
        check(packed.isSection(Section.TOP_LISTS, expectedLists), "lists", packed.topLists());
    }

    /** Checks a block; returns where it ends. */
    private int block(int block, boolean rich, int rank) {
        Arrays.fill(isLabelled, false);
        int first = trie.firstEdge(block, rich);
        int firstOpen = open;
        int labels = 0;
        edge.readFirst(first, rank);
        while (true) {
            if (edge.labelLength > 0) {
                int label = bytes.get(edge.labelAt) & 0xFF;
                check(!isLabelled[label], "label", edge.at);
                isLabelled[label] = true;
                labels++;
            }
            check(edge.child == 0 ? !edge.isRich() : edge.labelLength > 0, "edge", edge.at);
            if (edge.child == 0) {
                leaves++;
            } else {
                open();
            }
            if (edge.next == 0) {
                break;
            }
            int before = edge.rank;
            edge.readLater(edge.next);
            // Forms of the same entry have the same rank.
            check(
                    edge.rank > before
                            || (edge.rank == before && packed.header().forms().areMany()),
                    "order",
                    edge.at);
        }
        int end = edge.end;
        reverse(firstOpen);
        if (rich) {
            rich(block, first, rank, labels);
        }
        return end;
    }

    private void rich(int block, int first, int rank, int labels) {
        int flags = bytes.get(block);
        check(flags > 0 && flags <= (PackedTrie.HAS_INDEX | PackedTrie.HAS_TOP_LIST), "flags", block);
        if ((flags & PackedTrie.HAS_INDEX) != 0) {
            int found = 0;
            for (int label = 0; label < 256; label++) {
                int at = trie.indexed(block, (byte) label);
                check((at > 0) == isLabelled[label], "index", block);
                if (at > 0) {
                    edge.read(at, first, rank);
                    check(edge.labelLength > 0 && (bytes.get(edge.labelAt) & 0xFF) == label, "index", at);
                    found++;
                }
            }
            check(found == labels && first == trie.indexEnd(block, labels), "index", block);
        }
        if ((flags & PackedTrie.HAS_TOP_LIST) != 0) {
            check(trie.topList(block) == expectedLists.size(), "place of a list", block);
            lists.write(block, rank, expectedLists);
        }
    }

    private void open() {
        if (open == openChild.length) {
            openChild = Arrays.copyOf(openChild, open * 2);
            openRank = Arrays.copyOf(openRank, open * 2);
            openRich = Arrays.copyOf(openRich, open * 2);
        }
        openChild[open] = edge.child;
        openRank[open] = edge.rank;
        openRich[open++] = edge.isRich();
    }

    /** What was opened last is checked first; that shall be what was written first. */
    private void reverse(int from) {
        for (int i = from, j = open - 1; i < j; i++, j--) {
            int child = openChild[i];
            openChild[i] = openChild[j];
            openChild[j] = child;
            int rank = openRank[i];
            openRank[i] = openRank[j];
            openRank[j] = rank;
            boolean rich = openRich[i];
            openRich[i] = openRich[j];
            openRich[j] = rich;
        }
    }

    static void check(boolean holds, String what, int at) {
        if (!holds) {
            throw SnapshotFormatException.wrong(what, at);
        }
    }
}
