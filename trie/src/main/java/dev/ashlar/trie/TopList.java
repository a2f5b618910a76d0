package dev.ashlar.trie;

/**
 * Writes the best entries below a block: a count, and for each its rank and, if forms are texts, the length of what its text has
 * from the block on, and those bytes. It ends before the first that does not fit. For one thread.
 */
final class TopList {
    /** As many as most who ask want. */
    static final int MOST = 8;
    /** Of all that is listed of texts; so the length of each is a byte. */
    private static final int MOST_BYTES = 0x7F;

    private final int rankBytes;
    private final boolean hasTexts;
    private final ByteArrayWriter out;
    private int countAt;
    private int count;
    private int bytes;

    TopList(int rankBytes, boolean hasTexts, ByteArrayWriter out) {
        this.rankBytes = rankBytes;
        this.hasTexts = hasTexts;
        this.out = out;
    }

    void begin() {
        countAt = out.size();
        count = 0;
        bytes = 0;
    }

    /** Adds the next best entry; tells whether it fits. */
    boolean add(int rank, byte[] text, int from, int length) {
        if (count == MOST || (hasTexts && length > MOST_BYTES - bytes)) {
            return false;
        }
        out.fixed(0, count++ == 0 ? 1 : 0);
        out.fixed(rank, rankBytes);
        if (hasTexts) {
            bytes += length;
            out.fixed(length, 1);
            out.bytes(text, from, length);
        }
        return true;
    }

    void end() {
        if (count > 0) {
            out.set(countAt, count, 1);
        }
    }
}
