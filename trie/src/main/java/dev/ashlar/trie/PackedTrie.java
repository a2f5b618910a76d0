package dev.ashlar.trie;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
 * and the edges below a common parent lie one behind the other, in the order of their ranks. The rank of an edge is that of
 * the best entry below it, and entries are numbered in the order in which they are to be found; so the best entry below an
 * edge is found by going to first children only, and the next best is below one of the edges that lie behind those. The
 * first edge below a parent has the rank of that, which is not stored again. An edge without children is a leaf: an entry's
 * text ends there. The root is an edge too, with an empty label.
 *
 * Where few entries are left, their edges are leaves with all that is left of their texts: a bucket, which is gone over from
 * begin to end. That takes less memory than edges between, and one read out of cache instead of one a letter. Elsewhere, labels
 * differ in their first bytes: a block. Before its edges lies an index of those bytes, so that who only passes reads little, and
 * before that a list of the best entries below.
 * Where a text ends and others go on, its leaf has an empty label.
 *
 * Ranked siblings are the completion trie of Hsu and Ottaviano, "Space-Efficient Data Structures for Top-k Completion", WWW
 * 2013; buckets are those of the burst trie of Heinz, Zobel and Williams, TOIS 20(2), 2002.
 */
final class PackedTrie {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** In an edge's header: there is none behind it. */
    static final int LAST = 0x80;
    /** In an edge's header: its children are a block. */
    static final int BLOCK = 0x40;
    /** In an edge's header: its children are a bucket. */
    static final int BUCKET = 0x20;
    /** A label of as many bytes or more has the rest of its length as a varint behind the rank. */
    static final int LONG_LABEL = 0x1F;

    /** In a block's flags: which of the four words of the index are there. */
    static final int INDEX = 0x0F;
    /** Flags (1), how many bytes the list has (1), and where the first edge is (2). */
    static final int BLOCK_HEADER = 4;

    /** Of a bucket, in edges. */
    static final int MAX_BUCKET = 64;

    /** Of a trie in bytes, so that a place and a flag fit into an int. */
    static final int MAX_BYTES = 1 << 30;

    final ByteBuffer bytes;
    /** Where the root's edge is; children are told from here. */
    final int start;

    final int entries;
    final int rankBytes;
    final int childBytes;
    /** Whether lists have the ends of texts beside their ranks. */
    final boolean hasTexts;

    private final int rankMask;
    private final int childMask;

    PackedTrie(ByteBuffer bytes, int start, int entries, int rankBytes, int childBytes, boolean hasTexts) {
        this.bytes = bytes;
        this.start = start;
        this.entries = entries;
        this.rankBytes = rankBytes;
        this.childBytes = childBytes;
        this.hasTexts = hasTexts;
        this.rankMask = -1 >>> (32 - 8 * rankBytes);
        this.childMask = -1 >>> (32 - 8 * childBytes);
    }

    /** Reads a rank. */
    int rank(int at) {
        return checkRank(bytes.getInt(at) & rankMask, at);
    }

    /** Returns a rank that was read at a place, if it is one. */
    int checkRank(int rank, int at) {
        if (Integer.compareUnsigned(rank, entries) >= 0) {
            throw SnapshotFormatException.wild("rank", rank, at);
        }
        return rank;
    }

    /** Reads the place of a block or bucket, from the last bytes of its parent. */
    int child(int at) {
        int child = start + (bytes.getInt(at) & childMask);
        if (child <= at) {
            throw SnapshotFormatException.wild("child", child, at);
        }
        return child;
    }

    /** Returns the first edge of a block. */
    int firstEdge(int block) {
        return block + (bytes.getShort(block + 2) & 0xFFFF);
    }

    /** Returns how many bytes the list of a block has, which lies before it. */
    int listLength(int block) {
        return bytes.get(block + 1) & 0xFF;
    }

    /** Returns where the index of a block ends. */
    int indexEnd(int block) {
        int at = block + BLOCK_HEADER;
        int labels = 0;
        for (int words = Integer.bitCount(bytes.get(block) & INDEX); words > 0; words--) {
            labels += Long.bitCount(bytes.getLong(at));
            at += Long.BYTES;
        }
        return at + Short.BYTES * labels;
    }

    /**
     * Finds the edge of a block whose label begins with a byte.
     *
     * @param firstEdge that of the block
     * @return the edge, or 0 if there is none
     */
    int find(int block, int firstEdge, byte first) {
        int flags = bytes.get(block);
        if ((flags & INDEX) == 0) {
            return scan(firstEdge, first);
        }
        int word = (first & 0xFF) >>> 6;
        if ((flags >>> word & 1) == 0) {
            return 0;
        }
        int at = block + BLOCK_HEADER;
        int before = 0;
        for (int skipped = flags & ((1 << word) - 1); skipped != 0; skipped &= skipped - 1) {
            before += Long.bitCount(bytes.getLong(at));
            at += Long.BYTES;
        }
        long labels = bytes.getLong(at);
        long bit = 1L << first;
        if ((labels & bit) == 0) {
            return 0;
        }
        before += Long.bitCount(labels & (bit - 1));
        // Behind the words that are left, places: one for each label, in the order of labels.
        at += Long.BYTES * Integer.bitCount((flags & INDEX) >>> word);
        return firstEdge + (bytes.getShort(at + Short.BYTES * before) & 0xFFFF);
    }

    /** Finds the edge whose label begins with a byte among those from a first one on; returns 0 if there is none. */
    private int scan(int firstEdge, byte first) {
        int edge = firstEdge;
        int label = edge + 1;
        while (true) {
            int header = bytes.get(edge);
            int length = header & LONG_LABEL;
            if (length == LONG_LABEL) {
                long more = varint(label);
                length += (int) more;
                label = (int) (more >>> 32);
            }
            if (length > 0 && bytes.get(label) == first) {
                return edge;
            }
            if ((header & LAST) != 0) {
                return 0;
            }
            edge = label + length + ((header & (BLOCK | BUCKET)) == 0 ? 0 : childBytes);
            label = edge + 1 + rankBytes;
        }
    }

    /** Reads a varint of up to four bytes; returns it, and in the upper half where it ends. */
    long varint(int at) {
        int end = at;
        int value = 0;
        int shift = 0;
        int next;
        do {
            next = bytes.get(end++);
            value |= (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0 && shift < 28);
        return (long) end << 32 | value;
    }

    /**
     * Copies bytes out of the trie. Most are few, for which the general way takes longer; their first and last eight or four may
     * overlap.
     */
    void copy(int from, byte[] into, int at, int length) {
        if (length > 2 * Long.BYTES) {
            bytes.get(from, into, at, length);
        } else if (length >= Long.BYTES) {
            LONG.set(into, at, bytes.getLong(from));
            LONG.set(into, at + length - Long.BYTES, bytes.getLong(from + length - Long.BYTES));
        } else if (length >= Integer.BYTES) {
            INT.set(into, at, bytes.getInt(from));
            INT.set(into, at + length - Integer.BYTES, bytes.getInt(from + length - Integer.BYTES));
        } else {
            for (int i = 0; i < length; i++) {
                into[at + i] = bytes.get(from + i);
            }
        }
    }
}
