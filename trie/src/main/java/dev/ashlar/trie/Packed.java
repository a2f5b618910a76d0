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
 * @param jumps past the first nodes of the trie
 * @param weights of the entries
 * @param texts of the entries, or null if their forms are their texts
 * @param payloads of the entries, or null if none has one
 */
record Packed(
        ByteBuffer bytes,
        SnapshotHeader header,
        PackedTrie trie,
        JumpTable jumps,
        PackedWeights weights,
        @Nullable PackedTexts texts,
        @Nullable PackedTexts payloads)
        implements Base {
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
                new JumpTable(bytes, header.at(Section.JUMPS), header.length(Section.JUMPS), header.forms()),
                new PackedWeights(
                        bytes, header.at(Section.WEIGHT_RUNS), header.at(Section.WEIGHTS), header.weightBytes()),
                texts(bytes, header, Section.TEXT_PLACES, Section.TEXTS),
                texts(bytes, header, Section.PAYLOAD_PLACES, Section.PAYLOADS));
    }

    static @Nullable PackedTexts texts(ByteBuffer bytes, SnapshotHeader header, Section places, Section texts) {
        return header.length(places) == 0
                ? null
                : new PackedTexts(bytes, header.at(places), header.at(texts), header.length(texts));
    }

    @Override
    @Nullable
    public String payload(int rank) {
        return payload(payloads, rank);
    }

    static @Nullable String payload(@Nullable PackedTexts payloads, int id) {
        if (payloads == null || payloads.find(id) >>> 32 == 0) {
            return null;
        }
        return new String(payloads.get(id), StandardCharsets.UTF_8);
    }

    @Override
    public BaseSearch search() {
        return new PackedSearch(this);
    }

    @Override
    public void verify() {
        new Verifier(this).verify();
    }

    @Override
    public void forEach(ObjIntConsumer<Entry> to) {
        try {
            giveEach(to);
        } catch (IndexOutOfBoundsException e) {
            throw damaged(e);
        }
    }

    private void giveEach(ObjIntConsumer<Entry> to) {
        PackedSearch search = new PackedSearch(this);
        search.seek(new byte[0], 0);
        for (int rank = 0; rank < header.entries(); rank++) {
            byte[] utf8 = texts == null ? text(search, rank) : texts.get(rank);
            TrieVerifier.check(utf8.length > 0 && Utf8.isValid(ByteBuffer.wrap(utf8), 0, utf8.length), "text", rank);
            String text = new String(utf8, StandardCharsets.UTF_8);
            String folded = header.forms().folding().fold(text);
            to.accept(new Entry(text, utf8, folded, weights.weight(rank), payload(rank)), rank);
        }
    }

    private static byte[] text(PackedSearch search, int rank) {
        TrieVerifier.check(search.next() == rank, "rank", rank);
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
