package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the entries below a place of a packed trie, best first, one at a time. For one thread; once its arrays have grown
 * it allocates nothing.
 */
/*
 * A prefix ends in a bucket, whose leaves are gone over in their order; or at a block, whose list is told. Only who asks for more than
 * is listed needs a search:
 *
 * What is open is a heap of edges that are not the first below their parent, keyed by rank. The least is taken, its next sibling put
 * in its place, and from it the walk goes down by first children, whose next siblings are put into the heap, to a leaf: that
 * is the next entry. So an entry costs one removal and one insertion a level.
 *
 * The text of an entry is the stem, which all have in common; then the labels of links, which are edges on the way and know the
 * one above them; then a tail.
 */
final class PackedSearch implements BaseSearch {
    /** A slot that is a link itself, not an edge below it: where a search begins. */
    private static final int WHOLE_LINK = -1;

    private final Packed packed;
    private final PackedTrie trie;
    private final ByteBuffer bytes;
    private final boolean hasManyForms;
    /** Where the last descent has ended, or the last edge that a search has read. */
    final Edge edge;

    final Descent descent;

    private @Nullable TypoSearch typoSearch;

    private final Links links;

    private final RankHeap heap = new RankHeap();
    private int[] slotEdge = new int[16];
    private int[] slotLink = new int[16];
    private int slots;
    private long taken;
    private long mostTimes = 1;

    /** The next leaf of a bucket that is gone over, or 0. */
    private int leaf;

