package dev.ashlar.trie;

/** Lists of the best entries below heavy blocks: a count, and for each its rank and, if texts are forms, what its text has below. */
final class TopLists {
    /** As many as most who ask want. */
    private static final int MOST = 8;

    private final Packed packed;
    private final PackedSearch search;
    private final IntSet seen = new IntSet();
    private final byte[] text = new byte[Forms.MAX_BYTES];

    TopLists(Packed packed) {
        this.packed = packed;
        this.search = new PackedSearch(packed);
    }

    /** Writes the list of a block of that best rank. */
    void write(int block, int rank, ByteArrayWriter lists) {
        search.seekBlock(block, rank);
        seen.clear();
        int count = lists.size();
        lists.fixed(0, 1);
        for (int next = search.next(); next >= 0 && seen.size() < MOST; next = search.next()) {
            if (seen.add(next)) {
                lists.fixed(next, packed.trie().rankBytes);
                if (packed.texts() == null) {
                    int length = search.textLength();
                    search.copyText(text, length);
                    lists.varint(length);
                    lists.bytes(text, 0, length);
                }
            }
        }
        lists.set(count, seen.size(), 1);
    }
}
