package dev.ashlar.trie;

import java.util.Arrays;

/** Finds the entries of a compact snapshot, best first, one at a time. For one thread. */
/*
 * What begins with a prefix lies between two places. From the top of the tree of maxima on, a heap has nodes with the best below
 * them, then blocks, then entries; the best is taken, and what is below it put in. Of equal weights, that with the lesser place is
 * the better; a node has that of its first entry, so it comes before what it may have below.
 */
final class CompactSearch implements BaseSearch {
    /** Beside a place in the heap: of entries, this; of nodes, their levels. */
    private static final int ENTRY = 0xF;

    private static final int LEVEL_BITS = 4;
    private static final int DECODED = 8;

    private final CompactBlocks blocks;
    private final MaximaTree maxima;
    private final RankHeap heap = new RankHeap();
    /** The blocks that were read last, by the lowest bits of their numbers. */
    private final DecodedBlock[] decoded = new DecodedBlock[DECODED];

    private int from;
    private int to;
    private int found = -1;
    private long foundWeight;
    private long[] state = {};

    CompactSearch(Compact compact) {
        this.blocks = compact.blocks();
        this.maxima = compact.maxima();
        Arrays.setAll(decoded, i -> new DecodedBlock(blocks));
    }

    @Override
    public void seek(byte[] prefix, int length) {
        range(prefix, length);
        if (from < to) {
            int top = maxima.top();
            heap.add(maxima.best(top, 0), top);
        }
    }

    private void range(byte[] prefix, int length) {
        heap.clear();
        found = -1;
        from = first(0, prefix, length, 0);
        to = first(from / CompactBlocks.ENTRIES, prefix, length, 1);
    }

    /** Returns the first entry whose text, compared by its first bytes, is not less than a prefix, or, with 1, greater. */
    private int first(int fromBlock, byte[] prefix, int length, int than) {
        int low = fromBlock;
        int high = CompactBlocks.count(blocks.entries);
        // Steps that double, so that what is near is found soon.
        int step = fromBlock == 0 ? high : 1;
        while (low < high) {
            int middle = Math.min(low + step - 1, (low + high) >>> 1);
            step = Math.min(2 * step, blocks.entries);
            DecodedBlock block = decoded[middle % DECODED];
            block.readFirst(middle);
            if (block.compare(0, prefix, length) < than) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return 0;
        }
        DecodedBlock block = block(low - 1);
        int entry = 1;
        while (entry < block.size() && block.compare(entry, prefix, length) < than) {
            entry++;
        }
        return (low - 1) * CompactBlocks.ENTRIES + entry;
    }

    private DecodedBlock block(int number) {
        DecodedBlock block = decoded[number % DECODED];
        block.read(number);
        return block;
    }

    @Override
    public int next() {
        while (!heap.isEmpty()) {
            long best = heap.removeLeast();
            int place = (int) best >>> LEVEL_BITS;
            int level = (int) best & ENTRY;
            if (level == ENTRY) {
                found = place;
                foundWeight = blocks.weight((int) (best >>> 32));
                return place;
            }
            if (level > 0) {
                openNodes(place / CompactBlocks.ENTRIES / MaximaTree.blocks(level), level - 1);
            } else {
                openEntries(place / CompactBlocks.ENTRIES);
            }
        }
        found = -1;
        return -1;
    }

    private void openNodes(int above, int level) {
        int entries = CompactBlocks.ENTRIES * MaximaTree.blocks(level);
        int first = above * MaximaTree.FAN_OUT;
        int end = Math.min(maxima.count(level), first + MaximaTree.FAN_OUT);
        for (int node = Math.max(first, from / entries); node < end && node * entries < to; node++) {
            heap.add(maxima.best(level, node), ((node * entries) << LEVEL_BITS) | level);
        }
    }

    private void openEntries(int number) {
        DecodedBlock block = block(number);
        int first = number * CompactBlocks.ENTRIES;
        for (int id = Math.max(first, from); id < Math.min(first + block.size(), to); id++) {
            heap.add(block.weight(id - first), (id << LEVEL_BITS) | ENTRY);
        }
    }

    @Override
    public long weight() {
        return foundWeight;
    }

    @Override
    public int textLength() {
        return block(found / CompactBlocks.ENTRIES).length(found % CompactBlocks.ENTRIES);
    }

    @Override
    public void copyText(byte[] into, int length) {
        block(found / CompactBlocks.ENTRIES).copyText(found % CompactBlocks.ENTRIES, into);
    }

    @Override
    public int find(byte[] form, int length, String folded) {
        range(form, length);
        if (from == to) {
            return -1;
        }
        DecodedBlock block = block(from / CompactBlocks.ENTRIES);
        int entry = from % CompactBlocks.ENTRIES;
        if (block.length(entry) != length) {
            return -1;
        }
        found = from;
        foundWeight = blocks.weight(block.weight(entry));
        return found;
    }

    /** Reads all texts that begin with the bytes; of each only what is not as in the one before. */
    @Override
    public void seekTypos(byte[] exact, int length, Edits edits) {
        range(exact, length);
        if (state.length < edits.stateSize()) {
            state = new long[edits.stateSize()];
        }
        // How many bytes of the last text decided about it, and how.
        int decisive = Integer.MAX_VALUE;
        boolean isMet = false;
        for (int id = from; id < to; id++) {
            DecodedBlock block = block(id / CompactBlocks.ENTRIES);
            int entry = id % CompactBlocks.ENTRIES;
            if (entry == 0 || block.alike(entry) < decisive) {
                decisive = decide(block, entry, length, edits);
                isMet = edits.accepts(state, 0);
            }
            if (isMet) {
                heap.add(block.weight(entry), (id << LEVEL_BITS) | ENTRY);
            }
        }
    }

    /** Lets the automaton read a text until it is near enough, or cannot be; returns how many bytes that took. */
    private int decide(DecodedBlock block, int entry, int from, Edits edits) {
        edits.start(state, 0);
        int end = block.length(entry);
        int at = from;
        while (at < end && !edits.accepts(state, 0)) {
            byte lead = block.at(entry, at);
            int bytes = Math.max(1, Utf8.length(lead));
            int letter = bytes == 1 ? lead & 0xFF : lead & (0xFF >> (bytes + 1));
            for (int i = at + 1; i < Math.min(at + bytes, end); i++) {
                letter = letter << 6 | (block.at(entry, i) & 0x3F);
            }
            at = Math.min(at + bytes, end);
            if (!edits.step(state, 0, letter)) {
                return at;
            }
        }
        // Texts that go on behind the end may be near enough.
        return edits.accepts(state, 0) ? at : Integer.MAX_VALUE;
    }
}
