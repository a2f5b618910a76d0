package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks every byte of a snapshot, and that it is what its entries make. For one thread. */
final class Verifier {
    private final Packed packed;
    private final SnapshotHeader header;
    private final long[] weights;

    Verifier(Packed packed) {
        this.packed = packed;
        this.header = packed.header();
        this.weights = new long[header.entries()];
    }

    void verify() {
        try {
            header.checkSections(packed.bytes());
            if (header.entries() > 0) {
                new TrieVerifier(packed).verify();
                entries();
            }
            weights();
            texts(packed.texts(), Section.TEXT_PLACES, Section.TEXTS);
            texts(packed.payloads(), Section.PAYLOAD_PLACES, Section.PAYLOADS);
            forms();
        } catch (IndexOutOfBoundsException e) {
            throw Packed.damaged(e);
        }
    }

    /** Entries are in the order of their ranks, which is that of their weights and texts. */
    private void entries() {
        PackedSearch search = new PackedSearch(packed);
        search.seek(new byte[0], 0);
        byte[] before = new byte[0];
        for (int rank = 0; rank < weights.length; rank++) {
            byte[] utf8;
            if (packed.texts() == null) {
                TrieVerifier.check(search.next() == rank, "rank", rank);
                utf8 = new byte[search.textLength()];
                search.copyText(utf8, utf8.length);
            } else {
                utf8 = packed.texts().get(rank);
            }
            TrieVerifier.check(utf8.length > 0 && Utf8.isValid(ByteBuffer.wrap(utf8), 0, utf8.length), "text", rank);
            weights[rank] = packed.weights().weight(rank);
            if (rank > 0) {
                boolean isOrdered = weights[rank - 1] > weights[rank]
                        || (weights[rank - 1] == weights[rank] && Arrays.compareUnsigned(before, utf8) < 0);
                TrieVerifier.check(isOrdered, "order", rank);
            }
            before = utf8;
        }
    }

    private void weights() {
        int width = weights.length == 0 ? 1 : PackedWeights.width(weights[0], weights[weights.length - 1]);
        TrieVerifier.check(header.weightBytes() == width, "weight width", header.weightBytes());
        ByteArrayWriter runs = new ByteArrayWriter();
        ByteArrayWriter values = new ByteArrayWriter();
        PackedWeights.write(weights, runs, values, width);
        TrieVerifier.check(packed.isSection(Section.WEIGHT_RUNS, runs), "weight runs", header.at(Section.WEIGHT_RUNS));
        TrieVerifier.check(packed.isSection(Section.WEIGHTS, values), "weights", header.at(Section.WEIGHTS));
    }

    /** Texts lie one behind the other and fill their section, and their places are right. */
    private void texts(@Nullable PackedTexts texts, Section places, Section section) {
        if (texts == null) {
            TrieVerifier.check(header.length(section) == 0, "texts", header.at(section));
            return;
        }
        ByteArrayWriter expectedPlaces = new ByteArrayWriter();
        ByteArrayWriter expected = new ByteArrayWriter();
        for (int rank = 0; rank < weights.length; rank++) {
            byte[] utf8 = texts.find(rank) >>> 32 == 0 ? null : texts.get(rank);
            TrieVerifier.check(utf8 == null || Utf8.isValid(ByteBuffer.wrap(utf8), 0, utf8.length), "text", rank);
            PackedTexts.write(utf8, rank, expectedPlaces, expected);
            TrieVerifier.check(expected.size() <= header.length(section), "texts", rank);
        }
        TrieVerifier.check(packed.isSection(places, expectedPlaces), "places of texts", header.at(places));
        TrieVerifier.check(packed.isSection(section, expected), "texts", header.at(section));
    }

    /**
     * Every form of every entry is there; as there are no more leaves than forms, nothing else is. And whoever looks for an entry
     * finds it, not another that folds alike.
     */
    private void forms() {
        if (header.forms().areTexts()) {
            return;
        }
        PackedSearch search = new PackedSearch(packed);
        int[] count = {0};
        packed.forEach((entry, rank) -> {
            header.forms().forEach(entry.folded, form -> {
                TrieVerifier.check(search.contains(form, rank), "form", rank);
                count[0]++;
            });
            String whole = String.valueOf(header.forms().typed(entry.folded, Tier.LITERAL));
            byte[] form = whole.getBytes(StandardCharsets.UTF_8);
            TrieVerifier.check(search.find(form, form.length, entry.folded) == rank, "folded text", rank);
        });
        TrieVerifier.check(count[0] == header.rows(), "number of forms", count[0]);
    }
}
