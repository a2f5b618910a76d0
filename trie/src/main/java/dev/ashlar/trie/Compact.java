package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a compact snapshot: texts in their order, in blocks in which each says only where it differs from the one before,
 * and of every block the best weight. An entry's number is its place in that order.
 *
 * @param bytes all of them
 * @param header what they are
 * @param blocks of texts and weights
 * @param maxima of blocks
 * @param payloads of the entries, or null if none has one
 */
record Compact(
        ByteBuffer bytes,
        SnapshotHeader header,
        CompactBlocks blocks,
        MaximaTree maxima,
        @Nullable PackedTexts payloads)
        implements Base {
    /** Of entries: so that a place and a level fit into an int. */
    static final int MOST = 1 << 27;

    static Compact of(ByteBuffer bytes, SnapshotHeader header) {
        return new Compact(
                bytes,
                header,
                new CompactBlocks(bytes, header),
                new MaximaTree(
                        bytes, header.at(Section.MAXIMA), CompactBlocks.count(header.entries()), header.rankBytes()),
                Packed.texts(bytes, header, Section.PAYLOAD_PLACES, Section.PAYLOADS));
    }

    @Override
    public BaseSearch search() {
        return new CompactSearch(this);
    }

    @Override
    @Nullable
    public String payload(int id) {
        return Packed.payload(payloads, id);
    }

    @Override
    public void forEach(ObjIntConsumer<Entry> to) {
        try {
            giveEach(to);
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    private void giveEach(ObjIntConsumer<Entry> to) {
        DecodedBlock block = new DecodedBlock(blocks);
        for (int id = 0; id < header.entries(); id++) {
            block.read(id / CompactBlocks.ENTRIES);
            byte[] utf8 = block.text(id % CompactBlocks.ENTRIES);
            TrieVerifier.check(Utf8.isValid(ByteBuffer.wrap(utf8), 0, utf8.length), "text", id);
            String text = new String(utf8, StandardCharsets.UTF_8);
            long weight = blocks.weight(block.weight(id % CompactBlocks.ENTRIES));
            to.accept(new Entry(text, utf8, text, weight, payload(id)), id);
        }
    }

    @Override
    public void verify() {
        try {
            new CompactVerifier(this).verify();
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }
}
