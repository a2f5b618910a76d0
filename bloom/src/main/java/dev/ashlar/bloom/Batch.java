package dev.ashlar.bloom;

import java.util.Objects;

/** The limits of batches of keys. */
final class Batch {
    private Batch() {}

    static void check(long[] hashes, int offset, int count) {
        if (count < 0 || count > Long.SIZE) {
            throw new IllegalArgumentException("count must be in [0, " + Long.SIZE + "]: count=" + count);
        }
        Objects.checkFromIndexSize(offset, count, hashes.length);
    }
}
