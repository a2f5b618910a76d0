package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The first bytes of a snapshot: what it is, and where its sections lie. Immutable.
 *
 * <p>The layout is that of docs/formats/trie-snapshot.md.
 */
@SuppressWarnings("EnumOrdinal") // their order is the format's
final class SnapshotHeader {
    static final int MAGIC = 'A' | 'T' << 8 | 'R' << 16 | 'I' << 24;
    static final int VERSION = 1;
    /** In the header: the form is compact, not a trie. */
    static final int COMPACT = 1;
    /** Before the sections, the first of which begins here. */
    static final int BYTES = 32 + 16 * Section.values().length + 8;
    /** Behind the sections, so that eight bytes can be read wherever one can. */
    static final int PADDING = 8;

    private final int entries;
    private final int rows;
    private final int rankBytes;
    private final int childBytes;
    private final int weightBytes;
    private final Forms forms;
    private final boolean isCompact;
    private final int length;
    private final int[] at;
    private final int[] lengths;
    private final int[] checksums;

    private SnapshotHeader(ByteBuffer bytes) {
        this.forms = new Forms(
                value(Folding.values(), "folding", bytes.get(6)), value(Matching.values(), "matching", bytes.get(7)));
        check(bytes.get(8) == UnicodeFold.UNICODE_VERSION, "Unicode version", bytes.get(8));
        this.rankBytes = width("rank", bytes.get(9), 4);
        this.childBytes = width("child", bytes.get(10), 4);
        this.weightBytes = width("weight", bytes.get(11), 8);
        int form = bytes.getInt(20);
        check(form == 0 || form == COMPACT, "form", form);
        this.isCompact = form == COMPACT;
        this.entries = bytes.getInt(12);
        this.rows = bytes.getInt(16);
        check(entries >= 0, "entries", entries);
        check(rows >= entries, "forms", rows);
        this.length = bytes.limit();
        int count = Section.values().length;
        this.at = new int[count];
        this.lengths = new int[count];
        this.checksums = new int[count];
        int expected = BYTES;
        for (int i = 0; i < count; i++) {
            int entry = 32 + 16 * i;
            at[i] = bytes.getInt(entry);
            lengths[i] = bytes.getInt(entry + 4);
            checksums[i] = bytes.getInt(entry + 8);
            check(bytes.getInt(entry + 12) == 0, "reserved", bytes.getInt(entry + 12));
            check(at[i] == expected, "section offset", at[i]);
            check(lengths[i] >= 0 && lengths[i] <= length - PADDING - expected, "section length", lengths[i]);
            expected = align(expected + lengths[i]);
            check(expected <= length - PADDING, "section end", expected);
        }
        check(expected == length - PADDING, "length", length);
        checkLengths();
    }

    /** Sections that are arrays have as many elements as there are entries. */
    private void checkLengths() {
        long words = (entries + 63L) / 64;
        long steps = (entries + PackedTexts.STEP - 1L) / PackedTexts.STEP;
        check(length(Section.WEIGHTS) % weightBytes == 0, "weights", length(Section.WEIGHTS));
        if (length(Section.PAYLOAD_PLACES) > 0) {
            checkLength(Section.PAYLOAD_PLACES, steps * Integer.BYTES);
        }
        if (isCompact) {
            checkCompactLengths();
            return;
        }
        checkLength(Section.CODES, 0);
        checkLength(Section.MAXIMA, 0);
        checkLength(Section.WEIGHT_RUNS, words * PackedWeights.RUN_BYTES);
        check(
                (length(Section.TEXT_PLACES) == 0) == (forms.areTexts() || entries == 0),
                "text places",
                length(Section.TEXT_PLACES));
        if (length(Section.TEXT_PLACES) > 0) {
            checkLength(Section.TEXT_PLACES, steps * Integer.BYTES);
        }
        check((length(Section.TRIE) == 0) == (entries == 0), "trie length", length(Section.TRIE));
        check(length(Section.TRIE) <= PackedTrie.MAX_BYTES, "trie length", length(Section.TRIE));
        check(rows <= length(Section.TRIE), "forms", rows);
        int slots = length(Section.JUMPS) / JumpTable.SLOT_BYTES;
        checkLength(Section.JUMPS, (long) Integer.highestOneBit(slots) * JumpTable.SLOT_BYTES);
    }

