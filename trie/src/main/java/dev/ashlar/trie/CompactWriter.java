package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Writes the compact snapshot of entries; equal entries have equal bytes. For one thread. */
final class CompactWriter {
    /** Of weights with a symbol of their own: those that at least so many entries have. */
    private static final int FREQUENT = 4;

    private final Entry[] entries;
    /** All that differ, the greatest first. */
    private final long[] values;

    private final int[] numbers;
    private final PrefixCode.Writer alike = new PrefixCode.Writer();
    private final PrefixCode.Writer lengths = new PrefixCode.Writer();
    private final PrefixCode.Writer letters = new PrefixCode.Writer();
    private final PrefixCode.Writer weights = new PrefixCode.Writer();
    private final Map<Integer, Integer> frequencies = new HashMap<>();

    private CompactWriter(Entry[] entries) {
        this.entries = entries;
        this.values = Arrays.stream(entries)
                .mapToLong(entry -> ~entry.weight)
                .sorted()
                .distinct()
                .map(w -> ~w)
                .toArray();
        this.numbers = new int[entries.length];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(entries[i].weight);
            frequencies.merge(numbers[i], 1, Integer::sum);
        }
    }

    private int number(long weight) {
        int low = 0;
        int high = values.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (values[middle] > weight) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Writes.
     *
     * @param entries in the order of their texts
     * @throws IllegalStateException if they are more than there may be
     */
    static ByteBuffer write(Entry[] entries) {
        if (entries.length > Compact.MOST) {
            throw new IllegalStateException(
                    "a compact form must have at most " + Compact.MOST + " texts: build shards");
        }
        return new CompactWriter(entries).write();
    }

    private ByteBuffer write() {
        Forms forms = new Forms(Folding.EXACT, Matching.PREFIX);
        int numberBytes = SnapshotAssembler.width(values.length);
        int weightBytes = values.length == 0 ? 1 : PackedWeights.width(values[0], values[values.length - 1]);
        SnapshotAssembler out = new SnapshotAssembler();
        for (long value : values) {
            out.section(Section.WEIGHTS).fixed(value, weightBytes);
        }
        eachEntry((i, common) -> {
            byte[] text = entries[i].utf8;
            if (i % CompactBlocks.ENTRIES > 0) {
                alike.count(Math.min(common, CompactBlocks.LONG));
            }
            lengths.count(Math.min(text.length - common, CompactBlocks.LONG));
            for (int at = common; at < text.length; at++) {
                letters.count(text[at] & 0xFF);
            }
            weights.count(symbol(numbers[i]));
        });
        ByteArrayWriter codes = out.section(Section.CODES);
        alike.finish(codes);
        lengths.finish(codes);
        letters.finish(codes);
        weights.finish(codes);
        writeBlocks(out, 8 * numberBytes);
        int[] best = new int[CompactBlocks.count(entries.length)];
        Arrays.fill(best, Integer.MAX_VALUE);
        for (int i = 0; i < numbers.length; i++) {
            best[i / CompactBlocks.ENTRIES] = Math.min(best[i / CompactBlocks.ENTRIES], numbers[i]);
        }
        MaximaTree.write(best, numberBytes, out.section(Section.MAXIMA));
        out.payloads(Arrays.asList(entries));
        return out.assemble(forms, true, entries.length, entries.length, numberBytes, 1, weightBytes);
    }

    private void writeBlocks(SnapshotAssembler out, int numberBits) {
        ByteArrayWriter texts = out.section(Section.TEXTS);
        BitWriter bits = new BitWriter(texts);
        eachEntry((i, common) -> {
            byte[] text = entries[i].utf8;
            if (i % CompactBlocks.ENTRIES == 0) {
                bits.align();
                out.section(Section.TEXT_PLACES).fixed(texts.size(), Integer.BYTES);
            } else {
                writeLength(alike, common, bits);
            }
            writeLength(lengths, text.length - common, bits);
            for (int at = common; at < text.length; at++) {
                letters.write(text[at] & 0xFF, bits);
            }
            int symbol = symbol(numbers[i]);
            weights.write(symbol, bits);
            if (symbol == CompactBlocks.RARE) {
                bits.write(numbers[i], numberBits);
            }
        });
        bits.align();
    }

    private static void writeLength(PrefixCode.Writer code, int length, BitWriter bits) {
        code.write(Math.min(length, CompactBlocks.LONG), bits);
        if (length >= CompactBlocks.LONG) {
            bits.write(length, 16);
        }
    }

    private int symbol(int number) {
        return frequencies.getOrDefault(number, 0) >= FREQUENT ? number : CompactBlocks.RARE;
    }

    private interface EntryAction {
        /** Takes an entry, and how many bytes it begins alike as the one before in its block. */
        void accept(int entry, int alike);
    }

    private void eachEntry(EntryAction action) {
        for (int i = 0; i < entries.length; i++) {
            int common = 0;
            if (i % CompactBlocks.ENTRIES > 0) {
                byte[] before = entries[i - 1].utf8;
                int mismatch = Arrays.mismatch(before, entries[i].utf8);
                common = mismatch < 0 ? before.length : mismatch;
            }
            action.accept(i, common);
        }
    }
}
