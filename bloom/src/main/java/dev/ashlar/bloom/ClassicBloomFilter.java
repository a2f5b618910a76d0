package dev.ashlar.bloom;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * A filter whose keys set bits anywhere in it: the least memory of those that keys can be added to, and the most cache misses.
 *
 * <p><b>Guarantee.</b> As of {@link BloomFilter}.
 *
 * <p><b>Cost.</b> 9.6 bits a key at 1 %, 14.4 at 0.1 % (see {@link #sizeInBytes(long, double)}), which is 5 and 9 % less than
 * {@link BloomFilter}, and much less at lower probabilities. A key sets k bits, about log2(1/fpp): 7 at 1 %, 10 at 0.1 %. A look-up reads one place in memory for
 * each until it finds one that is clear: two on average for a key that was not put, k for one that was. Nothing is allocated.
 *
 * <p><b>Threads.</b> Any number of threads may look up at once, as long as no thread puts. Puts need external
 * synchronisation, and a filter that was filled by one thread must be published safely to the others.
 *
 * <p><b>Limits.</b> 16 GiB of bits; probabilities from 10<sup>-10</sup> to 0.5. The serial form ends near 2 GiB.
 *
 * <p>Source: Bloom, "Space/Time Trade-offs in Hash Coding with Allowable Errors", 1970. The places come from a linear
 * congruential sequence that begins with the hash, of 64 bits at any size, instead of from two hashes of which one is added
 * to the other: that has no hashes with which it repeats itself.
 */
public final class ClassicBloomFilter implements MembershipFilter {
    private static final long MULTIPLIER = 0xD1342543DE82EF95L;

    /** The number of words, and of probes. */
    static final int HEAD_BYTES = 2 * Long.BYTES;

    private final ClassicLoad load;
    private final long[] words;

    // What a look-up needs of the above.
    private final int probes;
    private final long bits;

    private ClassicBloomFilter(ClassicLoad load) {
        this.load = load;
        words = new long[Math.toIntExact(load.words())];
        probes = load.probes();
        bits = load.words() * Long.SIZE;
    }

    /**
     * Creates an empty filter.
     *
     * @param expectedKeys how many distinct keys will be put, 1 or more; more than that raise the probability
     * @param fpp the false-positive probability that the filter has when it holds {@code expectedKeys}, 1e-10 to 0.5
     * @return the filter, of {@link #sizeInBytes(long, double)} bytes
     * @throws IllegalArgumentException if a parameter is out of its range, or the filter would be too large
     */
    public static ClassicBloomFilter create(long expectedKeys, double fpp) {
        return new ClassicBloomFilter(ClassicLoad.of(expectedKeys, fpp));
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
        return ClassicLoad.of(expectedKeys, fpp).words() * Long.BYTES;
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
        boolean isNew = false;
        long state = hash;
        for (int i = 0; i < probes; i++) {
            state = next(state);
            long bit = HashMixing.scale(state, bits);
            int word = (int) (bit >>> 6);
            isNew |= (words[word] >>> bit & 1) == 0;
            words[word] |= 1L << bit;
        }
        return isNew;
    }

    @Override
    public boolean mightContainHash(long hash) {
        long state = hash;
        for (int i = 0; i < probes; i++) {
            state = next(state);
            long bit = HashMixing.scale(state, bits);
            if ((words[(int) (bit >>> 6)] >>> bit & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    /** The next number of a key's sequence, whose high bits are those that count. */
    static long next(long state) {
        return state * MULTIPLIER + HashMixing.GOLDEN_RATIO;
    }

    /**
     * Adds all keys of another filter: the result is that of putting them here, bit for bit.
     *
     * @param other a filter that was made for the same number of keys and the same probability
     * @throws IllegalArgumentException if it is not of the same size and bits a key; nothing is changed then
     */
    public void putAll(ClassicBloomFilter other) {
        if (!other.load.equals(load)) {
            throw new IllegalArgumentException(
                    "other must be made for the same number of keys and probability: " + this + ", other=" + other);
        }
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    /**
     * Estimates how many distinct keys were put, as {@link BloomFilter#approximateCount()} does.
     *
     * @return the estimate, 0 or more; of a filter with no clear bit, a number that it has at least
     */
    public long approximateCount() {
        return Math.round((double) BlockLoad.count(bits - ClassicLoad.set(LongBuffer.wrap(words)), bits, 1) / probes);
    }

    @Override
    public double expectedFpp() {
        return load.fpp(LongBuffer.wrap(words));
    }

    @Override
    public long sizeInBytes() {
        return (long) words.length * Long.BYTES;
    }

    @Override
    public byte[] toByteArray() {
        return FilterFormat.write(
                FilterFormat.CLASSIC,
                HEAD_BYTES + sizeInBytes(),
                body -> body.putLong(words.length)
                        .putLong(probes)
                        .asLongBuffer()
                        .put(words));
    }

    /**
     * Reads the serial form.
     *
     * @param bytes exactly what {@link #toByteArray()} returned, by this or any earlier version
     * @return an equal filter, independent of the array
     * @throws FilterFormatException if the bytes are cut, changed, of a later version or of another type; it is told
     *     before anything larger than the array is allocated
     */
    public static ClassicBloomFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        ByteBuffer body = FilterFormat.body(bytes, FilterFormat.CLASSIC);
        ClassicBloomFilter read = new ClassicBloomFilter(load(body));
        body.asLongBuffer().get(read.words);
        return read;
    }

    /** Reads what comes before the words, and checks that these and nothing else follow. */
    static ClassicLoad load(ByteBuffer body) throws FilterFormatException {
        boolean complete = body.remaining() >= HEAD_BYTES;
        long words = complete ? body.getLong() : 0;
        long probes = complete ? body.getLong() : 0;
        if (words < 1 || words > body.remaining() / Long.BYTES || words * Long.BYTES != body.remaining()) {
            throw new FilterFormatException(
                    "the number of words must be that of the bytes: words=" + words + ", bytes=" + body.remaining());
        }
        if (probes < 1 || probes > ClassicLoad.MAX_PROBES) {
            throw new FilterFormatException(
                    "the bits a key must be in [1, " + ClassicLoad.MAX_PROBES + "]: bits=" + probes);
        }
        return new ClassicLoad(words, (int) probes);
    }

    /**
     * Tells whether the other object is a filter of the same size and bits a key with the same bits.
     *
     * @param other any object
     * @return true if every look-up has the same answer in both
     */
    @Override
    public boolean equals(Object other) {
        return other instanceof ClassicBloomFilter that && load.equals(that.load) && Arrays.equals(words, that.words);
    }

    @Override
    public int hashCode() {
        return 31 * probes + Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return "ClassicBloomFilter[" + sizeInBytes() + " bytes, " + probes + " bits a key]";
    }
}