    private int firstLeaf;
    private int bucketRank;

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
        this.hasManyForms = packed.header().forms().areMany();
        this.edge = new Edge(trie);
        this.descent = new Descent(packed, edge);
        this.links = new Links(packed);
    }

    Packed packed() {
        return packed;
    }

    /** Forgets everything that is open; from now on each entry is found once at the most. */
    void clear() {
        clear(1);
    }

    /** Forgets everything that is open; from now on each entry is found so often at the most. */
    void clear(long times) {
        mostTimes = times;
        links.clear(times);
        slots = 0;
        heap.clear();
        taken = 0;
        leaf = 0;
        listLeft = 0;
        listed = 0;
        listLink = -1;
        rank = -1;
        leafLink = -1;
        tailLength = 0;
    }

    @Override
    public void seek(byte[] prefix, int length) {
        clear();
        if (!descent.to(prefix, length)) {
            return;
        }
        if (edge.isBucket()) {
            leaf = edge.child;
            firstLeaf = leaf;
            bucketRank = edge.rank;
            return;
        }
        int link = stemLink();
        if (!edge.isBlock() || trie.listLength(edge.child) == 0) {
            begin(link, edge.rank);
            return;
        }
        listLink = link;
        listRank = edge.rank;
        listAt = edge.child - trie.listLength(edge.child);
        listLeft = bytes.get(listAt++) & 0xFF;
    }

    /** Begins with the entries below a block; their texts are told from there on only. */
    void seekBlock(int block, int itsRank) {
        clear();
        descent.clear();
        int link = stemLink();
        links.leadTo(link, block);
        begin(link, itsRank);
    }

    @Override
    public void seekTypos(byte[] exact, int length, Edits edits) {
        if (typoSearch == null) {
            typoSearch = new TypoSearch(this);
        }
        typoSearch.seek(exact, length, edits);
    }

    @Override
    public int find(byte[] form, int length, String folded) {
        clear();
        for (boolean isFound = seekForm(form, length); isFound; isFound = nextOfForm()) {
            rank = edge.rank;
            if (!hasManyForms || isFolded(folded)) {
                return rank;
            }
        }
        return -1;
    }

    /** Tells whether an entry has a form. */
    boolean contains(byte[] form, int ofRank) {
        clear();
        for (boolean isFound = seekForm(form, form.length); isFound; isFound = nextOfForm()) {
            if (edge.rank == ofRank) {
                return true;
            }
        }
        return false;
    }

    /** Goes to the first leaf with exactly a form; tells whether there is one. */
    private boolean seekForm(byte[] form, int length) {
        if (!descent.to(form, length) || descent.beyond(length) > 0) {
            return false;
        }
        if (edge.child == 0) {
            edge.next = 0;
            return true;
        }
        edge.readFirst(edge.firstChild(), edge.rank);
        return isOfForm() || nextOfForm();
    }

    private boolean nextOfForm() {
        while (edge.next != 0) {
            edge.readLater(edge.next);
            if (isOfForm()) {
                return true;
            }
        }
        return false;
    }

    /** Below a block that a form ends at, it is the empty label; in a bucket, what is left of the form. */
    private boolean isOfForm() {
        if (edge.labelLength != descent.rest() || !descent.hasRest(edge.labelAt, edge.labelLength)) {
            return false;
        }
        tailAt = edge.labelAt;
        tailLength = edge.labelLength;
        return true;
    }

    private boolean isFolded(String folded) {
        byte[] text = new byte[textLength()];
        copyText(text, text.length);
        return packed.header()
                .forms()
                .folding()
                .fold(new String(text, StandardCharsets.UTF_8))
                .equals(folded);
    }

    /** Reads the edge of a block whose label begins with a byte; tells whether there is one. */
    boolean enter(int block, int blockRank, byte first) {
        int firstEdge = trie.firstEdge(block);
        int found = trie.find(block, firstEdge, first);
        if (found > 0) {
            edge.read(found, firstEdge, blockRank);
        }
        return found > 0;
    }

    /** Makes the edge a link whose label is in the stem. */
    int stemLink() {
        edge.labelLength = 0;
        return link(-1);
    }

    int link(int labelAt, int labelEnd, int child, boolean isBlock, int above) {
        return links.add(labelAt, labelEnd - labelAt, child, isBlock, above);
    }

    /** Makes the edge a link below another. */
    int link(int above) {
        return links.add(edge, above);
    }

    /** Adds all entries below a link to those to be found. */
    void begin(int link, int linkRank) {
        open(linkRank, WHOLE_LINK, link);
    }

    @Override
    public int next() {
        if (leaf != 0) {
            return nextOfBucket();
        }
        if (listLink >= 0) {
            if (listLeft > 0) {
                return nextListed();
            }
            // The list is at its end: search for what comes behind it, from the begin.
            int link = listLink;
            listLink = -1;
            begin(link, listRank);
            for (int i = hasManyForms ? 0 : listed; i > 0 && search() >= 0; i--) {}
        }
        return search();
    }

    private int nextOfBucket() {
        int at = leaf;
        while (at != 0) {
            int header = bytes.get(at);
            int label = at == firstLeaf ? at + 1 : at + 1 + trie.rankBytes;
            int length = header & PackedTrie.LONG_LABEL;
            if (length == PackedTrie.LONG_LABEL) {
                long more = trie.varint(label);
                length += (int) more;
                label = (int) (more >>> 32);
            }
            int next = (header & PackedTrie.LAST) != 0 ? 0 : label + length;
            if (descent.hasRest(label, length)) {
                rank = at == firstLeaf ? bucketRank : trie.rank(at + 1);
                tailAt = label;
                tailLength = length;
                leaf = next;
                return rank;
            }
            at = next;
        }
        leaf = 0;
        rank = -1;
        return -1;
    }

    private int nextListed() {
        listLeft--;
        listed++;
        rank = trie.rank(listAt);
        listAt += trie.rankBytes;
        if (trie.hasTexts) {
            tailLength = bytes.get(listAt) & 0xFF;
            tailAt = listAt + 1;
            listAt = tailAt + tailLength;
        }
        return rank;
    }

    private int search() {
        if (heap.isEmpty()) {
            rank = -1;
            return -1;
        }
        if (taken++ > mostTimes * packed.header().rows()) {
            throw new SnapshotFormatException("snapshot is damaged: more forms than its header says");
        }
        long best = heap.removeLeast();
        rank = (int) (best >>> 32);
        int slot = (int) best;
        int link = slotLink[slot];
        int child;
        boolean isBlock;
        if (slotEdge[slot] == WHOLE_LINK) {
            child = links.child(link);
            isBlock = links.isBlock(link);
        } else {
            edge.readLater(slotEdge[slot]);
            if (edge.next != 0) {
                // The slot is free for the edge that comes after it.
                slotEdge[slot] = edge.next;
                heap.add(trie.rank(edge.next + 1), slot);
            }
            link = link(link);
            child = edge.child;
            isBlock = edge.isBlock();
        }
        while (child != 0) {
            edge.readFirst(isBlock ? trie.firstEdge(child) : child, rank);
            if (edge.next != 0) {
                open(trie.rank(edge.next + 1), edge.next, link);
            }
            link = link(link);
            child = edge.child;
            isBlock = edge.isBlock();
        }
        leafLink = link;
        tailLength = 0;
        return rank;
    }

    private void open(int itsRank, int at, int link) {
        if (slots == slotEdge.length) {
            links.checkOpened(slots);
            slotEdge = Arrays.copyOf(slotEdge, slots * 2);
            slotLink = Arrays.copyOf(slotLink, slots * 2);
        }
        slotEdge[slots] = at;
        slotLink[slots] = link;
        heap.add(itsRank, slots++);
    }

    @Override
    public long weight() {
        return packed.weights().weight(rank);
    }

    @Override
    public int textLength() {
        PackedTexts texts = packed.texts();
        if (texts != null) {
            return texts.length(rank);
        }
        int length = links.length(leafLink, descent.stemLength() + tailLength);
        if (length > Completer.MAX_TEXT_BYTES) {
            throw SnapshotFormatException.wild("text length", length, rank);
        }
        return length;
    }

    @Override
    public void copyText(byte[] into, int length) {
        PackedTexts texts = packed.texts();
        if (texts != null) {
            bytes.get((int) texts.find(rank), into, 0, length);
            return;
        }
        descent.copyStem(into);
        int at = length - tailLength;
        trie.copy(tailAt, into, at, tailLength);
        links.copy(leafLink, into, at);
    }
}