    private void checkCompactLengths() {
        check(forms.areTexts() && entries <= Compact.MOST && rows == entries, "forms", rows);
        int blocks = CompactBlocks.count(entries);
        checkLength(Section.TRIE, 0);
        checkLength(Section.JUMPS, 0);
        checkLength(Section.WEIGHT_RUNS, 0);
        checkLength(Section.TEXT_PLACES, (long) blocks * Integer.BYTES);
        checkLength(Section.MAXIMA, MaximaTree.size(blocks, rankBytes));
    }

    private void checkLength(Section section, long expected) {
        check(length(section) == expected, "length of " + section, length(section));
    }

    /**
     * Reads a header.
     *
     * @param bytes the whole snapshot, little-endian
     * @throws SnapshotFormatException if it is none
     */
    static SnapshotHeader read(ByteBuffer bytes) {
        if (bytes.limit() < BYTES + PADDING) {
            throw new SnapshotFormatException(
                    "snapshot must have at least " + (BYTES + PADDING) + " bytes: length=" + bytes.limit());
        }
        if (bytes.getInt(0) != MAGIC) {
            throw new SnapshotFormatException(
                    "snapshot must begin with ATRI: " + Integer.toHexString(Integer.reverseBytes(bytes.getInt(0))));
        }
        if (bytes.getShort(4) != VERSION) {
            throw new SnapshotFormatException("snapshot must have version 1: version=" + bytes.getShort(4));
        }
        int checksum = checksum(bytes, 0, BYTES - 8);
        check(bytes.getInt(BYTES - 8) == checksum, "header checksum", bytes.getInt(BYTES - 8));
        check(bytes.getInt(BYTES - 4) == 0 && bytes.getLong(24) == bytes.limit(), "length", bytes.getLong(24));
        return new SnapshotHeader(bytes);
    }

    /** Checks what a header cannot tell: that every byte is as it was written. */
    void checkSections(ByteBuffer bytes) {
        for (Section section : Section.values()) {
            int end = at(section) + length(section);
            TrieVerifier.check(
                    checksum(bytes, at(section), end) == checksums[section.ordinal()],
                    "checksum of " + section,
                    at(section));
            for (int i = end; i < align(end); i++) {
                TrieVerifier.check(bytes.get(i) == 0, "padding", i);
            }
        }
        TrieVerifier.check(bytes.getLong(length - PADDING) == 0, "padding", length - PADDING);
    }

    static int checksum(ByteBuffer bytes, int from, int to) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(from, to - from));
        return (int) checksum.getValue();
    }

    static int align(int at) {
        return (at + 7) & -8;
    }

    static ByteBuffer littleEndian(ByteBuffer bytes) {
        return bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    int at(Section section) {
        return at[section.ordinal()];
    }

    int length(Section section) {
        return lengths[section.ordinal()];
    }

    boolean isCompact() {
        return isCompact;
    }

    int entries() {
        return entries;
    }

    int rows() {
        return rows;
    }

    int rankBytes() {
        return rankBytes;
    }

    int childBytes() {
        return childBytes;
    }

    int weightBytes() {
        return weightBytes;
    }

    Forms forms() {
        return forms;
    }

    private static int width(String name, int width, int most) {
        check(width >= 1 && width <= most, name + " width", width);
        return width;
    }

    private static <E> E value(E[] values, String name, int ordinal) {
        check(ordinal >= 0 && ordinal < values.length, name, ordinal);
        return values[ordinal];
    }

    private static void check(boolean holds, String what, long value) {
        if (!holds) {
            throw new SnapshotFormatException("snapshot is damaged: " + what + "=" + value);
        }
    }
}
