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
    /** The block or bucket of the children, or 0 if this is a leaf. */
    int child;
    /** Where the edge ends. */
    int end;
    /** The next edge below the same parent, or 0 if this is the last. */
    int next;

    Edge(PackedTrie trie) {
        this.trie = trie;
        this.bytes = trie.bytes;
    }

    /** Reads the edge of all entries. */
    void readRoot() {
        readFirst(trie.start, 0);
    }

    /** Becomes an edge without a label, of which only where it leads is known. */
    void jump(int to, boolean toBlock, int itsRank) {
        at = trie.start;
        header = PackedTrie.LAST | (toBlock ? PackedTrie.BLOCK : PackedTrie.BUCKET);
        rank = itsRank;
        labelAt = at;
        labelLength = 0;
        child = trie.start + to;
        end = at;
        next = 0;
    }

    /** Reads the first edge below a parent. */
    void readFirst(int edge, int parentRank) {
        rank = parentRank;
        read(edge, edge + 1);
    }

    /** Reads an edge that is not the first below its parent. */
    void readLater(int edge) {
        rank = trie.rank(edge + 1);
        read(edge, edge + 1 + trie.rankBytes);
    }

    /** Reads an edge whose rank is known. */
    void readAny(int edge, boolean hasRank, int itsRank) {
        rank = itsRank;
        read(edge, edge + 1 + (hasRank ? trie.rankBytes : 0));
    }

    /** Reads an edge of those from a first one on. */
    void read(int edge, int firstEdge, int parentRank) {
        if (edge == firstEdge) {
            readFirst(edge, parentRank);
        } else {
            readLater(edge);
        }
    }

    boolean isBlock() {
        return (header & PackedTrie.BLOCK) != 0;
    }

    boolean isBucket() {
        return (header & (PackedTrie.BLOCK | PackedTrie.BUCKET)) == PackedTrie.BUCKET;
    }

    /** Returns the first edge of the children. */
    int firstChild() {
        return isBlock() ? trie.firstEdge(child) : child;
    }

    private void read(int edge, int place) {
        at = edge;
        header = bytes.get(edge);
        int length = header & PackedTrie.LONG_LABEL;
        int label = place;
        if (length == PackedTrie.LONG_LABEL) {
            long more = trie.varint(place);
            length += (int) more;
            label = (int) (more >>> 32);
        }
        labelAt = label;
        labelLength = length;
        end = label + length;
        child = 0;
        if ((header & (PackedTrie.BLOCK | PackedTrie.BUCKET)) != 0) {
            child = trie.child(end);
            end += trie.childBytes;
        }
        next = (header & PackedTrie.LAST) != 0 ? 0 : end;
    }
}
