package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A set of keys that answers "certainly not in" or "probably in", in about ten bits a key and one cache line a look-up.
 *
 * <p><b>Guarantee.</b> A key that was put is always found. A key that was not put is found with the false-positive
 * probability asked for at creation, once the expected number of keys has been put; with fewer keys the probability is
 * lower, with more it is higher ({@link #expectedFpp()} tells it at any time). Nothing is ever removed.
 *
 * <p><b>Keys</b> are as {@link MembershipFilter} tells.
 *
 * <p><b>Cost.</b> A look-up or a put touches 64 consecutive bytes and allocates nothing. Memory: see
 * {@link #sizeInBytes(long, double)}; 4.9 bits a key at 10 %, 10.1 at 1 %, 15.7 at 0.1 %, 23.6 at 0.01 %. Against a
 * {@link ClassicBloomFilter} this is 2, 5, 9 and 23 % more memory, for one cache miss instead of up to k. Still lower
 * probabilities cost ever more (six times as much at 10<sup>-10</sup>): take the classic one for them. From 0.7 % on two words
 * of the 64 bytes are read, which is the faster; below that, all eight.
 *
 * <p><b>Threads.</b> Any number of threads may look up at once, as long as no thread puts. Puts need external
 * synchronisation, and a filter that was filled by one thread must be published safely to the others.
 *
 * <p><b>Limits.</b> At most {@value #MAX_SIZE_IN_BYTES} bytes (nearly 16 GiB), which are 13.6 thousand million
 * keys at 1 %; probabilities from 10<sup>-10</sup> to 0.5. The serial form as a single array ends near 2 GiB.
 *
 * <p>Source: blocks as in Putze, Sanders and Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007, split into
 * words as in Apache Parquet, but of 64 bits instead of 32; and, for two words, Lang, Neumann, Kemper and Boncz,
 * "Performance-Optimal Filtering", 2019. Both need fewer bits here than there, and are sized by the exact load of the blocks
 * instead of an approximation.
 */
public final class BloomFilter implements MembershipFilter {
    /*
     * The filter is an array of blocks; a block is eight 64-bit words, and so one cache line. A key belongs to one block:
     *
     *   block = hash / 2^64 * blocks, rounded down, so any number of blocks will do and none is divided by
     *
     * What it sets there comes from p = hash * GOLDEN_RATIO. The block is that of the hash's top bits and the product mixes
     * all lower bits into its top, so that keys which share a block differ in their bits. There are two shapes:
     *
     *   two words: word a = 3 bits of p, word b = 1 to 4 words further on, around the end, by 2 bits of p; in each the bits
     *     of a mask, which is one of a table of 512 (9 bits of p) rotated by 6 bits of p;
     *   all words: in word i the bit that is named by six bits of p, counted from the top.
     *
     * PairLoad and BlockLoad tell the probabilities, BlockShape chooses.
     */
    static final int WORDS = 8;
    static final int BLOCK_BYTES = WORDS * Long.BYTES;

    /**
     * The words before the first block. An array's elements begin 16 bytes after the array does; a large one (humongous, to
     * G1) begins at a cache line, and then so does every block.
     */
    private static final int FIRST = 6;

    static final long MAX_BLOCKS = (Integer.MAX_VALUE - 8 - FIRST) / WORDS;
    static final long MAX_SIZE_IN_BYTES = MAX_BLOCKS * BLOCK_BYTES;

    /** The number of blocks, and the bits of a word. */
    static final int HEAD_BYTES = 2 * Long.BYTES;

    private final BlockShape shape;
    private final long[] words;

    // What a look-up needs of the shape.
    private final long blocks;
    private final boolean twoWords;
    private final long[] masks;

    private BloomFilter(BlockShape shape) {
        this.shape = shape;
        words = new long[Math.toIntExact(FIRST + shape.blocks() * WORDS)];
        blocks = shape.blocks();
        twoWords = shape.hasTwoWords();
        masks = PairMasks.of(shape.bits());
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
        return new BloomFilter(BlockShape.of(expectedKeys, fpp));
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
        return BlockShape.of(expectedKeys, fpp).sizeInBytes();
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
        int block = block(hash);
        long product = hash * HashMixing.GOLDEN_RATIO;
        return twoWords ? putIntoTwo(block, product) : putIntoAll(block, product);
    }

    /**
     * Adds many keys by their hashes.
     *
     * @param hashes the hashes, all 64 bits of each well mixed
     * @param offset where in the array to begin
     * @param count how many, 0 or more
     * @throws IndexOutOfBoundsException if the range is not in the array; nothing is added then
     */
    public void putHashes(long[] hashes, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, hashes.length);
        for (int i = 0; i < count; i++) {
            putHash(hashes[offset + i]);
        }
    }

    private boolean putIntoTwo(int block, long product) {
        int a = block + firstWord(product);
        long maskA = firstMask(masks, product);
        int b = block + secondWord(product);
        long maskB = secondMask(masks, product);
        long missing = (maskA & ~words[a]) | (maskB & ~words[b]);
        words[a] |= maskA;
        words[b] |= maskB;
        return missing != 0;
    }

    private boolean putIntoAll(int block, long product) {
        long missing = 0;
        for (int i = 0; i < WORDS; i++) {
            long before = words[block + i];
            long after = before | 1L << (product >>> (58 - 6 * i));
            words[block + i] = after;
            missing |= before ^ after;
        }
        return missing != 0;
    }

    @Override
    public boolean mightContainHash(long hash) {
        int block = block(hash);
        long product = hash * HashMixing.GOLDEN_RATIO;
        return twoWords ? isInTwo(block, product) : isInAll(block, product);
    }

    private boolean isInTwo(int block, long product) {
        long missing = firstMask(masks, product) & ~words[block + firstWord(product)];
        // Nine of ten keys that were not put end here. The caller acts on the answer anyway, so that the processor
        // has to guess at it: the sooner it does, the better.
        if (missing != 0) {
            return false;
        }
        return (secondMask(masks, product) & ~words[block + secondWord(product)]) == 0;
    }

    /** As {@link #isInTwo}, 1 or 0, without branches: the answers of a batch are not acted on one by one. */
    private long missingInTwo(int block, long product) {
        long missing = (firstMask(masks, product) & ~words[block + firstWord(product)])
                | (secondMask(masks, product) & ~words[block + secondWord(product)]);
        return (missing | -missing) >>> 63;
    }

    private boolean isInAll(int block, long product) {
        return missingInAll(block, product) == 0;
    }

    private long missingInAll(int block, long product) {
        // Without branches: one line is one cache miss, and its eight words cost less than a mispredicted jump.
        long present = words[block] >>> (product >>> 58)
                & words[block + 1] >>> (product >>> 52)
                & words[block + 2] >>> (product >>> 46)
                & words[block + 3] >>> (product >>> 40)
                & words[block + 4] >>> (product >>> 34)
                & words[block + 5] >>> (product >>> 28)
                & words[block + 6] >>> (product >>> 22)
                & words[block + 7] >>> (product >>> 16);
        return ~present & 1;
    }

    @Override
    public long mightContainHashes(long[] hashes, int offset, int count) {
        Batch.check(hashes, offset, count);
        // One load of every line first: these depend on nothing, so that their cache misses overlap.
        long touched = 0;
        for (int i = 0; i < count; i++) {
            long hash = hashes[offset + i];
            touched |= words[block(hash) + firstWord(hash * HashMixing.GOLDEN_RATIO)];
        }
        if (touched == 0) {
            return 0; // every key has a word with nothing in it; also, the loads are of use and must be made
        }
        long missing = 0;
        for (int i = 0; i < count; i++) {
            long hash = hashes[offset + i];
            long product = hash * HashMixing.GOLDEN_RATIO;
            missing |= (twoWords ? missingInTwo(block(hash), product) : missingInAll(block(hash), product)) << i;
        }
        return ~missing & -1L >>> (Long.SIZE - count);
    }

    /**
     * Adds all keys of another filter: the result is that of putting them here, bit for bit.
     *
     * @param other a filter that was made for the same number of keys and the same probability
     * @throws IllegalArgumentException if it is not of the same size and shape; nothing is changed then
     */
    public void putAll(BloomFilter other) {
        if (!other.shape.equals(shape)) {
            throw new IllegalArgumentException(
                    "other must be made for the same number of keys and probability: " + this + ", other=" + other);
        }
        for (int i = FIRST; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    /**
     * Estimates how many distinct keys were put.
     *
     * <p>From the share of bits that are still clear, whose mean for n keys is exactly (1 - k / (512 blocks))<sup>n</sup>,
     * k being the bits that a key sets. Filled as expected, the standard error is well below 1 % from a thousand keys on.
     * Cost: one pass over all bits.
     *
     * @return the estimate, 0 or more; of a filter with no clear bit, a number that it has at least
     */
    public long approximateCount() {
        long clear = blocks * BLOCK_BYTES * Byte.SIZE;
        for (long word : words) {
            clear -= Long.bitCount(word);
        }
        return BlockLoad.count(clear, blocks * BLOCK_BYTES * Byte.SIZE, twoWords ? 2 * shape.bits() : WORDS);
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
        return shape.fpp(LongBuffer.wrap(words, FIRST, words.length - FIRST).slice());
    }

    @Override
    public long sizeInBytes() {
        return shape.sizeInBytes();
    }

    @Override
    public byte[] toByteArray() {
        return FilterFormat.write(FilterFormat.BLOOM, HEAD_BYTES + sizeInBytes(), this::write);
    }

    /** The number of blocks, the bits of a word, and the blocks. */
    void write(ByteBuffer body) {
        body.putLong(blocks).putLong(shape.bits()).asLongBuffer().put(words, FIRST, words.length - FIRST);
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
        ByteBuffer body = FilterFormat.body(bytes, FilterFormat.BLOOM);
        BloomFilter read = read(body);
        FilterFormat.checkEnd(body);
        return read;
    }

    /** Reads what {@link #write(ByteBuffer)} wrote. */
    static BloomFilter read(ByteBuffer body) throws FilterFormatException {
        BlockShape shape = shape(body);
        BloomFilter read = new BloomFilter(shape);
        body.asLongBuffer().get(read.words, FIRST, read.words.length - FIRST);
        body.position(body.position() + (int) read.sizeInBytes());
        return read;
    }

    /** Reads what comes before the blocks, and checks that these follow. */
    static BlockShape shape(ByteBuffer body) throws FilterFormatException {
        if (body.remaining() < HEAD_BYTES) {
            throw new FilterFormatException(
                    "a filter's body must have at least " + HEAD_BYTES + " bytes: bytes=" + body.remaining());
        }
        long blocks = body.getLong();
        long bits = body.getLong();
        if (blocks < 1 || blocks > body.remaining() / BLOCK_BYTES) {
            throw new FilterFormatException(
                    "the blocks must fit into the bytes that follow: blocks=" + blocks + ", bytes=" + body.remaining());
        }
        if (bits < 0 || bits > PairMasks.MAX_BITS) {
            throw new FilterFormatException(
                    "the bits of a word must be in [0, " + PairMasks.MAX_BITS + "]: bits=" + bits);
        }
        return new BlockShape(blocks, (int) bits);
    }

    /**
     * Tells whether the other object is a filter of the same size and shape with the same bits.
     *
     * @param other any object
     * @return true if every look-up has the same answer in both
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof BloomFilter that && shape.equals(that.shape) && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return "BloomFilter[" + sizeInBytes() + " bytes, "
                + (twoWords ? shape.bits() + " bits in two words" : "1 bit in all words") + "]";
    }

    private int block(long hash) {
        return FIRST + (int) HashMixing.scale(hash, blocks) * WORDS;
    }

    /** The first of a key's two words, 0 to 7. */
    static int firstWord(long product) {
        return (int) (product >>> 31) & (WORDS - 1);
    }

    /** The second, one to four further on. */
    static int secondWord(long product) {
        return (int) ((product >>> 31) + 1 + (product >>> 29 & 3)) & (WORDS - 1);
    }

    static long firstMask(long[] masks, long product) {
        return Long.rotateLeft(masks[(int) (product >>> 55)], (int) (product >>> 49));
    }

    static long secondMask(long[] masks, long product) {
        return Long.rotateLeft(masks[(int) (product >>> 40) & (PairMasks.TABLE - 1)], (int) (product >>> 34));
    }
}
