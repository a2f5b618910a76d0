package dev.ashlar.trie;

import java.nio.ByteBuffer;

/** Reads bits, the highest of each byte first. For one thread. */
final class BitReader {
    private final ByteBuffer bytes;
    private long at;

    BitReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Goes to the first bit of a byte. */
    void seek(int place) {
        at = 8L * place;
    }

    /** Returns the next 32 bits. Behind the last there must be eight bytes. */
    long peek() {
        long word = Long.reverseBytes(bytes.getLong((int) (at >>> 3)));
        return word << (at & 7) >>> 32;
    }

    void skip(int bits) {
        at += bits;
    }

    int read(int bits) {
        int value = (int) (peek() >>> (32 - bits));
        at += bits;
        return value;
    }
}
