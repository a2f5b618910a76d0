package dev.ashlar.trie;

import java.nio.ByteBuffer;

/** Blocks of texts and weights, and the codes by which they are written. Threads may share it. */
/*
 * Of each text a block has, in bits: how many bytes it begins alike as the one before (left out of the first), how many more it
 * has, those bytes, and the number of its weight among all that differ, the greatest first. All but the bits behind an escape are
 * symbols of prefix codes.
 */
final class CompactBlocks {
    /** In a block. */
    static final int ENTRIES = 16;
    /** Instead of a length: it follows in 16 bits. */
    static final int LONG = 0xFF;
    /** Instead of a weight: its number follows in bits. */
    static final int RARE = -1;

    final ByteBuffer bytes;
    final int entries;
    final PrefixCode alike;
    final PrefixCode lengths;
    final PrefixCode letters;
    final PrefixCode weights;
    /** Of the number of a rare weight. */
    final int weightBits;

    private final int places;
    private final int texts;
    private final int textBytes;
    private final int values;
    private final int valueBytes;
    private final int valueCount;

    CompactBlocks(ByteBuffer bytes, SnapshotHeader header) {
        this.bytes = bytes;
        this.entries = header.entries();
        this.alike = new PrefixCode(bytes, header.at(Section.CODES));
        this.lengths = new PrefixCode(bytes, alike.end());
        this.letters = new PrefixCode(bytes, lengths.end());
        this.weights = new PrefixCode(bytes, letters.end());
        this.places = header.at(Section.TEXT_PLACES);
        this.texts = header.at(Section.TEXTS);
        this.textBytes = header.length(Section.TEXTS);
        this.values = header.at(Section.WEIGHTS);
        this.valueBytes = header.weightBytes();
        this.valueCount = header.length(Section.WEIGHTS) / valueBytes;
        this.weightBits = 8 * header.rankBytes();
    }

    /** Returns how many blocks so many entries make. */
    static int count(int entries) {
        return (int) ((entries + ENTRIES - 1L) / ENTRIES);
    }

    /** Returns how many entries a block has. */
    int size(int block) {
        return Math.min(ENTRIES, entries - block * ENTRIES);
    }

    int place(int block) {
        int place = bytes.getInt(places + block * Integer.BYTES);
        if (place < 0 || place >= textBytes) {
            throw SnapshotFormatException.wild("block", place, block);
        }
        return texts + place;
    }

    /** Returns a weight by its number. */
    long weight(int number) {
        if (number < 0 || number >= valueCount) {
            throw SnapshotFormatException.wild("weight", number, values);
        }
        int unused = 64 - 8 * valueBytes;
        return bytes.getLong(values + number * valueBytes) << unused >> unused;
    }

    static int length(PrefixCode code, BitReader from) {
        int length = code.read(from);
        if (length < 0 || length > LONG) {
            throw SnapshotFormatException.wild("length", length, code.end());
        }
        return length == LONG ? from.read(16) : length;
    }
}
