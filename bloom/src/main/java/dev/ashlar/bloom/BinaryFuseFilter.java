package dev.ashlar.bloom;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A set of keys, built once, that answers "certainly not in" or "probably in", in nine bits a key at 0.4 %.
 *
 * <p><b>Guarantee.</b> A key that the filter was built of is always found. Another is found with probability
 * 2<sup>-8</sup> or 2<sup>-16</sup>, for any number of keys, none included. Keys can be neither added nor removed. Equal
 * sets have equal filters and equal bytes, in whatever order and however often the keys were given.
 *
 * <p><b>Keys</b> are as {@link MembershipFilter} tells, but hashes are mixed again: any distinct numbers will do, sequential
 * ones too, as long as their author does not work against the filter.
 *
 * <p><b>Memory</b> in bits a key, of which the information limit is 8 and 16:
 *
 * <table>
 * <caption>Bits a key</caption>
 * <tr><th>Keys</th><th>8 bits, 3 slots</th><th>8 bits, 4 slots</th><th>16 bits, 3 slots</th><th>16 bits, 4 slots</th></tr>
 * <tr><td>1 thousand</td><td>11.3</td><td>11.0</td><td>22.5</td><td>22.0</td></tr>
 * <tr><td>10 thousand</td><td>10.2</td><td>9.8</td><td>20.5</td><td>19.7</td></tr>
 * <tr><td>1 million</td><td>9.04</td><td>8.62</td><td>18.1</td><td>17.2</td></tr>
 * </table>
 *
 * <p><b>Cost.</b> A look-up reads three or four places in memory, near each other but rarely in one cache line, without
 * jumps that depend on the key, and allocates nothing. To build takes time in proportion to the hashes and 13 bytes of
 * temporary memory a slot, 15 bytes a key; where there are duplicates, 8 bytes a distinct key more.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * <p><b>Limits.</b> The slots are one array: about 1.9 thousand million hashes with fingerprints of 8 bits and half of that
 * with 16, duplicates counted. Construction gives up after {@value FuseConstruction#MAX_ATTEMPTS} attempts, each of which
 * succeeds with a probability above one half, unless the hashes were chosen to make them fail.
 *
 * <p>Source: Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters", 2022; built in less memory, and with
 * a fixed sequence of seeds.
 */
public final class BinaryFuseFilter implements MembershipFilter {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int HEADER_BYTES = 16;
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    /** The bits kept of a key, and so the false-positive probability. */
    public enum Fingerprint {
        /** 8 bits: 0.39 %, one in 256. */
        BITS_8,
        /** 16 bits: 0.0015 %, one in 65,536. */
        BITS_16;

        private int bytes() {
            return this == BITS_8 ? 1 : 2;
        }
    }

    /** The places in memory that a look-up reads. */
    public enum Arity {
        /** Three: faster, and 12.5 % above the information limit. */
        THREE,
        /** Four: smaller, 7.5 % above the limit. */
        FOUR;

        private int slots() {
            return this == THREE ? 3 : 4;
        }
    }

    private final Fingerprint fingerprint;
    private final FuseShape shape;
    private final long seed;
    private final byte[] slots;

    // What a look-up needs of the above.
    private final boolean wide;
    private final boolean fourWise;
    private final int segmentLength;
    private final long starts;

    private BinaryFuseFilter(Fingerprint fingerprint, FuseShape shape, long seed, byte[] slots) {
        this.fingerprint = fingerprint;
        this.shape = shape;
        this.seed = seed;
        this.slots = slots;
        wide = fingerprint == Fingerprint.BITS_16;
        fourWise = shape.arity() == 4;
        segmentLength = shape.segmentLength();
        starts = shape.starts();
    }

    /**
     * Builds a filter with fingerprints of 8 bits in three slots a key.
     *
     * @param hashes the keys' hashes, in any order, any number of them equal; the array is neither changed nor kept
     * @return the filter
     * @throws IllegalArgumentException if there are more hashes than the limit
     * @throws IllegalStateException if the hashes were chosen against this filter
     */
    public static BinaryFuseFilter of(long... hashes) {
        return of(hashes, Fingerprint.BITS_8, Arity.THREE);
    }

    /**
     * Builds a filter.
     *
     * @param hashes the keys' hashes, in any order, any number of them equal; the array is neither changed nor kept
     * @param fingerprint the bits kept of a key
     * @param arity the slots of a key
     * @return the filter
     * @throws IllegalArgumentException if there are more hashes than the limit
     * @throws IllegalStateException if the hashes were chosen against this filter
     */
    public static BinaryFuseFilter of(long[] hashes, Fingerprint fingerprint, Arity arity) {
        int width = fingerprint.bytes();
        FuseConstruction peeled = new FuseConstruction(arity.slots(), hashes, MAX_ARRAY / width);
        FuseShape shape = peeled.shape();
        byte[] slots = new byte[(int) shape.slots() * width];
        BinaryFuseFilter filter = new BinaryFuseFilter(fingerprint, shape, peeled.seed(), slots);
        for (int i = peeled.size() - 1; i >= 0; i--) {
            // The slot itself is still zero.
            int value = filter.difference(peeled.hash(i));
            if (filter.wide) {
                SHORTS.set(slots, peeled.slot(i) << 1, (short) value);
            } else {
                slots[peeled.slot(i)] = (byte) value;
            }
        }
        return filter;
    }

    /**
     * Returns the memory that a filter would take, without building it.
     *
     * @param distinctKeys the number of keys, 0 or more, duplicates not counted
     * @param fingerprint the bits kept of a key
     * @param arity the slots of a key
     * @return what {@link #sizeInBytes()} of that filter would be; it may be more than can be built
     * @throws IllegalArgumentException if the number is negative, or above 2<sup>48</sup>
     */
    public static long sizeInBytes(long distinctKeys, Fingerprint fingerprint, Arity arity) {
        if (distinctKeys < 0 || distinctKeys > 1L << 48) {
            throw new IllegalArgumentException("distinctKeys must be in [0, 2^48]: distinctKeys=" + distinctKeys);
        }
        return FuseShape.of(arity.slots(), distinctKeys).slots() * fingerprint.bytes();
    }

    @Override
    public boolean mightContainHash(long hash) {
        int difference = difference(HashMixing.mix(hash + seed));
        return (wide ? (short) difference : (byte) difference) == 0;
    }

    /** The XOR of a key's fingerprint and its slots; only the bits of a fingerprint count. */
    private int difference(long hash) {
        int first = FuseShape.first(hash, starts);
        int second = FuseShape.second(hash, first, segmentLength);
        int third = FuseShape.third(hash, first, segmentLength);
        int fingerprintBits = FuseShape.fingerprint(hash);
        // The two conditions are the same at every look-up of a filter.
        if (wide) {
            int all = fingerprintBits ^ wideSlot(first) ^ wideSlot(second) ^ wideSlot(third);
            return fourWise ? all ^ wideSlot(FuseShape.fourth(hash, first, segmentLength)) : all;
        }
        int all = (fingerprintBits >>> 8) ^ slots[first] ^ slots[second] ^ slots[third];
        return fourWise ? all ^ slots[FuseShape.fourth(hash, first, segmentLength)] : all;
    }

    private short wideSlot(int slot) {
        return (short) SHORTS.get(slots, slot << 1);
    }

    /**
     * Returns the false-positive probability.
     *
     * @return 2<sup>-8</sup> or 2<sup>-16</sup>, whatever the number of keys
     */
    @Override
    public double expectedFpp() {
        return wide ? 0x1p-16 : 0x1p-8;
    }

    @Override
    public long sizeInBytes() {
        return slots.length;
    }

    @Override
    public byte[] toByteArray() {
        return FilterFormat.write(
                FilterFormat.BINARY_FUSE,
                HEADER_BYTES + (long) slots.length,
                body -> body.put((byte) (8 * fingerprint.bytes()))
                        .put((byte) shape.arity())
                        .put((byte) shape.segmentBits())
                        .put((byte) 0)
                        .putInt((int) shape.windows())
                        .putLong(seed)
                        .put(slots));
    }

    /**
     * Reads the serial form.
     *
     * @param bytes exactly what {@link #toByteArray()} returned, by this or any earlier version
     * @return an equal filter, independent of the array
     * @throws FilterFormatException if the bytes are cut, changed, of a later version, or no filter of this type; it is
     *     told before anything larger than the array is allocated
     */
    public static BinaryFuseFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        ByteBuffer body = FilterFormat.body(bytes, FilterFormat.BINARY_FUSE);
        Head head = Head.read(body);
        byte[] slots = new byte[body.remaining()];
        body.get(slots);
        return new BinaryFuseFilter(head.fingerprint, head.shape, head.seed, slots);
    }

    /** What comes before the slots. */
    record Head(Fingerprint fingerprint, FuseShape shape, long seed) {
        /** Reads it, and checks that the slots and nothing else follow. */
        static Head read(ByteBuffer body) throws FilterFormatException {
            if (body.remaining() < HEADER_BYTES) {
                throw new FilterFormatException("a binary fuse filter must have a header of " + HEADER_BYTES
                        + " bytes at offset 8: bytes=" + body.remaining());
            }
            int bits = body.get();
            int arity = body.get();
            int segmentBits = body.get();
            int reserved = body.get();
            int windows = body.getInt();
            long seed = body.getLong();
            if ((bits != 8 && bits != 16)
                    || (arity != 3 && arity != 4)
                    || segmentBits < 0
                    || segmentBits > FuseShape.MAX_SEGMENT_BITS
                    || reserved != 0) {
                throw new FilterFormatException(
                        "the fingerprint must have 8 or 16 bits, the arity be 3 or 4, a segment 2^0 to"
                                + " 2^18 slots, and the reserved byte 0: bits=" + bits + ", arity=" + arity
                                + ", segment=2^"
                                + segmentBits + ", reserved=" + reserved + " at offset 8");
            }
            FuseShape shape = new FuseShape(arity, segmentBits, windows);
            if (windows < 1 || shape.slots() * (bits / 8) != body.remaining()) {
                throw new FilterFormatException("the number of windows must be that of the bytes: windows=" + windows
                        + " at offset 12, bytes=" + body.remaining());
            }
            return new Head(bits == 8 ? Fingerprint.BITS_8 : Fingerprint.BITS_16, shape, seed);
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
        return other instanceof BinaryFuseFilter that
                && fingerprint == that.fingerprint
                && shape.equals(that.shape)
                && seed == that.seed
                && Arrays.equals(slots, that.slots);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * shape.hashCode() + Long.hashCode(seed)) + Arrays.hashCode(slots);
    }

    @Override
    public String toString() {
        return "BinaryFuseFilter[" + 8 * fingerprint.bytes() + " bits, " + shape.arity() + " slots a key, "
                + sizeInBytes() + " bytes]";
    }
}
