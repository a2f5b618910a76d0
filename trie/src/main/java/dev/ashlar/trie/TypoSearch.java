package dev.ashlar.trie;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the places of a packed trie where what was typed is met with typos, and has all entries below them found. For one
 * thread; once its arrays have grown it allocates nothing.
 */
final class TypoSearch {
    /*
     * Where a text first differs from what was typed, there is a typo: two texts that begin alike are no nearer for an edit in
     * what is alike. So the walk goes down as for an exact search, and beside it into all that begins with another letter, with
     * one edit less: that letter was exchanged, left out, or it is the next one. Where no edit is left, what is typed is looked up.
     */
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** How often an edge is met at the most: without an edit, after four kinds of a first and of a second, and within those. */
    private static final long VISITS = 64;

    /** How many ways lead to an edge at the most: without an edit, by four kinds of a first, and by those of a second after each. */
    private static final long WAYS = 1 + 4 + 4 * 4;

    private final PackedSearch search;
    private final PackedTrie trie;
    private final ByteBuffer bytes;
    private final Edge edge;

    /** What was typed behind the letters that must be right. */
    private final int[] letters = new int[Edits.MAX_LENGTH];

    private int count;
    /** The letters in UTF-8, where each begins, and of which letter a byte is. */
    private final byte[] wanted = new byte[4 * Edits.MAX_LENGTH + Long.BYTES];

    private final int[] begin = new int[Edits.MAX_LENGTH + 1];
    private final int[] letterAt = new int[4 * Edits.MAX_LENGTH + 1];

    // The edges on the way; of each the link, or -1 if it has none yet.
    private int[] labelAt = new int[16];
    private int[] labelEnd = new int[16];
    private int[] child = new int[16];
    private boolean[] isBlock = new boolean[16];
    private int[] rank = new int[16];
    private int[] link = new int[16];
    private int last;
    private long visitsLeft;

    TypoSearch(PackedSearch search) {
        this.search = search;
        this.trie = search.packed().trie();
        this.bytes = search.packed().bytes();
        this.edge = search.edge;
    }

    /**
     * Begins with the entries whose form begins with bytes, and then with a pattern but for typos.
     *
     * @param exact the bytes in which no typo may be
     */
    void seek(byte[] exact, int length, Edits edits) {
        search.clear(WAYS);
        if (!search.descent.to(exact, length)) {
            return;
        }
        count = edits.length();
        int end = 0;
        for (int i = 0; i < count; i++) {
            end = put(edits.letter(i), i, end);
        }
        begin[count] = end;
        letterAt[end] = count;
        visitsLeft = VISITS * search.packed().header().length(Section.TRIE);
        last = -1;
        int rest = search.descent.rest();
        int beyond = search.descent.beyond(length);
        push();
        link[0] = search.stemLink();
        if (rest == 0) {
            go(labelEnd[0] - beyond, 0, 0, edits.most());
            return;
        }
        for (int at = child[0]; at != 0; ) {
            int following = read(at, child[0]);
            if (search.descent.hasRest(edge.labelAt, edge.labelLength)) {
                push();
                go(edge.labelAt + rest, 0, 0, edits.most());
                last--;
            }
            at = following;
        }
    }

    /** Makes a letter the one at a place; returns where its bytes end. */
    private int put(int letter, int place, int at) {
        letters[place] = letter;
        begin[place] = at;
        int end = Utf8.encode(letter, wanted, at);
        Arrays.fill(letterAt, at, end, place);
        return end;
    }

    /** Exchanges a letter and the next. */
    private void swap(int letter) {
        int first = letters[letter];
        put(first, letter + 1, put(letters[letter + 1], letter, begin[letter]));
    }

    /**
     * Goes on from a place in the last edge's label, and below it.
     *
     * @param from the place, where a byte of what is wanted is to come
     * @param wantedFrom that byte
     * @param free the first letter that may be edited
     * @param left how many edits are left
     */
    private void go(int from, int wantedFrom, int free, int left) {
        int top = last;
        int goal = begin[Math.max(free, count - left)];
        int at = from;
        int next = wantedFrom;
        while (true) {
            int end = labelEnd[last];
            while (at < end && next < goal && bytes.get(at) == wanted[next]) {
                at++;
                next++;
            }
            if (next >= goal) {
                begin();
                break;
            }
            boolean isEditable = left > 0 && letterAt[next] >= free;
            if (at < end) {
                if (isEditable) {
                    differ(at, next, left);
                }
                break;
            }
            if (child[last] == 0) {
                break;
            }
            if (!isBlock[last]) {
                leaves(next, free, left);
                break;
            }
            if (!(isEditable ? enterAll(next, left) : enter(next))) {
                break;
            }
            at = labelAt[last];
        }
        last = top;
    }

    private boolean enter(int next) {
        visit();
        if (!search.enter(child[last], rank[last], wanted[next])) {
            return false;
        }
        push();
        return true;
    }

    /** Goes into each edge of a block that differs, and then to that which does not; tells whether there is one. */
    private boolean enterAll(int next, int left) {
        int first = trie.firstEdge(child[last]);
        int right = 0;
        for (int at = first; at != 0; ) {
            int following = read(at, first);
            if (edge.labelLength > 0) {
                if (bytes.get(edge.labelAt) == wanted[next]) {
                    right = at;
                } else {
                    push();
                    differ(edge.labelAt, next, left);
                    last--;
                }
            }
            at = following;
        }
        if (right == 0) {
            return false;
        }
        edge.read(right, first, rank[last]);
        push();
        return true;
    }

