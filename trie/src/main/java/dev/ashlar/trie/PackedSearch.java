package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds the entries below a place of a packed trie, best first, one at a time. For one thread; once its arrays have grown
 * it allocates nothing.
 */
/*
 * What is open is a heap of edges that are not the first of their block, keyed by rank. The least is taken, its next sibling put
 * in its place, and from it the walk goes down by first children, whose next siblings are put into the heap, to a leaf: that
 * is the next entry. So an entry costs one removal and one insertion a level.
 *
 * A "link" is an edge on the way from the root; links know the one above them, so that the text of a leaf can be written down.
 */
final class PackedSearch {
    /** A slot that is a link itself, not an edge below it: where a search begins. */
    private static final int WHOLE_LINK = -1;

    private final Packed packed;
    private final PackedTrie trie;
    private final ByteBuffer bytes;
    final Edge edge;

    private int[] linkLabelAt = new int[16];
    private int[] linkLabelLength = new int[16];
    private int[] linkAbove = new int[16];
    private int[] linkChild = new int[16];
    private boolean[] linkRich = new boolean[16];
    private int links;
    /** How many bytes of the last edge's label the descent has matched. */
    int matchedOfLabel;

    private final RankHeap heap = new RankHeap();
    private int[] slotEdge = new int[16];
    private int[] slotLink = new int[16];
    private int slots;
    private long taken;

    private int listAt;
    private int listLeft;
    private int listed;
    private int listLink = -1;
    private int listRank;
    private int rank = -1;
    private int leafLink;
    private int tailAt;
    private int tailLength;

    PackedSearch(Packed packed) {
        this.packed = packed;
        this.trie = packed.trie();
        this.bytes = packed.bytes();
        this.edge = new Edge(trie);
    }

    Packed packed() {
        return packed;
    }

    /** Forgets everything that is open. */
    void clear() {
        links = 0;
        slots = 0;
        heap.clear();
        taken = 0;
        listLeft = 0;
        listed = 0;
        listLink = -1;
        rank = -1;
    }

    /** Begins with the entries whose form begins with bytes. */
    void seek(byte[] prefix, int length) {
        clear();
        int link = descend(prefix, length);
        if (link >= 0) {
            if (linkChild[link] != 0 && linkRich[link] && list(link)) {
                return;
            }
            begin(link, edge.rank);
        }
    }

    /** Begins with the entries below a rich block; their texts are told from there on only. */
    void seekBlock(int block, int itsRank) {
        clear();
        edge.labelLength = 0;
        int link = link(-1);
        linkChild[link] = block;
        linkRich[link] = true;
        begin(link, itsRank);
    }

    /**
     * Goes from the root to the edge in whose label the bytes end, and leaves it in {@link #edge}.
     *
     * @return the link of that edge, or -1 if no form begins so
     */
    int descend(byte[] prefix, int length) {
        if (trie.entries == 0) {
            return -1;
        }
        edge.readRoot();
        matchedOfLabel = 0;
        int link = link(-1);
        int at = 0;
        while (at < length) {
            if (edge.child == 0 || !enter(edge.child, edge.isRich(), edge.rank, prefix[at])) {
                return -1;
            }
            int label = Math.min(edge.labelLength, length - at);
            for (int i = 1; i < label; i++) {
                if (bytes.get(edge.labelAt + i) != prefix[at + i]) {
                    return -1;
                }
            }
            at += label;
            matchedOfLabel = label;
            link = link(link);
        }
        return link;
    }

    /**
     * Finds the entry that has a form, and none other.
     *
     * @param folded the folded text of the entry, by which it is told from others with the same form
     * @return its rank, or -1 if there is none
     */
    int find(byte[] form, int length, String folded) {
        clear();
        int link = descend(form, length);
        if (link < 0 || matchedOfLabel < edge.labelLength) {
            return -1;
        }
        leafLink = link;
        if (edge.child == 0) {
            return isOf(edge.rank, folded) ? edge.rank : -1;
        }
        edge.readFirst(edge.firstChild(), edge.rank);
        while (true) {
            if (edge.labelLength == 0 && isOf(edge.rank, folded)) {
                return edge.rank;
            }
            if (edge.next == 0) {
                return -1;
            }
            edge.readLater(edge.next);
        }
    }

    /** Tells whether an entry has a form. */
    boolean contains(byte[] form, int ofRank) {
        clear();
        if (descend(form, form.length) < 0 || matchedOfLabel < edge.labelLength) {
            return false;
        }
        if (edge.child == 0) {
            return edge.rank == ofRank;
        }
        edge.readFirst(edge.firstChild(), edge.rank);
        while (edge.labelLength > 0 || edge.rank != ofRank) {
            if (edge.next == 0) {
                return false;
            }
            edge.readLater(edge.next);
        }
        return true;
    }

    private boolean isOf(int itsRank, String folded) {
        rank = itsRank;
        if (!packed.header().forms().areMany()) {
            return true;
        }
        byte[] text = new byte[textLength()];
        copyText(text, text.length);
        return packed.header()
                .forms()
                .folding()
                .fold(new String(text, StandardCharsets.UTF_8))
                .equals(folded);
    }

    /** Reads the edge of a block whose label begins with a byte; tells whether there is one. */
    boolean enter(int block, boolean rich, int parentRank, byte first) {
        int firstEdge = trie.firstEdge(block, rich);
        int found = rich ? trie.indexed(block, first) : -1;
        if (found < 0) {
            found = trie.scan(firstEdge, first);
        }
        if (found > 0) {
            edge.read(found, firstEdge, parentRank);
        }
        return found > 0;
    }

