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

    // What is open, by depth. A state is an automaton's, then a code point that is half read, and how many of its
    // bytes are still to come.
    private int[] edgeAt = new int[16];
    private int[] block = new int[16];
    private int[] rank = new int[16];
    private int[] link = new int[16];
    private long[] needles = new long[16];
    private long[] states = new long[16 * 9];
    private Edits edits = new Edits();
    private int depth;
    private int visited;
    private int stride;
    private final int[] letters = new int[MAX_NEEDLES];
    private final byte[] encoded = new byte[4];

    TypoSearch(PackedSearch search) {
        this.search = search;
        this.bytes = search.packed().bytes();
        this.edge = search.edge;
    }

    /**
     * Begins with the entries whose form begins with bytes, and then with the automaton's pattern but for typos.
     *
     * @param exact the bytes in which no typo may be
     */
    void seek(byte[] exact, int length, Edits automaton) {
        edits = automaton;
        search.clear();
        if (!search.descent.to(exact, length)) {
            return;
        }
        stride = edits.stateSize() + 2;
        depth = 0;
        visited = 0;
        room();
        edits.start(states, 0);
        states[stride - 2] = 0;
        states[stride - 1] = 0;
        int end = edge.labelAt + edge.labelLength;
        int outcome = read(0, 0, Math.max(edge.labelAt, end - search.descent.beyond(length)), end);
        int start = search.stemLink();
        if (goesOn(outcome)) {
            enter(outcome, start);
        }
        while (depth > 0) {
            if (nextEdge(depth - 1)) {
                visit();
                outcome = read(depth - 1, depth, edge.labelAt, edge.labelAt + edge.labelLength);
                if (goesOn(outcome)) {
                    enter(outcome, search.link(link[depth - 1]));
                }
            } else {
                depth--;
            }
        }
    }

    private boolean goesOn(int outcome) {
        return outcome == MET || (outcome == OPEN && edge.child != 0);
    }

    /** In bytes that share blocks, edges could be without end. */
    private void visit() {
        if (visited++ > search.packed().header().length(Section.TRIE)) {
            throw new SnapshotFormatException("snapshot is damaged: edges share children");
        }
    }

    /** Reads the next edge of the block at a depth; tells whether there is one. */
    private boolean nextEdge(int at) {
        if (needles[at] == ALL_EDGES) {
            int next = edgeAt[at];
            if (next == 0) {
                return false;
            }
            edge.read(next, search.packed().trie().firstEdge(block[at]), rank[at]);
            edgeAt[at] = edge.next;
            return true;
        }
        while (needles[at] >>> 56 != 0) {
            byte needle = (byte) needles[at];
            needles[at] = ((needles[at] >>> 56) - 1) << 56 | (needles[at] & 0xFF_FFFF_FFFF_FFFFL) >>> 8;
            if (search.enter(block[at], rank[at], needle)) {
                return true;
            }
        }
        return false;
    }

    /** Goes on below the edge, which is the link and has led the automaton to the state at this depth. */
    private void enter(int outcome, int itsLink) {
        if (outcome == MET && search.descent.rest() == 0) {
            search.begin(itsLink, edge.rank);
        } else if (edge.isBucket()) {
            bucket(itsLink, outcome == MET ? ALL_EDGES : needles(depth * stride));
        } else {
            block[depth] = edge.child;
            rank[depth] = edge.rank;
            link[depth] = itsLink;
            edgeAt[depth] = edge.firstChild();
            needles[depth] = needles(depth * stride);
            depth++;
            room();
        }
    }

    /** Lets the automaton read the leaves of a bucket, each from the state at this depth on. */
    private void bucket(int itsLink, long wanted) {
        int rest = search.descent.rest();
        edge.readFirst(edge.child, edge.rank);
        while (true) {
            visit();
            if (search.descent.hasRest(edge.labelAt, edge.labelLength)
                    && (wanted == ALL_EDGES || isWanted(wanted, edge.labelAt + rest))) {
                if (isMet(edge.labelAt + rest, edge.labelAt + edge.labelLength)) {
                    search.begin(search.link(itsLink), edge.rank);
                }
            }
            if (edge.next == 0) {
                return;
            }
            edge.readLater(edge.next);
        }
    }

    /** Tells whether bytes meet what was typed, read from the state at this depth on. */
    private boolean isMet(int at, int end) {
        int state = depth * stride;
        if (edits.most() != 1 || edits.accepts(states, state)) {
            return read(depth, depth + 1, at, end) == MET;
        }
        int half = (int) states[state + stride - 2];
        int missing = (int) states[state + stride - 1];
        return edits.meets(states, state, bytes, at, end, half, missing);
    }

    private boolean isWanted(long wanted, int at) {
        return at < edge.labelAt + edge.labelLength && contains(wanted, (int) (wanted >>> 56), bytes.get(at));
    }

    /** Lets the automaton read bytes from the state at a depth on, and leaves what comes of it at another. */
    private int read(int fromDepth, int toDepth, int at, int end) {
        int to = toDepth * stride;
        if (fromDepth != toDepth) {
            System.arraycopy(states, fromDepth * stride, states, to, stride);
        }
        long half = states[to + stride - 2];
        long missing = states[to + stride - 1];
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

    /** Makes room for an open block at this depth, and for a state below it. */
    private void room() {
        if (depth == edgeAt.length) {
            int more = depth * 2;
            edgeAt = Arrays.copyOf(edgeAt, more);
            block = Arrays.copyOf(block, more);
            rank = Arrays.copyOf(rank, more);
            link = Arrays.copyOf(link, more);
            needles = Arrays.copyOf(needles, more);
        }
        if ((depth + 2) * stride > states.length) {
            states = Arrays.copyOf(states, Math.max(states.length * 2, (depth + 2) * stride));
        }
    }
}
