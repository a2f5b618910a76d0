package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A set of keys, built once, that answers "certainly not in" or "probably in", in 1.5 % more memory than any such set needs.
 *
 * <p><b>Guarantee.</b> A key that the filter was built of is always found. Another is found with probability
 * 2<sup>-r</sup>, r from 1 to {@value #MAX_RESULT_BITS}, for any number of keys, except that an empty filter finds none.
 * Keys can be neither added nor removed. Equal sets have equal filters and equal bytes, in whatever order and however often
 * the keys were given.
 *
 * <p><b>Keys</b> are as {@link MembershipFilter} tells, but hashes are mixed again: any distinct numbers will do, sequential
 * ones too, as long as their author does not work against the filter.
 *
 * <p><b>Memory</b> for a million keys or more is 1.015 r bits a key with r = 8 or above, 1.02 r with 4, 1.043 with 1. Small
 * sets take more: 1.03 r for 10 thousand, 1.1 r for a thousand, 2 r for a hundred, and 128 r bits for any number below.
 *
 * <p><b>Cost.</b> The time of a look-up grows with r, because every bit of the result is the parity of 64 bits of the filter:
 * 16 r consecutive bytes are read, which with r = 8 lie in two or three cache lines, and 2 bits of another array. In cache
 * that takes with r = 8 about three times as long as in a {@link BinaryFuseFilter}; for one key in a hundred, twice as long
 * again. A look-up allocates nothing. To build takes time in proportion to the hashes, and 18 bytes of temporary memory a
 * key.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * <p><b>Limits.</b> {@value RibbonConstruction#MAX_HASHES} hashes, duplicates counted. Construction gives up when there are
 * keys left after {@value RibbonConstruction#MAX_LAYERS} layers, of which a billion keys need about five, unless the hashes
 * were chosen against the filter.
 *
 * <p>Source: Dillinger and Walzer, "Ribbon filter: practically smaller than Bloom and Xor", 2021, for the equations and the
 * layout by columns; Dillinger, H&uuml;bschle-Schneider, Sanders and Walzer, "Fast Succinct Retrieval and Approximate Membership
 * Using Ribbon", 2022, for the keys that are passed on to a next layer. Here a block of the layout is also the unit in which
 * keys are passed on, there are as many rows as keys, and layers follow until no key is left, so that no construction is
 * ever begun again.
 */
public final class RibbonFilter implements MembershipFilter {
    /** The most bits that a result can have. */
    public static final int MAX_RESULT_BITS = 16;

    private static final double MIN_FPP = 0x1p-16;
    private static final double MAX_FPP = 0.5;
    private static final int HEADER_BYTES = 4;

    private final int resultBits;
    private final RibbonLayer[] layers;

    private RibbonFilter(int resultBits, RibbonLayer[] layers) {
        this.resultBits = resultBits;
        this.layers = layers;
    }

    /**
     * Builds a filter whose results have so many bits.
     *
     * @param hashes the keys' hashes, in any order, any number of them equal; the array is neither changed nor kept
     * @param resultBits r, 1 to {@value #MAX_RESULT_BITS}: the false-positive probability is 2<sup>-r</sup>
     * @return the filter
     * @throws IllegalArgumentException if a parameter is out of its range
     * @throws IllegalStateException if the hashes were chosen against this filter
     */
    public static RibbonFilter of(long[] hashes, int resultBits) {
        if (resultBits < 1 || resultBits > MAX_RESULT_BITS) {
            throw new IllegalArgumentException(
                    "resultBits must be in [1, " + MAX_RESULT_BITS + "]: resultBits=" + resultBits);
        }
        if (hashes.length > RibbonConstruction.MAX_HASHES) {
            throw new IllegalArgumentException(
                    "hashes must be at most " + RibbonConstruction.MAX_HASHES + ": hashes.length=" + hashes.length);
        }
        return new RibbonFilter(
                resultBits, RibbonConstruction.solve(hashes, resultBits).toArray(RibbonLayer[]::new));
    }

    /**
     * Builds a filter of at most a false-positive probability.
     *
     * @param hashes the keys' hashes, in any order, any number of them equal; the array is neither changed nor kept
     * @param fpp the probability, 2<sup>-16</sup> to 0.5; the filter has the next power of two at or below it
     * @return the filter
     * @throws IllegalArgumentException if a parameter is out of its range
     * @throws IllegalStateException if the hashes were chosen against this filter
     */
    public static RibbonFilter withFpp(long[] hashes, double fpp) {
        if (!(fpp >= MIN_FPP && fpp <= MAX_FPP)) {
            throw new IllegalArgumentException("fpp must be in [2^-16, 0.5]: fpp=" + fpp);
        }
        return of(hashes, -Math.getExponent(fpp));
    }

    @Override
    public boolean mightContainHash(long hash) {
        long mixed = hash;
        for (RibbonLayer layer : layers) {
            mixed = RibbonLayer.mix(mixed);
            long start = layer.start(mixed);
            if (!layer.refuses(start)) {
                return layer.matches(mixed, start);
            }
        }
        return false;
    }

    /**
     * Returns the false-positive probability.
     *
     * @return 2<sup>-r</sup>, whatever the number of keys; 0 if there are none
     */
    @Override
    public double expectedFpp() {
        return layers.length == 0 ? 0 : 1.0 / (1 << resultBits);
    }

    @Override
    public long sizeInBytes() {
        long sum = 0;
        for (RibbonLayer layer : layers) {
            sum += layer.sizeInBytes();
        }
        return sum;
    }

    @Override
    public byte[] toByteArray() {
        long bodyBytes = HEADER_BYTES + (long) Integer.BYTES * layers.length + sizeInBytes();
        return FilterFormat.write(FilterFormat.RIBBON, bodyBytes, body -> {
            body.put((byte) resultBits).put((byte) layers.length).putShort((short) 0);
            for (RibbonLayer layer : layers) {
                body.putInt(layer.blocks());
            }
            for (RibbonLayer layer : layers) {
                layer.writeTo(body);
            }
        });
    }

    /**
     * Reads the serial form.
     *
     * @param bytes exactly what {@link #toByteArray()} returned, by this or any earlier version
     * @return an equal filter, independent of the array
     * @throws FilterFormatException if the bytes are cut, changed, of a later version, or no filter of this type; it is
     *     told before anything larger than the array is allocated
     */
    public static RibbonFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        ByteBuffer body = FilterFormat.body(bytes, FilterFormat.RIBBON);
        Head head = Head.read(body);
        RibbonLayer[] layers = new RibbonLayer[head.blocks.length];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = RibbonLayer.readFrom(body, head.blocks[i], head.resultBits);
        }
        return new RibbonFilter(head.resultBits, layers);
    }

    /** What comes before the layers: the bits of a result, and the blocks of each layer. */
    static final class Head {
        final int resultBits;
        final int[] blocks;

        private Head(int resultBits, int[] blocks) {
            this.resultBits = resultBits;
            this.blocks = blocks;
        }

        /** Reads it, and checks that the layers and nothing else follow. */
        static Head read(ByteBuffer body) throws FilterFormatException {
            int resultBits = body.remaining() < HEADER_BYTES ? 0 : body.get();
            int count = resultBits == 0 ? 0 : body.get();
            int reserved = resultBits == 0 ? 0 : body.getShort();
            if (resultBits < 1
                    || resultBits > MAX_RESULT_BITS
                    || count < 0
                    || count > RibbonConstruction.MAX_LAYERS
                    || reserved != 0
                    || count * Integer.BYTES > body.remaining()) {
                throw new FilterFormatException("the result must have 1 to " + MAX_RESULT_BITS
                        + " bits, the layers be at most "
                        + RibbonConstruction.MAX_LAYERS + " and those of the bytes, and the reserved bytes 0: bits="
                        + resultBits + ", layers=" + count + ", reserved=" + reserved + " at offset 8, bytes="
                        + body.remaining());
            }
            int[] blocks = new int[count];
            long needed = 0;
            for (int i = 0; i < count; i++) {
                blocks[i] = body.getInt();
                if (blocks[i] < RibbonLayer.MIN_BLOCKS) {
                    throw new FilterFormatException("the blocks of a layer must be " + RibbonLayer.MIN_BLOCKS
                            + " or more: blocks=" + blocks[i] + " in layer " + i);
                }
                needed += RibbonLayer.sizeInBytes(blocks[i], resultBits);
            }
            if (needed != body.remaining()) {
                throw new FilterFormatException(
                        "the layers must have the bytes that follow their numbers of blocks: bytes=" + body.remaining()
                                + ", layers=" + needed);
            }
            return new Head(resultBits, blocks);
        }
    }

    /**
     * Tells whether the other object is a filter of the same kind with the same bits. Filters of the same keys are equal.
     *
     * @param other any object
     * @return true if the serial forms are equal, so that every look-up has the same answer in both
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof RibbonFilter that
                && resultBits == that.resultBits
                && Arrays.equals(layers, that.layers);
    }

    @Override
    public int hashCode() {
        return 31 * resultBits + Arrays.hashCode(layers);
    }

    @Override
    public String toString() {
        return "RibbonFilter[" + resultBits + " bits, " + sizeInBytes() + " bytes]";
    }
}
