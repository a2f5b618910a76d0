package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A filter whose keys can be removed again: it counts where {@link BloomFilter} sets bits.
 *
 * <p><b>Guarantee.</b> A key that was put more often than it was removed is always found, as long as only keys were removed
 * that had been put. To remove a key that was never put can make other keys vanish; {@link #removeHash(long)} refuses
 * where it can tell, which is with all but the false-positive probability.
 *
 * <p><b>Overflow.</b> A counter ends at 15 and then stays there for ever: the filter never forgets a key because of it, but
 * such counters never get back to zero, so after many removals the probability can stay higher than it would have been.
 * Different keys hardly ever bring a counter there, as it has less than one key on average; the same key put 15 times
 * brings its eight there.
 *
 * <p><b>Cost.</b> Four bits a counter: 46 bits a key at 1 %, and so more than four times {@link BloomFilter}. Look-ups, puts and removals read
 * 64 consecutive bytes and allocate nothing.
 *
 * <p><b>Threads.</b> Any number of threads may look up at once, as long as no thread puts or removes. Those need external
 * synchronisation.
 *
 * <p><b>Limits.</b> 16 GiB of counters; probabilities from 10<sup>-10</sup> to 0.5.
 *
 * <p>Source: Fan, Cao, Almeida and Broder, "Summary Cache", 2000; laid out in blocks as {@link BloomFilter} is.
 */
public final class CountingBloomFilter implements MembershipFilter {
    /*
     * A block is eight words, the lanes, of sixteen counters of four bits. A key has one counter in every lane of one
     * block: the four bits of hash * GOLDEN_RATIO from bit 60 - 4i down choose that of lane i.
     */
    private static final int COUNTERS = 16;
    private static final int MAX_COUNT = 15;
    private static final long LOW_BITS = 0x1111111111111111L;

    private final long[] lanes;
    private final long blocks;

    private CountingBloomFilter(long[] lanes) {
        this.lanes = lanes;
        this.blocks = lanes.length / BloomFilter.WORDS;
    }

    /**
     * Creates an empty filter.
     *
     * @param expectedKeys how many distinct keys will be in at once, 1 or more; more than that raise the probability
     * @param fpp the false-positive probability that the filter has when it holds {@code expectedKeys}, 1e-10 to 0.5
     * @return the filter, of {@link #sizeInBytes(long, double)} bytes
     * @throws IllegalArgumentException if a parameter is out of its range, or the filter would be too large
     */
    public static CountingBloomFilter create(long expectedKeys, double fpp) {
        long blocks = BlockLoad.blocksFor(expectedKeys, fpp, COUNTERS);
        return new CountingBloomFilter(new long[Math.toIntExact(blocks * BloomFilter.WORDS)]);
    }

    /**
     * Returns the memory that a filter would take, without creating it.
     *
     * @param expectedKeys as for {@link #create(long, double)}
     * @param fpp as for {@link #create(long, double)}
     * @return the size of the counters in bytes, a multiple of 64
     * @throws IllegalArgumentException as {@link #create(long, double)} does
     */
    public static long sizeInBytes(long expectedKeys, double fpp) {
        return BlockLoad.blocksFor(expectedKeys, fpp, COUNTERS) * BloomFilter.BLOCK_BYTES;
    }

    /**
     * Adds a key of bytes, once more if it is in.
     *
     * @param key the key
     */
    public void put(byte[] key) {
        putHash(MembershipFilter.hash(key));
    }

    /**
     * Adds a text, once more if it is in.
     *
     * @param key the key
     */
    public void put(CharSequence key) {
        putHash(MembershipFilter.hash(key));
    }

    /**
     * Adds a key by its hash, once more if it is in.
     *
     * @param hash the key's hash, all 64 bits well mixed
     */
    public void putHash(long hash) {
        int lane = firstLane(hash);
        for (int i = 0; i < BloomFilter.WORDS; i++) {
            int shift = shift(hash, i);
            if ((lanes[lane + i] >>> shift & MAX_COUNT) != MAX_COUNT) {
                lanes[lane + i] += 1L << shift;
            }
        }
    }

    /**
     * Removes a key of bytes, once if it was put several times.
     *
     * @param key a key that was put
     * @return false if it certainly was not in; nothing is changed then
     */
    public boolean remove(byte[] key) {
        return removeHash(MembershipFilter.hash(key));
    }

    /**
     * Removes a text, once if it was put several times.
     *
     * @param key a key that was put
     * @return false if it certainly was not in; nothing is changed then
     */
    public boolean remove(CharSequence key) {
        return removeHash(MembershipFilter.hash(key));
    }

    /**
     * Removes a key by its hash, once if it was put several times.
     *
     * @param hash the hash of a key that was put
     * @return false if it certainly was not in; nothing is changed then
     */
    public boolean removeHash(long hash) {
        if (!mightContainHash(hash)) {
            return false;
        }
        int lane = firstLane(hash);
        for (int i = 0; i < BloomFilter.WORDS; i++) {
            int shift = shift(hash, i);
            if ((lanes[lane + i] >>> shift & MAX_COUNT) != MAX_COUNT) {
                lanes[lane + i] -= 1L << shift;
            }
        }
        return true;
    }

    @Override
    public boolean mightContainHash(long hash) {
        int lane = firstLane(hash);
        for (int i = 0; i < BloomFilter.WORDS; i++) {
            if ((lanes[lane + i] >>> shift(hash, i) & MAX_COUNT) == 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public double expectedFpp() {
        double sum = 0;
        for (int lane = 0; lane < lanes.length; lane += BloomFilter.WORDS) {
            double all = 1;
            for (int i = 0; i < BloomFilter.WORDS; i++) {
                all *= (double) used(lanes[lane + i]) / COUNTERS;
            }
            sum += all;
        }
        return sum / blocks;
    }

    /**
     * Estimates how many distinct keys are in, as {@link BloomFilter#approximateCount()} does.
     *
     * @return the estimate, 0 or more
     */
    public long approximateCount() {
        long clear = 0;
        for (long lane : lanes) {
            clear += COUNTERS - used(lane);
        }
        return BlockLoad.count(clear, (long) lanes.length * COUNTERS, BloomFilter.WORDS);
    }

    @Override
    public long sizeInBytes() {
        return blocks * BloomFilter.BLOCK_BYTES;
    }

    @Override
    public byte[] toByteArray() {
        return FilterFormat.write(
                FilterFormat.COUNTING,
                Long.BYTES + sizeInBytes(),
                body -> body.putLong(blocks).asLongBuffer().put(lanes));
    }

    /**
     * Reads the serial form.
     *
     * @param bytes exactly what {@link #toByteArray()} returned, by this or any earlier version
     * @return an equal filter, independent of the array
     * @throws FilterFormatException if the bytes are cut, changed, of a later version or of another type; it is told
     *     before anything larger than the array is allocated
     */
    public static CountingBloomFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        ByteBuffer body = FilterFormat.body(bytes, FilterFormat.COUNTING);
        long blocks = body.remaining() < Long.BYTES ? 0 : body.getLong();
        if (blocks < 1 || blocks > BloomFilter.MAX_BLOCKS || blocks * BloomFilter.BLOCK_BYTES != body.remaining()) {
            throw new FilterFormatException("the number of blocks must be that of the bytes: blocks=" + blocks
                    + " at offset 8, bytes=" + bytes.length);
        }
        long[] lanes = new long[(int) blocks * BloomFilter.WORDS];
        body.asLongBuffer().get(lanes);
        return new CountingBloomFilter(lanes);
    }

    /**
     * Tells whether the other object is a filter of the same size with the same counts.
     *
     * @param other any object
     * @return true if nothing can tell the two apart
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof CountingBloomFilter that && Arrays.equals(lanes, that.lanes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lanes);
    }

    @Override
    public String toString() {
        return "CountingBloomFilter[" + sizeInBytes() + " bytes]";
    }

    /** How many of the sixteen counters of a lane are not zero. */
    private static int used(long lane) {
        long any = lane | lane >>> 1;
        return Long.bitCount((any | any >>> 2) & LOW_BITS);
    }

    private static int shift(long hash, int lane) {
        return (int) ((hash * HashMixing.GOLDEN_RATIO) >>> (60 - 4 * lane) & MAX_COUNT) * 4;
    }

    private int firstLane(long hash) {
        return (int) HashMixing.scale(hash, blocks) * BloomFilter.WORDS;
    }
}
