package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where beginnings of forms lead in a packed trie, so that a walk need not begin at its root: from the first three bytes and
 * from the first six, which are two letters of most scripts, or so many more as a form's kind takes.
 *
 * <p>Threads may share it. What it says is believed as little as the trie.
 */
/*
 * A hash table with linear probing, at most three quarters full. A slot is
 *
 *     key (7)  length of the key, 0 if free (1)  place and flags (4)  rank (4)
 */
final class JumpTable {
    static final int SLOT_BYTES = 16;
    /** A step from one length of keys to the next. */
    static final int STEP = 3;

    private static final int BLOCK = 1 << 30;
    /** There are longer keys that begin with this one. */
    private static final int LONGER = 1 << 31;

    private final ByteBuffer bytes;
    private final int at;
    private final int mask;
    private final int shortest;

    JumpTable(ByteBuffer bytes, int at, int length, Forms forms) {
        this.bytes = bytes;
        this.at = at;
        this.mask = length / SLOT_BYTES - 1;
        this.shortest = shortest(forms);
    }

    /** Returns the length of the shorter keys. */
    static int shortest(Forms forms) {
        return forms.haveKinds() ? STEP + 1 : STEP;
    }

    /** Returns the slot of the longest key that a prefix begins with, or -1 if there is none. */
    int find(byte[] prefix, int length) {
        if (length < shortest || mask < 0) {
            return -1;
        }
        int slot = find(key(prefix, shortest));
        if (slot >= 0 && length >= shortest + STEP && (bytes.getInt(slot + 8) & LONGER) != 0) {
            int longer = find(key(prefix, shortest + STEP));
            return longer >= 0 ? longer : slot;
        }
        return slot;
    }

    private int find(long key) {
        int slot = slot(key, mask);
        for (int i = 0; i <= mask; i++) {
            int place = at + slot * SLOT_BYTES;
            long found = bytes.getLong(place);
            if (found == key) {
                return place;
            }
            if (found == 0) {
                return -1;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    /** Returns how many bytes lead to what a slot tells. */
    int length(int slot) {
        return bytes.get(slot + 7);
    }

    boolean isBlock(int slot) {
        return (bytes.getInt(slot + 8) & BLOCK) != 0;
    }

    /** Returns the place of the block or bucket, from the begin of the trie. */
    int child(int slot) {
        return bytes.getInt(slot + 8) & (BLOCK - 1);
    }

    int rank(int slot) {
        return bytes.getInt(slot + 12);
    }

    private static int slot(long key, int mask) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    }

    /** Returns the first eight bytes, little-endian, with zeros behind fewer. */
    static long path(byte[] form, int length) {
        return Long.reverseBytes(Entry.head(form, 0, length));
    }

    private static long key(byte[] form, int length) {
        return path(form, length) | (long) length << 56;
    }

    /** Gathers what leads to where, and writes the table. For one thread. */
    static final class Writer {
        private final int shortest;
        private long[] keys = new long[64];
        private long[] values = new long[64];
        private int size;

        Writer(Forms forms) {
            this.shortest = shortest(forms);
        }

        /**
         * Takes a block or bucket, if keys are as long as the way to it; they are to come in the order in which they lie.
         *
         * @param path the first eight bytes of that way, little-endian
         */
        void add(long path, int depth, int child, boolean isBlock, int rank) {
            if (depth != shortest && depth != shortest + STEP) {
                return;
            }
            if (size == keys.length) {
                keys = Arrays.copyOf(keys, size * 2);
                values = Arrays.copyOf(values, size * 2);
            }
            keys[size] = (path & (-1L >>> 8)) | (long) depth << 56;
            values[size++] = (long) rank << 32 | child | (isBlock ? BLOCK : 0);
        }

        /** Writes the table; equal places make equal bytes. */
        ByteArrayWriter write() {
            ByteArrayWriter out = new ByteArrayWriter();
            if (size == 0) {
                return out;
            }
            int mask = Integer.highestOneBit(Math.max(1, size + size / 3)) * 2 - 1;
            long[] table = new long[2 * (mask + 1)];
            for (int i = 0; i < size; i++) {
                int slot = find(table, keys[i], mask);
                table[2 * slot] = keys[i];
                table[2 * slot + 1] = values[i];
            }
            for (int i = 0; i < size; i++) {
                if (keys[i] >>> 56 > shortest) {
                    long shorter = (keys[i] & ((1L << (8 * shortest)) - 1)) | (long) shortest << 56;
                    int slot = find(table, shorter, mask);
                    if (table[2 * slot] != 0) {
                        table[2 * slot + 1] |= LONGER & 0xFFFF_FFFFL;
                    }
                }
            }
            for (long word : table) {
                out.fixed(word, Long.BYTES);
            }
            return out;
        }

        private static int find(long[] table, long key, int mask) {
            int slot = slot(key, mask);
            while (table[2 * slot] != 0 && table[2 * slot] != key) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }
    }
}
