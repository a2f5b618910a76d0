package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Finds the places of a packed trie where what was typed is met with typos, and has all entries below them found. For one
 * thread; once its arrays have grown it allocates nothing.
 */
/*
 * Goes through the trie depth first, an automaton's state in hand. Where no edit is left, only few letters lead on; their edges are
 * looked up instead of gone through.
 */
final class TypoSearch {
    private static final int DEAD = 0;
    private static final int OPEN = 1;
    private static final int MET = 2;

    /** Of bytes to look up, in a word: as many as fit beside their number. */
    private static final int MAX_NEEDLES = 7;

    private static final long ALL_EDGES = -1;

    private final PackedSearch search;
    private final ByteBuffer bytes;
    private final Edge edge;
    private final Edits edits;

    // What is open, by depth. A state is an automaton's, then a code point that is half read, and how many of its bytes
    // are
    // still to come.
    private int[] edgeAt = new int[16];
    private int[] block = new int[16];
    private boolean[] rich = new boolean[16];
    private int[] rank = new int[16];
    private int[] link = new int[16];
    private long[] needles = new long[16];
    private long[] states = new long[16 * 9];
    private int depth;
    private int stride;
    private final int[] letters = new int[MAX_NEEDLES];
    private final byte[] encoded = new byte[4];

    TypoSearch(PackedSearch search, Edits edits) {
        this.search = search;
        this.bytes = search.packed().bytes();
        this.edge = search.edge;
        this.edits = edits;
    }

    /**
     * Begins with the entries whose form begins with bytes, and then with the automaton's pattern but for typos.
     *
     * @param exact the bytes in which no typo may be
     */
    void seek(byte[] exact, int length) {
        search.clear();
        int start = search.descend(exact, length);
        if (start < 0) {
            return;
        }
        stride = edits.stateSize() + 2;
        depth = 0;
        room();
        edits.start(states, 0);
        states[stride - 2] = 0;
        states[stride - 1] = 0;
        enterLabel(start, search.matchedOfLabel);
        int visited = 0;
        while (depth > 0) {
            if (!nextEdge(depth - 1)) {
                depth--;
                continue;
            }
            if (visited++ > search.packed().header().length(Section.TRIE)) {
                throw new SnapshotFormatException("snapshot is damaged: edges share children");
            }
            enterLabel(-1, 0);
        }
    }

    /** Reads the next edge of the block at a depth; tells whether there is one. */
    private boolean nextEdge(int at) {
        if (needles[at] == ALL_EDGES) {
            int next = edgeAt[at];
            if (next == 0) {
                return false;
            }
            edge.read(next, search.packed().trie().firstEdge(block[at], rich[at]), rank[at]);
            edgeAt[at] = edge.next;
            return true;
        }
        while (needles[at] >>> 56 != 0) {
            byte needle = (byte) needles[at];
            needles[at] = ((needles[at] >>> 56) - 1) << 56 | (needles[at] & 0xFF_FFFF_FFFF_FFFFL) >>> 8;
            if (search.enter(block[at], rich[at], rank[at], needle)) {
                return true;
            }
        }
        return false;
    }

    /** Lets the automaton read the label of the edge, or what is left of it, and goes on below it if that makes sense. */
    private void enterLabel(int itsLink, int from) {
        room();
        int parent = Math.max(0, depth - 1) * stride;
        int state = depth * stride;
        int outcome = read(parent, state, edge.labelAt + from, edge.labelAt + edge.labelLength);
        if (outcome == DEAD || (outcome == OPEN && edge.child == 0)) {
            return;
        }
        int entered = itsLink >= 0 ? itsLink : search.link(link[depth - 1]);
        if (outcome == MET) {
            search.begin(entered, edge.rank);
            return;
        }
        block[depth] = edge.child;
        rich[depth] = edge.isRich();
        rank[depth] = edge.rank;
        link[depth] = entered;
        edgeAt[depth] = edge.firstChild();
        needles[depth] = needles(state);
        depth++;
    }

    private int read(int from, int to, int at, int end) {
        long half = states[from + stride - 2];
        long missing = states[from + stride - 1];
        if (from != to) {
            System.arraycopy(states, from, states, to, stride);
        }
        if (edits.accepts(states, to)) {
            return MET;
        }
        for (int i = at; i < end; i++) {
            byte next = bytes.get(i);
            if (missing > 0) {
                half = half << 6 | (next & 0x3FL);
                missing--;
            } else {
                int length = Math.max(1, Utf8.length(next));
                int bits = length == 1 ? 0xFF : 0xFF >> (length + 1);
                half = (long) next & bits;
                missing = length - 1L;
            }
            if (missing == 0) {
                if (!edits.step(states, to, (int) half)) {
                    return DEAD;
                }
                if (edits.accepts(states, to)) {
                    return MET;
                }
            }
        }
        states[to + stride - 2] = half;
        states[to + stride - 1] = missing;
        return OPEN;
    }

    /** Returns the bytes that lead on from a state, their number in the highest byte, or that all may. */
    private long needles(int state) {
        if (!edits.isSpent(states, state)) {
            return ALL_EDGES;
        }
        int count = edits.next(states, state, letters);
        if (count < 0) {
            return ALL_EDGES;
        }
        int missing = (int) states[state + stride - 1];
        long found = 0;
        int size = 0;
        for (int i = 0; i < count; i++) {
            int length = Utf8.encode(letters[i], encoded, 0);
            int read = missing == 0 ? 0 : length - missing;
            if (read >= 0 && (missing == 0 || begins(length, read, states[state + stride - 2]))) {
                byte needle = encoded[read];
                if (!contains(found, size, needle)) {
                    found |= (needle & 0xFFL) << (8 * size++);
                }
            }
        }
        return found | (long) size << 56;
    }

    /** Tells whether the encoded letter begins with the code point that is half read. */
    private boolean begins(int length, int read, long half) {
        if (read == 0) {
            return false;
        }
        long begun = encoded[0] & (0xFF >> (length + 1));
        for (int i = 1; i < read; i++) {
            begun = begun << 6 | (encoded[i] & 0x3F);
        }
        return begun == half;
    }

    private static boolean contains(long needles, int size, byte needle) {
        for (int i = 0; i < size; i++) {
            if ((byte) (needles >>> (8 * i)) == needle) {
                return true;
            }
        }
        return false;
    }

    private void room() {
        if (depth == edgeAt.length) {
            int more = depth * 2;
            edgeAt = Arrays.copyOf(edgeAt, more);
            block = Arrays.copyOf(block, more);
            rich = Arrays.copyOf(rich, more);
            rank = Arrays.copyOf(rank, more);
            link = Arrays.copyOf(link, more);
            needles = Arrays.copyOf(needles, more);
        }
        if ((depth + 1) * stride > states.length) {
            states = Arrays.copyOf(states, Math.max(states.length * 2, (depth + 1) * stride));
        }
    }
}
