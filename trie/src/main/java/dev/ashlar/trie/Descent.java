package dev.ashlar.trie;

import java.nio.ByteBuffer;

/** The way from the root of a packed trie to where a prefix ends. For one thread; used again and again. */
final class Descent {
    private final PackedTrie trie;
    private final JumpTable jumps;
    private final ByteBuffer bytes;
    /** Where the last descent has ended. */
    private final Edge edge;

    private byte[] stem = new byte[64];
    private int stemLength;
    /** How many bytes of a prefix that ends in a bucket are to be found there. */
    private int rest;

    private byte[] restOf = {};
    private int restAt;
    /** The first eight of those bytes, and which bits of them count. */
    private long restHead;

    private long restMask;

    Descent(Packed packed, Edge edge) {
        this.trie = packed.trie();
        this.jumps = packed.jumps();
        this.bytes = trie.bytes;
        this.edge = edge;
    }

    /** Forgets the way: what is found below is told from there on only. */
    void clear() {
        stemLength = 0;
    }

    /** Returns how many bytes lead to the edge and through its label. */
    int stemLength() {
        return stemLength;
    }

    /** Writes those bytes to the begin of an array that is long enough. */
    void copyStem(byte[] into) {
        System.arraycopy(stem, 0, into, 0, stemLength);
    }

    /**
     * Goes from the root to the edge in whose label the bytes end, or below which they end in a bucket, and leaves it in
     * the {@link Edge} that was given.
     *
     * @return whether there is such an edge
     */
    boolean to(byte[] prefix, int length) {
        if (trie.entries == 0) {
            return false;
        }
        int last = 0;
        // The last edge on the way that has a rank: those behind it are the first below their parents.
        int ranked = 0;
        int startRank = 0;
        int at = 0;
        int jump = jumps.find(prefix, length);
        if (jump < 0) {
            edge.readRoot();
        } else {
            at = jumps.length(jump);
            startRank = trie.checkRank(jumps.rank(jump), jump);
            edge.jump(jumps.child(jump), jumps.isBlock(jump), startRank);
        }
        int child = edge.child;
        boolean isBlock = edge.isBlock();
        // In local variables, for this takes most of the time of a question.
        while (at < length && isBlock) {
            int first = trie.firstEdge(child);
            last = trie.find(child, first, prefix[at]);
            if (last == 0) {
                return false;
            }
            int label = last + 1;
            if (last != first) {
                ranked = last;
                label += trie.rankBytes;
            }
            int header = bytes.get(last);
            int labelLength = header & PackedTrie.LONG_LABEL;
            if (labelLength == PackedTrie.LONG_LABEL) {
                long more = trie.varint(label);
                labelLength += (int) more;
                label = (int) (more >>> 32);
            }
            if (!isEqual(label, prefix, at, Math.min(labelLength, length - at))) {
                return false;
            }
            at += labelLength;
            isBlock = (header & PackedTrie.BLOCK) != 0;
            child = (header & (PackedTrie.BLOCK | PackedTrie.BUCKET)) == 0 ? 0 : trie.child(label + labelLength);
        }
        if (at < length && child == 0) {
            return false;
        }
        if (last != 0) {
            edge.readAny(last, last == ranked, ranked == 0 ? startRank : trie.rank(ranked + 1));
        }
        rest(prefix, at, length);
        stem(prefix, Math.min(at, length), at);
        return true;
    }

    /** Keeps what is to be found in a bucket. */
    private void rest(byte[] prefix, int from, int to) {
        rest = Math.max(0, to - from);
        restOf = prefix;
        restAt = from;
        restHead = 0;
        for (int i = Math.min(rest, Long.BYTES) - 1; i >= 0; i--) {
            restHead = restHead << 8 | (prefix[from + i] & 0xFF);
        }
        restMask = rest >= Long.BYTES ? -1 : (1L << (8 * rest)) - 1;
    }

    /** Takes what leads to the edge for the stem: bytes, and then the end of the edge's label. */
    private void stem(byte[] prefix, int length, int whole) {
        if (whole > Forms.MAX_BYTES) {
            throw SnapshotFormatException.wild("label length", edge.labelLength, edge.at);
        }
        if (whole > stem.length) {
            stem = new byte[Math.max(whole, stem.length * 2)];
        }
        System.arraycopy(prefix, 0, stem, 0, length);
        int more = whole - length;
        trie.copy(edge.labelAt + edge.labelLength - more, stem, length, more);
        stemLength = whole;
    }

    /** Returns how many bytes of a prefix that the descent went along are not above the edge's children. */
    int rest() {
        return rest;
    }

    /** Returns how many bytes of the edge's label are behind the end of a prefix that the descent went along. */
    int beyond(int length) {
        return Math.max(0, stemLength - length);
    }

    private boolean isEqual(int at, byte[] to, int from, int length) {
        for (int i = 0; i < length; i++) {
            if (bytes.get(at + i) != to[from + i]) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether the label of a leaf, of the bucket that the descent has ended in, begins with what is left of the prefix. */
    boolean hasRest(int label, int length) {
        return length >= rest
                && ((bytes.getLong(label) ^ restHead) & restMask) == 0
                && (rest <= Long.BYTES || isEqual(label + Long.BYTES, restOf, restAt + Long.BYTES, rest - Long.BYTES));
    }
}
