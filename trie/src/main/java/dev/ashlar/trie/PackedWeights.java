package dev.ashlar.trie;

import java.nio.ByteBuffer;

/**
 * Weights by rank.
 *
 * <p>They never rise from a rank to the next, so only those that differ from the one before are stored, each in as many
 * bytes as the widest takes, and a bit for each rank tells whether its weight is a new one. Of every 64 ranks a word of
 * bits is followed by the number of new weights before it.
 */
final class PackedWeights {
    static final int RUN_BYTES = Long.BYTES + Integer.BYTES;

    private final ByteBuffer bytes;
    private final int runs;
    private final int values;
    private final int width;

    PackedWeights(ByteBuffer bytes, int runs, int values, int width) {
        this.bytes = bytes;
        this.runs = runs;
        this.values = values;
        this.width = width;
    }

    long weight(int rank) {
        int run = runs + (rank >>> 6) * RUN_BYTES;
        long newUpToHere = bytes.getLong(run) & (-1L >>> (63 - (rank & 63)));
        int index = bytes.getInt(run + Long.BYTES) + Long.bitCount(newUpToHere) - 1;
        int unused = 64 - 8 * width;
        return bytes.getLong(values + index * width) << unused >> unused;
    }

    /** Writes the weights of ranks 0, 1 and so on. */
    static void write(long[] weights, ByteArrayWriter runs, ByteArrayWriter values, int width) {
        int distinct = 0;
        for (int from = 0; from < weights.length; from += 64) {
            long bits = 0;
            int before = distinct;
            for (int i = from; i < Math.min(from + 64, weights.length); i++) {
                if (i == 0 || weights[i] != weights[i - 1]) {
                    bits |= 1L << (i - from);
                    distinct++;
                    values.fixed(weights[i], width);
                }
            }
            runs.fixed(bits, Long.BYTES);
            runs.fixed(before, Integer.BYTES);
        }
    }

    /** Returns how many bytes hold the greatest and the least weight, and so all others. */
    static int width(long greatest, long least) {
        int bits = 65
                - Math.min(
                        Long.numberOfLeadingZeros(greatest < 0 ? ~greatest : greatest),
                        Long.numberOfLeadingZeros(least < 0 ? ~least : least));
        return (bits + 7) / 8;
    }
}
