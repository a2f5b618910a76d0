package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Writes the snapshot of entries; equal entries have equal bytes, in whatever order they came. For one thread. */
final class SnapshotWriter {
    private final Forms forms;
    private final Ranked[] byText;
    /** By rank. */
    private final List<Entry> entries;

    private final SnapshotAssembler out = new SnapshotAssembler();

    private SnapshotWriter(Forms forms, Entry[] byText) {
        this.forms = forms;
        this.byText = new Ranked[byText.length];
        Arrays.setAll(this.byText, i -> new Ranked(byText[i]));
        this.entries = rank(this.byText);
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
        int rankBytes = SnapshotAssembler.width(entries.size());
        int weightBytes = entries.isEmpty()
                ? 1
                : PackedWeights.width(entries.get(0).weight, entries.get(entries.size() - 1).weight);
        PackedWeights.write(
                entries.stream().mapToLong(entry -> entry.weight).toArray(),
                out.section(Section.WEIGHT_RUNS),
                out.section(Section.WEIGHTS),
                weightBytes);
        writeTexts();
        if (entries.isEmpty()) {
            return out.assemble(forms, false, 0, 0, rankBytes, 3, weightBytes);
        }
        FormTree tree = tree();
        TrieWriter trie = TrieWriter.write(tree, rankBytes, forms);
        out.put(Section.TRIE, trie.bytes());
        out.put(Section.JUMPS, trie.jumps());
        return out.assemble(forms, false, entries.size(), tree.leaves, rankBytes, trie.childBytes(), weightBytes);
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
                PackedTexts.write(
                        entries.get(rank).utf8, rank, out.section(Section.TEXT_PLACES), out.section(Section.TEXTS));
            }
        }
        out.payloads(entries);
    }
}
