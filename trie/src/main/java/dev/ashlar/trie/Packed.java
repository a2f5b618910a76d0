package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a snapshot: a trie of forms, and what belongs to the entries, by rank.
 *
 * @param bytes all of them
 * @param header what they are
 * @param trie from forms to ranks
 * @param weights of the entries
 * @param texts of the entries, or null if their forms are their texts
 * @param payloads of the entries, or null if none has one
 */
record Packed(
        ByteBuffer bytes,
        SnapshotHeader header,
        PackedTrie trie,
        PackedWeights weights,
        @Nullable PackedTexts texts,
        @Nullable PackedTexts payloads) {
    static Packed of(ByteBuffer bytes, SnapshotHeader header) {
        PackedTrie trie = new PackedTrie(
                bytes,
                header.at(Section.TRIE),
                header.entries(),
                header.rankBytes(),
                header.childBytes(),
                header.forms().areTexts());
        return new Packed(
                bytes,
                header,
                trie,
                new PackedWeights(
                        bytes, header.at(Section.WEIGHT_RUNS), header.at(Section.WEIGHTS), header.weightBytes()),
                texts(bytes, header, Section.TEXT_PLACES, Section.TEXTS),
                texts(bytes, header, Section.PAYLOAD_PLACES, Section.PAYLOADS));
    }

    private static @Nullable PackedTexts texts(ByteBuffer bytes, SnapshotHeader header, Section places, Section texts) {
        return header.length(places) == 0
                ? null
                : new PackedTexts(bytes, header.at(places), header.at(texts), header.length(texts));
    }

    /** Returns the payload of an entry, or null if it has none. */
    @Nullable
    String payload(int rank) {
        if (payloads == null) {
            return null;
        }
        return payloads.find(rank) >>> 32 == 0 ? null : new String(payloads.get(rank), StandardCharsets.UTF_8);
    }

    /** Gives all entries, by rank. */
    void forEach(ObjIntConsumer<Entry> to) {
        PackedSearch search = new PackedSearch(this);
        search.seek(new byte[0], 0);
        for (int rank = 0; rank < header.entries(); rank++) {
            byte[] utf8 = texts == null ? text(search) : texts.get(rank);
            String text = new String(utf8, StandardCharsets.UTF_8);
            String folded = header.forms().folding().fold(text);
            to.accept(new Entry(text, utf8, folded, weights.weight(rank), payload(rank)), rank);
        }
    }

    private static byte[] text(PackedSearch search) {
        search.next();
        byte[] utf8 = new byte[search.textLength()];
        search.copyText(utf8, utf8.length);
        return utf8;
    }

    /** Tells whether a section has these bytes. */
    boolean isSection(Section section, ByteArrayWriter expected) {
        return expected.size() == header.length(section) && expected.isAt(bytes, header.at(section));
    }

    /** Returns what a place outside the bytes means. */
    static SnapshotFormatException damaged(IndexOutOfBoundsException e) {
        return new SnapshotFormatException("snapshot is damaged: a place is outside of it", e);
    }
}
