package dev.ashlar.trie;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A set of ranks that is never changed: adding one makes a new set that shares all but one of its chunks. */
final class DeadRanks {
    private static final int CHUNK_BITS = 4096;
    static final DeadRanks NONE = new DeadRanks(new long[0][]);

    private final long[] @Nullable [] chunks;

    private DeadRanks(long[] @Nullable [] chunks) {
        this.chunks = chunks;
    }

    boolean contains(int rank) {
        int chunk = rank / CHUNK_BITS;
        if (chunk >= chunks.length) {
            return false;
        }
        long[] bits = chunks[chunk];
        return bits != null && (bits[rank % CHUNK_BITS >>> 6] >>> (rank & 63) & 1) != 0;
    }

    DeadRanks with(int rank) {
        int chunk = rank / CHUNK_BITS;
        long[] @Nullable [] copy = Arrays.copyOf(chunks, Math.max(chunks.length, chunk + 1));
        long[] old = copy[chunk];
        long[] bits = old == null ? new long[CHUNK_BITS / 64] : old.clone();
        bits[rank % CHUNK_BITS >>> 6] |= 1L << (rank & 63);
        copy[chunk] = bits;
        return new DeadRanks(copy);
    }
}