    /** Makes the edge a link below another. */
    int link(int above) {
        if (links == linkAbove.length) {
            checkOpened(links);
            int more = links * 2;
            linkLabelAt = Arrays.copyOf(linkLabelAt, more);
            linkLabelLength = Arrays.copyOf(linkLabelLength, more);
            linkAbove = Arrays.copyOf(linkAbove, more);
            linkChild = Arrays.copyOf(linkChild, more);
            linkRich = Arrays.copyOf(linkRich, more);
        }
        linkLabelAt[links] = edge.labelAt;
        linkLabelLength[links] = edge.labelLength;
        linkChild[links] = edge.child;
        linkRich[links] = edge.isRich();
        linkAbove[links] = above;
        return links++;
    }

    /** Adds all entries below a link to those to be found. */
    void begin(int link, int linkRank) {
        open(linkRank, WHOLE_LINK, link);
    }

    private boolean list(int link) {
        int list = trie.topList(linkChild[link]);
        if (list < 0) {
            return false;
        }
        int at = packed.topLists() + list;
        listLink = link;
        listRank = edge.rank;
        listLeft = bytes.get(at) & 0xFF;
        listAt = at + 1;
        return true;
    }

    /** Goes to the next entry; returns its rank, or -1 if there is no more. */
    int next() {
        if (listLink >= 0) {
            if (listLeft > 0) {
                return nextListed();
            }
            // The list is at its end: search for what comes behind it, from the begin.
            int link = listLink;
            listLink = -1;
            begin(link, listRank);
            for (int i = packed.header().forms().areMany() ? 0 : listed; i > 0 && search() >= 0; i--) {}
        }
        return search();
    }

    private int nextListed() {
        listLeft--;
        listed++;
        rank = trie.rank(listAt - 1);
        listAt += trie.rankBytes;
        leafLink = listLink;
        tailLength = 0;
        if (packed.texts() == null) {
            int shift = 0;
            int next;
            do {
                next = bytes.get(listAt++);
                tailLength |= (next & 0x7F) << shift;
                shift += 7;
            } while (next < 0 && shift < 28);
            tailAt = listAt;
            listAt += tailLength;
        }
        return rank;
    }

    private int search() {
        if (heap.isEmpty()) {
            rank = -1;
            return -1;
        }
        if (taken++ > packed.header().rows()) {
            throw new SnapshotFormatException("snapshot is damaged: more forms than its header says");
        }
        long best = heap.removeLeast();
        rank = (int) (best >>> 32);
        int slot = (int) best;
        int link = slotLink[slot];
        int block;
        boolean rich;
        if (slotEdge[slot] == WHOLE_LINK) {
            block = linkChild[link];
            rich = linkRich[link];
        } else {
            edge.readLater(slotEdge[slot]);
            if (edge.next != 0) {
                // The slot is free for the edge that comes after it.
                slotEdge[slot] = edge.next;
                heap.add(trie.rank(edge.next), slot);
            }
            link = link(link);
            block = edge.child;
            rich = edge.isRich();
        }
        while (block != 0) {
            edge.readFirst(trie.firstEdge(block, rich), rank);
            if (edge.next != 0) {
                open(trie.rank(edge.next), edge.next, link);
            }
            link = link(link);
            block = edge.child;
            rich = edge.isRich();
        }
        leafLink = link;
        tailLength = 0;
        return rank;
    }

    private void open(int itsRank, int at, int link) {
        if (slots == slotEdge.length) {
            checkOpened(slots);
            slotEdge = Arrays.copyOf(slotEdge, slots * 2);
            slotLink = Arrays.copyOf(slotLink, slots * 2);
        }
        slotEdge[slots] = at;
        slotLink[slots] = link;
        heap.add(itsRank, slots++);
    }

    /** Of a trie, each edge is opened once at the most; of bytes that share blocks, they could be without end. */
    private void checkOpened(int count) {
        if (count > packed.header().length(Section.TRIE)) {
            throw new SnapshotFormatException("snapshot is damaged: edges share children");
        }
    }

    /** Returns how many bytes the text of the entry has that was found last. */
    int textLength() {
        PackedTexts texts = packed.texts();
        if (texts != null) {
            return texts.length(rank);
        }
        int length = tailLength;
        for (int link = leafLink; link >= 0; link = linkAbove[link]) {
            length += linkLabelLength[link];
            if (length > Completer.MAX_TEXT_BYTES) {
                throw SnapshotFormatException.wild("text length", length, linkLabelAt[link]);
            }
        }
        return length;
    }

    /** Writes the text of the entry that was found last to the begin of an array that is long enough. */
    void copyText(byte[] into, int length) {
        PackedTexts texts = packed.texts();
        if (texts != null) {
            bytes.get((int) texts.find(rank), into, 0, length);
            return;
        }
        int at = length - tailLength;
        if (tailLength > 0) {
            bytes.get(tailAt, into, at, tailLength);
        }
        for (int link = leafLink; link >= 0; link = linkAbove[link]) {
            at -= linkLabelLength[link];
            copy(linkLabelAt[link], into, at, linkLabelLength[link]);
        }
    }

    /** Labels are short, and copied byte by byte faster than by the general way. */
    private void copy(int from, byte[] into, int at, int length) {
        if (length > 16) {
            bytes.get(from, into, at, length);
        } else {
            for (int i = 0; i < length; i++) {
                into[at + i] = bytes.get(from + i);
            }
        }
    }
}
