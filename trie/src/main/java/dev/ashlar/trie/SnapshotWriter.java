package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes the snapshot of entries; equal entries have equal bytes, in whatever order they came. For one thread. */
@SuppressWarnings("EnumOrdinal") // their order is the format's
final class SnapshotWriter {
    private final Forms forms;
    private final Ranked[] byText;
    /** By rank. */
    private final List<Entry> entries;

    private final Map<Section, ByteArrayWriter> sections = new EnumMap<>(Section.class);

    private SnapshotWriter(Forms forms, Entry[] byText) {
        this.forms = forms;
        this.byText = new Ranked[byText.length];
        Arrays.setAll(this.byText, i -> new Ranked(byText[i]));
        this.entries = rank(this.byText);
        for (Section section : Section.values()) {
            sections.put(section, new ByteArrayWriter());
        }
    }

    /** An entry, and its place among all. */
    private static final class Ranked {
        final Entry entry;
        int rank;

        Ranked(Entry entry) {
            this.entry = entry;
        }
    }

    private static List<Entry> rank(Ranked[] byText) {
        Ranked[] ranked = byText.clone();
        // Stable: those with equal weights stay in the order of their texts.
        Arrays.sort(ranked, (a, b) -> Long.compare(b.entry.weight, a.entry.weight));
        List<Entry> entries = new ArrayList<>(ranked.length);
        for (Ranked next : ranked) {
            next.rank = entries.size();
            entries.add(next.entry);
        }
        return entries;
    }

    /**
     * A form, and whose it is.
     *
     * @param rank of the entry
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Row(byte[] form, int rank, long head) {
        static final Comparator<Row> ORDER = (a, b) -> {
            int heads = Long.compareUnsigned(a.head, b.head);
            if (heads != 0) {
                return heads;
            }
            int whole = Arrays.compareUnsigned(a.form, b.form);
            return whole != 0 ? whole : Integer.compare(a.rank, b.rank);
        };
    }

    /**
     * Writes.
     *
     * @param entries in the order of their texts, with distinct forms
     */
    static ByteBuffer write(Forms forms, Entry[] entries) {
        return new SnapshotWriter(forms, entries).write();
    }

    private ByteBuffer write() {
        int rankBytes = Math.max(1, (39 - Integer.numberOfLeadingZeros(Math.max(0, entries.size() - 1))) / 8);
        int weightBytes = entries.isEmpty()
                ? 1
                : PackedWeights.width(entries.get(0).weight, entries.get(entries.size() - 1).weight);
        PackedWeights.write(
                entries.stream().mapToLong(entry -> entry.weight).toArray(),
                section(Section.WEIGHT_RUNS),
                section(Section.WEIGHTS),
                weightBytes);
        writeTexts();
        if (entries.isEmpty()) {
            return assemble(0, rankBytes, 3, weightBytes);
        }
        FormTree tree = tree();
        TrieWriter trie = TrieWriter.write(tree, rankBytes, forms.areTexts());
        sections.put(Section.TRIE, trie.bytes());
        return assemble(tree.leaves, rankBytes, trie.childBytes(), weightBytes);
    }

    private FormTree tree() {
        if (!forms.areTexts()) {
            return tree(rows());
        }
        byte[][] texts = new byte[byText.length][];
        int[] ranks = new int[byText.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = byText[i].entry.utf8;
            ranks[i] = byText[i].rank;
        }
        return new FormTree(texts, ranks);
    }

    private static FormTree tree(Row[] rows) {
        byte[][] sorted = new byte[rows.length][];
        int[] ranks = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
            sorted[i] = rows[i].form;
            ranks[i] = rows[i].rank;
        }
        return new FormTree(sorted, ranks);
    }

    private Row[] rows() {
        List<Row> rows = new ArrayList<>(entries.size());
        for (int rank = 0; rank < entries.size(); rank++) {
            int itsRank = rank;
            forms.forEach(entries.get(rank).folded, form -> rows.add(new Row(form, itsRank, Entry.head(form))));
        }
        Row[] sorted = rows.toArray(Row[]::new);
        Arrays.sort(sorted, Row.ORDER);
        return sorted;
    }

    private void writeTexts() {
        if (!forms.areTexts()) {
            for (int rank = 0; rank < entries.size(); rank++) {
                PackedTexts.write(entries.get(rank).utf8, rank, section(Section.TEXT_PLACES), section(Section.TEXTS));
            }
        }
        if (entries.stream().anyMatch(entry -> entry.payload != null)) {
            for (int rank = 0; rank < entries.size(); rank++) {
                @Nullable String payload = entries.get(rank).payload;
                PackedTexts.write(
                        payload == null ? null : payload.getBytes(StandardCharsets.UTF_8),
                        rank,
                        section(Section.PAYLOAD_PLACES),
                        section(Section.PAYLOADS));
            }
        }
    }

    private ByteBuffer assemble(int rows, int rankBytes, int childBytes, int weightBytes) {
        ByteArrayWriter out = new ByteArrayWriter();
        out.fixed(SnapshotHeader.MAGIC, 4);
        out.fixed(SnapshotHeader.VERSION, 2);
        out.fixed(forms.folding().ordinal(), 1);
        out.fixed(forms.matching().ordinal(), 1);
        out.fixed(UnicodeFold.UNICODE_VERSION, 1);
        out.fixed(rankBytes, 1);
        out.fixed(childBytes, 1);
        out.fixed(weightBytes, 1);
        out.fixed(entries.size(), 4);
        out.fixed(rows, 4);
        out.fixed(0, 4);
        out.fixed(0, 8); // the length, which is not known yet
        while (out.size() < SnapshotHeader.BYTES) {
            out.fixed(0, 1);
        }
        for (Section section : Section.values()) {
            ByteArrayWriter bytes = section(section);
            int at = out.size();
            out.bytes(bytes.array(), 0, bytes.size());
            int entry = 32 + 16 * section.ordinal();
            out.set(entry, at, 4);
            out.set(entry + 4, bytes.size(), 4);
            out.set(entry + 8, SnapshotHeader.checksum(ByteBuffer.wrap(bytes.array()), 0, bytes.size()), 4);
            out.align(8);
        }
        out.fixed(0, SnapshotHeader.PADDING);
        out.set(24, out.size(), 8);
        ByteBuffer header = ByteBuffer.wrap(out.array());
        out.set(SnapshotHeader.BYTES - 8, SnapshotHeader.checksum(header, 0, SnapshotHeader.BYTES - 8), 4);
        return SnapshotHeader.littleEndian(ByteBuffer.wrap(Arrays.copyOf(out.array(), out.size())));
    }

    private ByteArrayWriter section(Section section) {
        return Objects.requireNonNull(sections.get(section));
    }
}
