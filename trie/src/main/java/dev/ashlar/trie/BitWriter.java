package dev.ashlar.trie;

/** Writes bits, the highest of each byte first. For one thread. */
final class BitWriter {
    private final ByteArrayWriter out;
    private long open;
    private int size;

    BitWriter(ByteArrayWriter out) {
        this.out = out;
    }

    /** Writes the lowest bits of a value, at most 32. */
    void write(int value, int bits) {
        open = open << bits | (value & ((1L << bits) - 1));
        size += bits;
        while (size >= 8) {
            size -= 8;
            out.fixed(open >>> size, 1);
        }
    }

    /** Fills the last byte with zeros. */
    void align() {
        if (size > 0) {
            write(0, 8 - size);
        }
    }
}
