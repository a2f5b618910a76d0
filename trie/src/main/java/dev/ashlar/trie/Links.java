package dev.ashlar.trie;

import java.util.Arrays;

/** Edges on the ways of a search, each of which knows the one above it: of them texts are put together. For one thread. */
final class Links {
    private final Packed packed;
    private int[] labelAt = new int[16];
    private int[] labelLength = new int[16];
    private int[] above = new int[16];
    private int[] child = new int[16];
    private boolean[] isBlock = new boolean[16];
    private int size;
    private long mostTimes = 1;

    Links(Packed packed) {
        this.packed = packed;
    }

    /** Forgets all; from now on each byte of the trie may be opened so often at the most. */
    void clear(long times) {
        size = 0;
        mostTimes = times;
    }

    /** Adds an edge below a link, or below none if that is -1; returns its link. */
    int add(Edge edge, int itsAbove) {
        return add(edge.labelAt, edge.labelLength, edge.child, edge.isBlock(), itsAbove);
    }

    int add(int itsLabel, int itsLength, int itsChild, boolean toBlock, int itsAbove) {
        if (size == above.length) {
            checkOpened(size);
            int more = size * 2;
            labelAt = Arrays.copyOf(labelAt, more);
            labelLength = Arrays.copyOf(labelLength, more);
            above = Arrays.copyOf(above, more);
            child = Arrays.copyOf(child, more);
            isBlock = Arrays.copyOf(isBlock, more);
        }
        labelAt[size] = itsLabel;
        labelLength[size] = itsLength;
        child[size] = itsChild;
        isBlock[size] = toBlock;
        above[size] = itsAbove;
        return size++;
    }

    /** Of a trie, each edge is opened once in each way to it at the most; of bytes that share blocks, they could be without end. */
    void checkOpened(int count) {
        if (count > mostTimes * packed.header().length(Section.TRIE)) {
            throw new SnapshotFormatException("snapshot is damaged: edges share children");
        }
    }

    /** Makes a link lead to a block. */
    void leadTo(int link, int block) {
        child[link] = block;
        isBlock[link] = true;
    }

    int child(int link) {
        return child[link];
    }

    boolean isBlock(int link) {
        return isBlock[link];
    }

    /** Returns how many bytes the labels from a link up have, and others; or, if there are too many for a text, more than that. */
    int length(int from, int others) {
        int length = others;
        for (int link = from; link >= 0 && length <= Completer.MAX_TEXT_BYTES; link = above[link]) {
            length += labelLength[link];
        }
        return length;
    }

    /** Writes the labels from a link up, the last one up to a place. */
    void copy(int from, byte[] into, int end) {
        int at = end;
        for (int link = from; link >= 0; link = above[link]) {
            at -= labelLength[link];
            packed.trie().copy(labelAt[link], into, at, labelLength[link]);
        }
    }
}
