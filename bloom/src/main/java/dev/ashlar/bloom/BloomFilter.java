package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A set of keys that answers "certainly not in" or "probably in", in about ten bits a key and one cache line a look-up.
 *
 * <p><b>Guarantee.</b> A key that was put is always found. A key that was not put is found with the false-positive
 * probability asked for at creation, once the expected number of keys has been put; with fewer keys the probability is
 * lower, with more it is higher ({@link #expectedFpp()} tells it at any time). Nothing is ever removed.
 *
 * <p><b>Keys</b> are as {@link MembershipFilter} tells.
 *
 * <p><b>Cost.</b> A look-up or a put reads 64 consecutive bytes and allocates nothing. Memory: see
 * {@link #sizeInBytes(long, double)}; 10.1 bits a key at 1 %, 15.7 at 0.1 %. Against a classic Bloom filter this is
 * 5 to 10 % more memory for one cache miss instead of up to k.
 *
 * <p><b>Threads.</b> Any number of threads may look up at once, as long as no thread puts. Puts need external
 * synchronisation, and a filter that was filled by one thread must be published safely to the others.
 *
 * <p><b>Limits.</b> At most {@value #MAX_SIZE_IN_BYTES} bytes (16 GiB less one line), which are 13.6 thousand million
 * keys at 1 %; probabilities from 10<sup>-10</sup> to 0.5. The serial form as a single array ends near 2 GiB.
 *
 * <p>Source: a split-block filter as in Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters",
 * 2007, and Apache Parquet, but with eight lanes of 64 bits instead of 32, which needs fewer bits for the same
 * probability, and sized by the exact binomial load of the blocks instead of a closed approximation.
 */
public final class BloomFilter implements MembershipFilter {
    /*
     * The filter is an array of blocks; a block is eight 64-bit words, the lanes, and so one cache line. A key sets one
     * bit in every lane of one block.
     *
     *   block  = the high half of hash * blocks (unsigned), so any number of blocks will do and none is divided by
     *   bit i  = six bits of hash * GOLDEN_RATIO, counted from the top; 48 of the 64 bits are used
     *
     * The block comes from the top bits of the hash and the product mixes all lower bits into its top, so that keys
     * which share a block differ in their bits.
     */
    static final int LANES = 8;
    static final int BLOCK_BYTES = LANES * Long.BYTES;
    static final long MAX_BLOCKS = Integer.MAX_VALUE / LANES;
    static final long MAX_SIZE_IN_BYTES = MAX_BLOCKS * BLOCK_BYTES;

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final long[] lanes;
    private final long blocks;

    /** Takes the lanes as they are; their number is a positive multiple of {@link #LANES}. */
    BloomFilter(long[] lanes) {
        this.lanes = lanes;
        this.blocks = lanes.length / LANES;
    }

    /**
     * Creates an empty filter.
     *
     * @param expectedKeys how many distinct keys will be put, 1 or more; more than that raise the probability
     * @param fpp the false-positive probability that the filter has when it holds {@code expectedKeys}, 1e-10 to 0.5
     * @return the filter, of {@link #sizeInBytes(long, double)} bytes
     * @throws IllegalArgumentException if a parameter is out of its range, or the filter would be larger than
     *     {@value #MAX_SIZE_IN_BYTES} bytes
     */
    public static BloomFilter create(long expectedKeys, double fpp) {
        return new BloomFilter(new long[Math.toIntExact(BlockLoad.blocksFor(expectedKeys, fpp, Long.SIZE) * LANES)]);
    }

    /**
     * Returns the memory that a filter would take, without creating it.
     *
     * @param expectedKeys as for {@link #create(long, double)}
     * @param fpp as for {@link #create(long, double)}
     * @return the size of the bits in bytes, a multiple of 64; the objects around them add about 50 bytes
     * @throws IllegalArgumentException as {@link #create(long, double)} does
     */
    public static long sizeInBytes(long expectedKeys, double fpp) {
        return BlockLoad.blocksFor(expectedKeys, fpp, Long.SIZE) * BLOCK_BYTES;
    }

    /**
     * Adds a key of bytes.
     *
     * @param key the key
     * @return true if the key was certainly not in the filter before; false if it probably was
     */
    public boolean put(byte[] key) {
        return putHash(MembershipFilter.hash(key));
    }

    /**
     * Adds a text.
     *
     * @param key the key
     * @return true if the key was certainly not in the filter before; false if it probably was
     */
    public boolean put(CharSequence key) {
        return putHash(MembershipFilter.hash(key));
    }

    /**
     * Adds a key by its hash.
     *
     * @param hash the key's hash, all 64 bits well mixed
     * @return true if the key was certainly not in the filter before; false if it probably was
     */
    public boolean putHash(long hash) {
        int lane = firstLane(hash);
        long bits = hash * GOLDEN_RATIO;
        long missing = 0;
        for (int i = 0; i < LANES; i++) {
            long before = lanes[lane + i];
            long after = before | 1L << (bits >>> (58 - 6 * i));
            lanes[lane + i] = after;
            missing |= before ^ after;
        }
        return missing != 0;
    }

    @Override
    public boolean mightContainHash(long hash) {
        int lane = firstLane(hash);
        long bits = hash * GOLDEN_RATIO;
        // Without branches: one line is one cache miss, and its eight words cost less than a mispredicted jump.
        long present = lanes[lane] >>> (bits >>> 58)
                & lanes[lane + 1] >>> (bits >>> 52)
                & lanes[lane + 2] >>> (bits >>> 46)
                & lanes[lane + 3] >>> (bits >>> 40)
                & lanes[lane + 4] >>> (bits >>> 34)
                & lanes[lane + 5] >>> (bits >>> 28)
                & lanes[lane + 6] >>> (bits >>> 22)
                & lanes[lane + 7] >>> (bits >>> 16);
        return (present & 1) != 0;
    }

    @Override
    public long mightContainHashes(long[] hashes, int offset, int count) {
        Batch.check(hashes, offset, count);
        // One load of every line first: these depend on nothing, so that their cache misses overlap.
        long touched = 0;
        for (int i = 0; i < count; i++) {
            touched |= lanes[firstLane(hashes[offset + i])];
        }
        if (touched == 0) {
            return 0; // every key has a lane with nothing in it; also, the loads are of use and must be made
        }
        long found = 0;
        for (int i = 0; i < count; i++) {
            found |= (mightContainHash(hashes[offset + i]) ? 1L : 0L) << i;
        }
        return found;
    }

    /**
     * Adds all keys of another filter: the result is that of putting them here, bit for bit.
     *
     * @param other a filter of the same size
     * @throws IllegalArgumentException if the sizes differ; nothing is changed then
     */
    public void putAll(BloomFilter other) {
        if (other.lanes.length != lanes.length) {
            throw new IllegalArgumentException("other must have the same size: size=" + sizeInBytes() + " bytes, other="
                    + other.sizeInBytes() + " bytes");
        }
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] |= other.lanes[i];
        }
    }

    /**
     * Estimates how many distinct keys were put.
     *
     * <p>From the share of bits that are still clear, whose mean for n keys is exactly (1 - 1 / (64 blocks))<sup>n</sup>.
     * Filled as expected, the standard error is well below 1 % from a thousand keys on. Cost: one pass over all bits.
     *
     * @return the estimate, 0 or more; of a filter with no clear bit, a number that it has at least
     */
    public long approximateCount() {
        long set = 0;
        for (long lane : lanes) {
            set += Long.bitCount(lane);
        }
        return BlockLoad.count((long) lanes.length * Long.SIZE - set, blocks, Long.SIZE);
    }

    /**
     * Returns the false-positive probability of the filter as it is now filled.
     *
     * <p>Computed block by block from the bits that are set, because blocks fill unevenly and the average fill would
     * promise too little. Cost: one pass over all bits.
     *
     * @return the probability that a look-up of a key that was never put returns true, 0 to 1
     */
    @Override
    public double expectedFpp() {
        double sum = 0;
        for (int lane = 0; lane < lanes.length; lane += LANES) {
            double all = 1;
            for (int i = 0; i < LANES; i++) {
                all *= Long.bitCount(lanes[lane + i]) / 64.0;
            }
            sum += all;
        }
        return sum / blocks;
    }

    @Override
    public long sizeInBytes() {
        return blocks * BLOCK_BYTES;
    }

    @Override
    public byte[] toByteArray() {
        return FilterFormat.write(FilterFormat.SPLIT_BLOCK, Long.BYTES + sizeInBytes(), this::write);
    }

    /** The number of blocks, and the blocks. */
    void write(ByteBuffer body) {
        body.putLong(blocks).asLongBuffer().put(lanes);
        body.position(body.position() + (int) sizeInBytes());
    }

    /**
     * Reads the serial form.
     *
     * @param bytes exactly what {@link #toByteArray()} returned, by this or any earlier version
     * @return an equal filter, independent of the array
     * @throws FilterFormatException if the bytes are cut, changed, of a later version, or no filter at all; it is told
     *     before anything larger than the array is allocated
     */
    public static BloomFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        ByteBuffer body = FilterFormat.body(bytes, FilterFormat.SPLIT_BLOCK);
        return new BloomFilter(FilterFormat.blocks(body, bytes.length));
    }

    /**
     * Tells whether the other object is a filter of the same size with the same bits.
     *
     * @param other any object
     * @return true if every look-up has the same answer in both
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof BloomFilter that && Arrays.equals(lanes, that.lanes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lanes);
    }

    @Override
    public String toString() {
        return "BloomFilter[" + sizeInBytes() + " bytes]";
    }

    private int firstLane(long hash) {
        // The unsigned high half of hash * blocks; blocks is positive.
        long block = Math.multiplyHigh(hash, blocks) + (hash >> 63 & blocks);
        return (int) block * LANES;
    }
}
