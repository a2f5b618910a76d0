package dev.ashlar.trie;

import java.nio.ByteBuffer;

/** An edge of a packed trie, taken apart. For one thread; read into again and again, so that no walk makes objects. */
final class Edge {
    private final PackedTrie trie;
    private final ByteBuffer bytes;
    private int header;
    /** The place of the edge. */
    int at;

    int rank;
    int labelAt;
    int labelLength;
    /** The block of the children, or 0 if this is a leaf. */
    int child;
    /** Where the edge ends. */
    int end;
    /** The next edge of the block, or 0 if this is the last. */
    int next;

    Edge(PackedTrie trie) {
        this.trie = trie;
        this.bytes = trie.bytes;
    }

    /** Reads the edge of all entries. */
    void readRoot() {
        readFirst(trie.start, 0);
    }

    /** Reads the first edge of a block. */
    void readFirst(int edge, int parentRank) {
        rank = parentRank;
        read(edge, edge + 1);
    }

    /** Reads an edge that is not the first of its block. */
    void readLater(int edge) {
        rank = trie.rank(edge);
        read(edge, edge + 1 + trie.rankBytes);
    }

    /** Reads an edge of the block whose first edge is given. */
    void read(int edge, int firstEdge, int parentRank) {
        if (edge == firstEdge) {
            readFirst(edge, parentRank);
        } else {
            readLater(edge);
        }
    }

    boolean isRich() {
        return (header & PackedTrie.RICH) != 0;
    }

    /** Returns the first edge of the children. */
    int firstChild() {
        return trie.firstEdge(child, isRich());
    }

    private void read(int edge, int place) {
        at = edge;
        header = bytes.get(edge);
        int length = header & PackedTrie.LONG_LABEL;
        if (length == PackedTrie.LONG_LABEL) {
            int shift = 0;
            int next;
            do {
                next = bytes.get(place++);
                length += (next & 0x7F) << shift;
                shift += 7;
            } while (next < 0 && shift < 28);
        }
        labelAt = place;
        labelLength = length;
        place += length;
        if ((header & PackedTrie.INNER) != 0) {
            child = trie.child(place);
            place += trie.childBytes;
        } else {
            child = 0;
        }
        end = place;
        next = (header & PackedTrie.LAST) != 0 ? 0 : place;
    }
}
