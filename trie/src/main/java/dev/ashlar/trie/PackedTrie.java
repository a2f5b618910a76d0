package dev.ashlar.trie;

import java.nio.ByteBuffer;

/**
 * A trie of bytes in a buffer, and how its parts are read.
 *
 * <p>Threads may share it: reads name their place, and nothing is ever written. Of what lies in the buffer only the
 * header is believed. A place outside it, or a child that does not lie behind its parent, is a
 * {@link SnapshotFormatException}; so every walk ends.
 */
/*
 * The trie is one of edges. An edge is
 *
 *     header (1)  rank (rankBytes)  [more of the label's length]  label  child (childBytes)
 *
 * and the edges below a common parent lie one behind the other, in the order of their ranks: a block. The rank of an edge is
 * that of the best entry below it, and entries are numbered in the order in which they are to be found; so the best entry
 * below an edge is found by going to first children only, and the next best is below one of the edges that lie behind
 * those. The first edge of a block has the rank of its parent, which is not stored again.
 *
 * An edge without children is a leaf: an entry's text ends there. Where a text ends and others go on, the leaf has an empty
 * label. The root is an edge too, with an empty label.
 *
 * Blocks with many edges begin with an index of first bytes, and blocks with many entries below them name their best entries
 * ahead (TopLists). "Rich" is a block that has such a beginning.
 *
 * Ranked siblings are the completion trie of Hsu and Ottaviano, "Space-Efficient Data Structures for Top-k Completion", WWW
 * 2013.
 */
final class PackedTrie {
    static final int LAST = 0x80;
    static final int INNER = 0x40;
    static final int RICH = 0x20;
    /** A label of as many bytes or more has the rest of its length as a varint behind the rank. */
    static final int LONG_LABEL = 0x1F;

    static final int HAS_INDEX = 1;
    static final int HAS_TOP_LIST = 2;

    /** Of a trie in bytes, so that a place and a flag fit into an int. */
    static final int MAX_BYTES = 1 << 30;

    final ByteBuffer bytes;
    /** Where the root's edge is; children are told from here. */
    final int start;

    final int entries;
    final int rankBytes;
    final int childBytes;
    private final int rankMask;
    private final int childMask;

    PackedTrie(ByteBuffer bytes, int start, int entries, int rankBytes, int childBytes) {
        this.bytes = bytes;
        this.start = start;
        this.entries = entries;
        this.rankBytes = rankBytes;
        this.childBytes = childBytes;
        this.rankMask = -1 >>> (32 - 8 * rankBytes);
        this.childMask = -1 >>> (32 - 8 * childBytes);
    }

    /** Reads the rank of an edge that is not the first of its block. */
    int rank(int edge) {
        int rank = bytes.getInt(edge + 1) & rankMask;
        if (Integer.compareUnsigned(rank, entries) >= 0) {
            throw SnapshotFormatException.wild("rank", rank, edge);
        }
        return rank;
    }

    /** Reads the place of a block, from the last bytes of its parent. */
    int child(int at) {
        int child = start + (bytes.getInt(at) & childMask);
        if (child <= at) {
            throw SnapshotFormatException.wild("child", child, at);
        }
        return child;
    }

    /** Returns the first edge of a block. */
    int firstEdge(int block, boolean rich) {
        if (!rich) {
            return block;
        }
        int flags = bytes.get(block);
        int at = block + 1;
        if ((flags & HAS_TOP_LIST) != 0) {
            at += 4;
        }
        if ((flags & HAS_INDEX) != 0) {
            at += 1 + 3 * ((bytes.get(at) & 0xFF) + 1);
        }
        return at;
    }

    /**
     * Finds the edge of a block whose label begins with a byte, by going over those before it.
     *
     * @return the edge, or 0 if there is none
     */
    int scan(int firstEdge, byte first) {
        int edge = firstEdge;
        int label = edge + 1;
        while (true) {
            int header = bytes.get(edge);
            int length = header & LONG_LABEL;
            if (length == LONG_LABEL) {
                int shift = 0;
                int next;
                do {
                    next = bytes.get(label++);
                    length += (next & 0x7F) << shift;
                    shift += 7;
                } while (next < 0 && shift < 28);
            }
            if (length > 0 && bytes.get(label) == first) {
                return edge;
            }
            if ((header & LAST) != 0) {
                return 0;
            }
            edge = label + length + ((header & INNER) == 0 ? 0 : childBytes);
            label = edge + 1 + rankBytes;
        }
    }

    /** Returns where the index of a block ends that has one, if it has as many labels. */
    int indexEnd(int block, int labels) {
        return block + ((bytes.get(block) & HAS_TOP_LIST) == 0 ? 2 : 6) + 3 * labels;
    }

    /** Returns where the best entries of a rich block are listed, counted from the begin of all lists, or -1 if nowhere. */
    int topList(int block) {
        return (bytes.get(block) & HAS_TOP_LIST) == 0 ? -1 : bytes.getInt(block + 1);
    }

    /**
     * Finds the edge of a rich block whose label begins with a byte.
     *
     * @return the edge, 0 if there is none, or -1 if the block has no index
     */
    int indexed(int block, byte first) {
        int flags = bytes.get(block);
        if ((flags & HAS_INDEX) == 0) {
            return -1;
        }
        int at = block + ((flags & HAS_TOP_LIST) == 0 ? 1 : 5);
        int count = (bytes.get(at++) & 0xFF) + 1;
        long pattern = (first & 0xFFL) * 0x0101_0101_0101_0101L;
        for (int i = 0; i < count; i += 8) {
            long differences = bytes.getLong(at + i) ^ pattern;
            // The lowest bit that is set is that of the first byte without a difference.
            long equal = (differences - 0x0101_0101_0101_0101L) & ~differences & 0x8080_8080_8080_8080L;
            if (equal != 0) {
                int found = i + (Long.numberOfTrailingZeros(equal) >>> 3);
                if (found >= count) {
                    return 0;
                }
                return at + 3 * count + (bytes.getShort(at + count + 2 * found) & 0xFFFF);
            }
        }
        return 0;
    }
}
