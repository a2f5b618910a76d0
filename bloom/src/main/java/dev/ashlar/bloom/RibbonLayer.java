package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A banded system of linear equations over bits, one equation a key, that may send some of its keys to another layer. */
final class RibbonLayer {
    /*
     * Row i of the solution is a number of r bits. A key starts at one row and picks rows among the 64 from there on, by
     * the bits of its coefficients, of which the first is always set; the XOR of the rows picked is its fingerprint.
     *
     * Rows lie in blocks of 64, and a block column by column: r words, each with one bit of every row of the block. The
     * 64 rows of a key lie in its start's block and the next, so a look-up reads 2r consecutive words, masks each with the
     * coefficients, and takes the parity.
     *
     * There may be about as many keys as rows because a block can refuse the keys that start in its first rows, the ones
     * that compete with the block before: those of an offset below threshold * STEP, 2 bits a block.
     */
    static final int BLOCK_ROWS = 64;
    static final int MIN_BLOCKS = 2;
    static final int STEP = 22;
    static final int MAX_THRESHOLD = 3; // 3 * STEP >= BLOCK_ROWS: the whole block is refused

    private final int resultBits;
    private final long starts;
    private final byte[] thresholds;
    private final long[] solution;

    /** Takes the arrays as they are, {@link #thresholdBytes} and {@code blocks * resultBits} long. */
    RibbonLayer(int resultBits, int blocks, byte[] thresholds, long[] solution) {
        this.resultBits = resultBits;
        this.starts = starts(blocks);
        this.thresholds = thresholds;
        this.solution = solution;
    }

    /** The rows at which a key can start: all but those of the last block, so that each has a next block. */
    static long starts(int blocks) {
        return (long) (blocks - 1) * BLOCK_ROWS;
    }

    static int thresholdBytes(int blocks) {
        return (blocks + 3) >>> 2;
    }

    static void setThreshold(byte[] thresholds, int block, int threshold) {
        thresholds[block >>> 2] |= (byte) (threshold << (2 * (block & 3)));
    }

    /*
     * All of a key comes from its hash, mixed anew for each layer: the start from its top, so that keys in the order of
     * their hashes start in order; the coefficients and the fingerprint from products.
     */

    static long mix(long hash) {
        return HashMixing.mix(hash + HashMixing.GOLDEN_RATIO);
    }

    static long start(long mixed, long starts) {
        return HashMixing.scale(mixed, starts);
    }

    static long coefficients(long mixed) {
        return (mixed * HashMixing.GOLDEN_RATIO) | 1;
    }

    /** As many bits as the result has, from the lowest up; what is above them is not zero. */
    static int fingerprint(long mixed) {
        return (int) (((mixed ^ (mixed >>> 29)) * 0xD1342543DE82EF95L) >>> 40);
    }

    /** Whether a key that starts here was sent to the next layer. */
    boolean refuses(long start) {
        return refuses(thresholds[(int) (start >>> 8)], start);
    }

    /** Whether a key that starts here is refused by the thresholds of its block and three others. */
    static boolean refuses(byte thresholds, long start) {
        int block = (int) (start >>> 6);
        int threshold = (thresholds >>> (2 * (block & 3))) & MAX_THRESHOLD;
        return ((int) start & (BLOCK_ROWS - 1)) < threshold * STEP;
    }

    long start(long mixed) {
        return start(mixed, starts);
    }

    /** Whether the rows of a key give its fingerprint. */
    boolean matches(long mixed, long start) {
        long coefficients = coefficients(mixed);
        long here = coefficients << start;
        long next = coefficients >>> 1 >>> ~start;
        int fingerprint = fingerprint(mixed);
        int word = (int) (start >>> 6) * resultBits;
        int column = 0;
        // Four columns without a jump between them: one key in sixteen that is not in the set gets past them, so that
        // the jump after them is foreseen, whatever is asked for most.
        for (; column + 4 <= resultBits; column += 4, word += 4, fingerprint >>>= 4) {
            int difference = (picked(word, here, next) ^ fingerprint)
                    | (picked(word + 1, here, next) ^ (fingerprint >>> 1))
                    | (picked(word + 2, here, next) ^ (fingerprint >>> 2))
                    | (picked(word + 3, here, next) ^ (fingerprint >>> 3));
            if ((difference & 1) != 0) {
                return false;
            }
        }
        int difference = 0;
        for (; column < resultBits; column++, word++, fingerprint >>>= 1) {
            difference |= picked(word, here, next) ^ fingerprint;
        }
        return (difference & 1) == 0;
    }

    /** How many rows of a column are picked and set; only its last bit counts, their XOR. */
    private int picked(int word, long here, long next) {
        return Long.bitCount((solution[word] & here) ^ (solution[word + resultBits] & next));
    }

    int blocks() {
        return (int) (starts / BLOCK_ROWS) + 1;
    }

    long sizeInBytes() {
        return sizeInBytes(blocks(), resultBits);
    }

    static long sizeInBytes(int blocks, int resultBits) {
        return thresholdBytes(blocks) + (long) Long.BYTES * blocks * resultBits;
    }

    void writeTo(ByteBuffer out) {
        out.put(thresholds);
        out.asLongBuffer().put(solution);
        out.position(out.position() + Long.BYTES * solution.length);
    }

    /** Reads a layer whose {@link #sizeInBytes(int, int)} are known to remain. Whatever they are, it can be asked. */
    static RibbonLayer readFrom(ByteBuffer in, int blocks, int resultBits) {
        byte[] thresholds = new byte[thresholdBytes(blocks)];
        in.get(thresholds);
        long[] solution = new long[blocks * resultBits];
        in.asLongBuffer().get(solution);
        in.position(in.position() + Long.BYTES * solution.length);
        return new RibbonLayer(resultBits, blocks, thresholds, solution);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RibbonLayer that
                && resultBits == that.resultBits
                && starts == that.starts
                && Arrays.equals(thresholds, that.thresholds)
                && Arrays.equals(solution, that.solution);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * resultBits + Arrays.hashCode(thresholds)) + Arrays.hashCode(solution);
    }
}
