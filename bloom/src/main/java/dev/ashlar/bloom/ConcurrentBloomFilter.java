package dev.ashlar.bloom;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * A filter that any number of threads may add to at once, and that names exactly one of them the first to add a key.
 *
 * <p><b>Guarantee.</b> As of {@link MembershipFilter}. Also, {@link #addIfAbsentHash(long)} is atomic: when threads add the
 * same new key at the same time, one of them gets true and all others false. (As always with a filter, a new key may by
 * chance look as if it were in: then nobody gets true. That happens with the false-positive probability.)
 *
 * <p><b>Cost.</b> An addition is one atomic operation on one word, or one read if the key is in; a look-up is one read.
 * Neither takes a lock or allocates. All bits of a key are in one 64-bit word, which is what makes the addition atomic, and
 * costs memory: 12.1 bits a key at 1 %, against 10.1 of {@link BloomFilter}; 24.0 against 15.7 at 0.1 % (see
 * {@link #sizeInBytes(long, double)}).
 *
 * <p><b>Threads.</b> All methods may be called by all threads at any time. An addition is seen by every look-up that begins
 * after it ended. What a whole-filter method ({@link #expectedFpp()}, {@link #approximateCount()}, {@link #toByteArray()})
 * sees of additions beside it is not defined, but none that ended before is missed.
 *
 * <p><b>Limits.</b> 16 GiB of words; probabilities from 10<sup>-10</sup> to 0.5, as far as that is enough memory.
 */
public final class ConcurrentBloomFilter implements MembershipFilter {
    static final long MAX_WORDS = Integer.MAX_VALUE - 8;

    private static final int HEAD_BYTES = 2 * Long.BYTES;
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final int bits;

    private ConcurrentBloomFilter(long[] words, int bits) {
        this.words = words;
        this.bits = bits;
    }

    /**
     * Creates an empty filter.
     *
     * @param expectedKeys how many distinct keys will be added, 1 or more; more than that raise the probability
     * @param fpp the false-positive probability that the filter has when it holds {@code expectedKeys}, 1e-10 to 0.5
     * @return the filter, of {@link #sizeInBytes(long, double)} bytes
     * @throws IllegalArgumentException if a parameter is out of its range, or the filter would be too large
     */
    public static ConcurrentBloomFilter create(long expectedKeys, double fpp) {
        WordLoad load = WordLoad.of(expectedKeys, fpp, MAX_WORDS);
        return new ConcurrentBloomFilter(new long[Math.toIntExact(load.words())], load.bits());
    }

    /**
     * Returns the memory that a filter would take, without creating it.
     *
     * @param expectedKeys as for {@link #create(long, double)}
     * @param fpp as for {@link #create(long, double)}
     * @return the size of the bits in bytes, a multiple of 8
     * @throws IllegalArgumentException as {@link #create(long, double)} does
     */
    public static long sizeInBytes(long expectedKeys, double fpp) {
        return WordLoad.of(expectedKeys, fpp, MAX_WORDS).words() * Long.BYTES;
    }

    /**
     * Adds a key of bytes if it is not in.
     *
     * @param key the key
     * @return true if this call added it; false if it probably was in
     */
    public boolean addIfAbsent(byte[] key) {
        return addIfAbsentHash(MembershipFilter.hash(key));
    }

    /**
     * Adds a text if it is not in.
     *
     * @param key the key
     * @return true if this call added it; false if it probably was in
     */
    public boolean addIfAbsent(CharSequence key) {
        return addIfAbsentHash(MembershipFilter.hash(key));
    }

    /**
     * Adds a key by its hash if it is not in.
     *
     * @param hash the key's hash, all 64 bits well mixed
     * @return true if this call added it; false if it probably was in
     */
    public boolean addIfAbsentHash(long hash) {
        int index = index(hash);
        long mask = mask(hash);
        // Most keys of a crawl are seen again: a read leaves the cache line shared.
        if (((long) WORD.getOpaque(words, index) & mask) == mask) {
            return false;
        }
        return ((long) WORD.getAndBitwiseOr(words, index, mask) & mask) != mask;
    }

    @Override
    public boolean mightContainHash(long hash) {
        long mask = mask(hash);
        return ((long) WORD.getOpaque(words, index(hash)) & mask) == mask;
    }

    /**
     * Adds all keys of another filter, which may be added to meanwhile.
     *
     * @param other a filter of the same size and bits a key
     * @throws IllegalArgumentException if they differ; nothing is changed then
     */
    public void putAll(ConcurrentBloomFilter other) {
        if (other.words.length != words.length || other.bits != bits) {
            throw new IllegalArgumentException("other must have the same size and bits a key: size=" + sizeInBytes()
                    + " bytes, bits=" + bits + ", other=" + other.sizeInBytes() + " bytes, bits=" + other.bits);
        }
        for (int i = 0; i < words.length; i++) {
            WORD.getAndBitwiseOr(words, i, other.word(i));
        }
    }

    @Override
    public double expectedFpp() {
        double[] byBits = new double[Long.SIZE + 1];
        for (int set = 0; set <= Long.SIZE; set++) {
            byBits[set] = Math.pow((double) set / Long.SIZE, bits);
        }
        double sum = 0;
        for (int i = 0; i < words.length; i++) {
            sum += byBits[Long.bitCount(word(i))];
        }
        return sum / words.length;
    }

    /**
     * Estimates how many distinct keys were added, as {@link BloomFilter#approximateCount()} does.
     *
     * @return the estimate, 0 or more; of a filter with no clear bit, a number that it has at least
     */
    public long approximateCount() {
        long all = (long) words.length * Long.SIZE;
        long set = 0;
        for (int i = 0; i < words.length; i++) {
            set += Long.bitCount(word(i));
        }
        double clear = Math.max(0.5, (double) (all - set)) / all;
        // A key leaves a bit of its word clear with probability (63/64)^bits.
        double stays = 1 - (1 - Math.pow(63.0 / 64, bits)) / words.length;
        return Math.round(Math.log(clear) / Math.log(stays));
    }

    @Override
    public long sizeInBytes() {
        return (long) words.length * Long.BYTES;
    }

    @Override
    public byte[] toByteArray() {
        return FilterFormat.write(FilterFormat.WORD, HEAD_BYTES + sizeInBytes(), body -> {
            body.putLong(words.length).putLong(bits);
            for (int i = 0; i < words.length; i++) {
                body.putLong(word(i));
            }
        });
    }

    /**
     * Reads the serial form.
     *
     * @param bytes exactly what {@link #toByteArray()} returned, by this or any earlier version
     * @return a filter with the same keys, independent of the array
     * @throws FilterFormatException if the bytes are cut, changed, of a later version or of another type; it is told
     *     before anything larger than the array is allocated
     */
    public static ConcurrentBloomFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        ByteBuffer body = FilterFormat.body(bytes, FilterFormat.WORD);
        boolean complete = body.remaining() >= HEAD_BYTES;
        long count = complete ? body.getLong() : 0;
        long bits = complete ? body.getLong() : 0;
        if (count < 1 || count > MAX_WORDS || count * Long.BYTES != body.remaining()) {
            throw new FilterFormatException("the number of words must be that of the bytes: words=" + count
                    + " at offset 8, bytes=" + bytes.length);
        }
        if (bits < 1 || bits > WordLoad.MAX_BITS) {
            throw new FilterFormatException(
                    "the bits a key must be in [1, " + WordLoad.MAX_BITS + "]: bits=" + bits + " at offset 16");
        }
        long[] words = new long[(int) count];
        body.asLongBuffer().get(words);
        return new ConcurrentBloomFilter(words, (int) bits);
    }

    @Override
    public String toString() {
        return "ConcurrentBloomFilter[" + sizeInBytes() + " bytes]";
    }

    private long word(int index) {
        return (long) WORD.getOpaque(words, index);
    }

    private int index(long hash) {
        return (int) HashMixing.scale(hash, words.length);
    }

    private long mask(long hash) {
        long product = hash * HashMixing.GOLDEN_RATIO;
        long mask = 0;
        for (int i = 0, shift = 58; i < bits; i++, shift -= 6) {
            mask |= 1L << (product >>> shift);
        }
        return mask;
    }
}