    /** Goes on in each leaf of the last edge's bucket. */
    private void leaves(int next, int free, int left) {
        if (left == 0) {
            scan(0, next, next);
            return;
        }
        int first = child[last];
        for (int at = first; at != 0; ) {
            int following = read(at, first);
            push();
            go(edge.labelAt, next, free, left);
            last--;
            at = following;
        }
    }

    private boolean leadsToBucket() {
        return child[last] != 0 && !isBlock[last];
    }

    /**
     * Goes on, without an edit left, in each leaf of the last edge's bucket that seems to lead on: most are told by one word.
     *
     * @param skipped how many bytes of any kind come first
     * @param from the byte that is wanted behind them
     * @param orFrom another that may be there instead
     */
    private void scan(int skipped, int from, int orFrom) {
        long mask = mask(from);
        long head = head(from) & mask;
        long orMask = mask(orFrom);
        long orHead = head(orFrom) & orMask;
        int first = child[last];
        int at = first;
        int label = first + 1;
        while (true) {
            visit();
            int header = bytes.get(at);
            int length = header & PackedTrie.LONG_LABEL;
            if (length == PackedTrie.LONG_LABEL) {
                long more = trie.varint(label);
                length += (int) more;
                label = (int) (more >>> 32);
            }
            if (length >= skipped) {
                long word = bytes.getLong(label + skipped);
                if ((word & mask) == head || (word & orMask) == orHead) {
                    edge.read(at, first, rank[last]);
                    push();
                    go(label + skipped, from, count, 0);
                    go(label + skipped, orFrom, count, 0);
                    last--;
                }
            }
            if ((header & PackedTrie.LAST) != 0) {
                return;
            }
            at = label + length;
            label = at + 1 + trie.rankBytes;
        }
    }

    private long head(int from) {
        return (long) LONG.get(wanted, from);
    }

    private long mask(int from) {
        int rest = begin[count] - from;
        return rest >= Long.BYTES ? -1 : (1L << (8 * rest)) - 1;
    }

    /** Goes on where a byte in the last edge's label is not the one wanted. */
    private void differ(int at, int next, int left) {
        int letter = letterAt[next];
        int read = next - begin[letter];
        int length = Utf8.length(read == 0 ? bytes.get(at) : wanted[begin[letter]]);
        differ(at, next, read, Math.max(1, length), letter, left);
    }

    /**
     * Goes on within a letter of the text that is not the one wanted.
     *
     * @param at the place behind what was read of it
     * @param next behind what was wanted alike
     * @param read how many bytes those were
     * @param length how many the letter has
     * @param letter the one that is wanted
     */
    private void differ(int at, int next, int read, int length, int letter, int left) {
        skip(at, length - read, letter, left - 1);
        if (letter + 1 == count) {
            return;
        }
        int other = begin[letter + 1];
        if (!Arrays.equals(wanted, other, other + read, wanted, next - read, next)) {
            if (left > 1) {
                differ(at, next, read, length, letter + 1, left - 1);
            }
        } else if (left > 1 || bytes.get(at) == wanted[other + read]) {
            go(at, other + read, letter + 1, left - 1);
            swap(letter);
            go(at, begin[letter] + read, letter + 2, left - 1);
            swap(letter);
        }
    }

    /** Skips the rest of a letter of the text, which was typed as another, or not. */
    private void skip(int at, int length, int letter, int left) {
        int end = labelEnd[last];
        if (length <= end - at) {
            if (left == 0 && length == end - at && leadsToBucket()) {
                scan(0, begin[letter + 1], begin[letter]);
                return;
            }
            go(at + length, begin[letter + 1], letter + 1, left);
            go(at + length, begin[letter], letter, left);
            return;
        }
        if (child[last] == 0) {
            return;
        }
        if (left == 0 && leadsToBucket()) {
            scan(length - (end - at), begin[letter + 1], begin[letter]);
            return;
        }
        int first = isBlock[last] ? trie.firstEdge(child[last]) : child[last];
        for (int edgeAt = first; edgeAt != 0; ) {
            int following = read(edgeAt, first);
            push();
            skip(edge.labelAt, length - (end - at), letter, left);
            last--;
            edgeAt = following;
        }
    }

    /** Has all entries below the last edge found. */
    private void begin() {
        int linked = last;
        while (link[linked] < 0) {
            linked--;
        }
        while (linked < last) {
            linked++;
            link[linked] =
                    search.link(labelAt[linked], labelEnd[linked], child[linked], isBlock[linked], link[linked - 1]);
        }
        search.begin(link[last], rank[last]);
    }

    /** Reads an edge below the last one; returns the next, or 0 if there is none. */
    private int read(int at, int first) {
        visit();
        edge.read(at, first, rank[last]);
        return edge.next;
    }

    /** In bytes that share blocks, edges could be without end. */
    private void visit() {
        if (visitsLeft-- == 0) {
            throw new SnapshotFormatException("snapshot is damaged: edges share children");
        }
    }

    private void push() {
        last++;
        if (last == labelAt.length) {
            int more = last * 2;
            labelAt = Arrays.copyOf(labelAt, more);
            labelEnd = Arrays.copyOf(labelEnd, more);
            child = Arrays.copyOf(child, more);
            isBlock = Arrays.copyOf(isBlock, more);
            rank = Arrays.copyOf(rank, more);
            link = Arrays.copyOf(link, more);
        }
        labelAt[last] = edge.labelAt;
        labelEnd[last] = edge.labelAt + edge.labelLength;
        child[last] = edge.child;
        isBlock[last] = edge.isBlock();
        rank[last] = edge.rank;
        link[last] = -1;
    }
}
