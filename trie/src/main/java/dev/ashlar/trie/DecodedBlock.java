package dev.ashlar.trie;

import java.util.Arrays;

/** The texts and weights of a block of a compact snapshot, one block at a time. For one thread. */
final class DecodedBlock {
    private final CompactBlocks blocks;
    private final BitReader bits;
    private int block = -1;
    private int size;
    private byte[] texts = new byte[1024];
    /** Where each text ends. */
    private final int[] ends = new int[CompactBlocks.ENTRIES];

    private final int[] weights = new int[CompactBlocks.ENTRIES];

    DecodedBlock(CompactBlocks blocks) {
        this.blocks = blocks;
        this.bits = new BitReader(blocks.bytes);
    }

    int size() {
        return size;
    }

    /** Decodes a block, if it is not the last that was. */
    void read(int itsBlock) {
        if (block != itsBlock) {
            block = -1;
            decode(itsBlock, blocks.size(itsBlock));
            block = itsBlock;
        }
    }

    /** Decodes the first text of a block only. */
    void readFirst(int itsBlock) {
        if (block != itsBlock) {
            block = -1;
            decode(itsBlock, 1);
        }
    }

    private void decode(int itsBlock, int count) {
        bits.seek(blocks.place(itsBlock));
        int before = 0;
        int end = 0;
        for (int i = 0; i < count; i++) {
            int alike = i == 0 ? 0 : CompactBlocks.length(blocks.alike, bits);
            int length = alike + CompactBlocks.length(blocks.lengths, bits);
            if (alike > end - before || length > Completer.MAX_TEXT_BYTES || length == 0) {
                throw SnapshotFormatException.wild("text length", length, itsBlock);
            }
            if (length > texts.length - end) {
                texts = Arrays.copyOf(texts, Math.max(end + length, 2 * texts.length));
            }
            System.arraycopy(texts, before, texts, end, alike);
            before = end;
            for (int at = end + alike; at < end + length; at++) {
                texts[at] = (byte) blocks.letters.read(bits);
            }
            end += length;
            ends[i] = end;
            int weight = blocks.weights.read(bits);
            weights[i] = weight == CompactBlocks.RARE ? bits.read(blocks.weightBits) : weight;
            if (weights[i] < 0) {
                throw SnapshotFormatException.wild("weight", weights[i], itsBlock);
            }
        }
        size = count;
    }

    /** Returns the number of a weight. */
    int weight(int entry) {
        return weights[entry];
    }

    int length(int entry) {
        return ends[entry] - start(entry);
    }

    private int start(int entry) {
        return entry == 0 ? 0 : ends[entry - 1];
    }

    byte[] text(int entry) {
        return Arrays.copyOfRange(texts, start(entry), ends[entry]);
    }

    void copyText(int entry, byte[] into) {
        System.arraycopy(texts, start(entry), into, 0, length(entry));
    }

    /** Compares the first bytes of a text, as many as a prefix has, with it; shorter texts come before. */
    int compare(int entry, byte[] prefix, int length) {
        int start = start(entry);
        return Arrays.compareUnsigned(texts, start, Math.min(ends[entry], start + length), prefix, 0, length);
    }

    /** Returns how many bytes a text begins alike as the one before. */
    int alike(int entry) {
        int start = start(entry);
        int before = start(entry - 1);
        int mismatch = Arrays.mismatch(texts, before, start, texts, start, ends[entry]);
        return mismatch < 0 ? start - before : mismatch;
    }

    byte at(int entry, int index) {
        return texts[start(entry) + index];
    }
}
