package dev.ashlar.bloom;

import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;

/**
 * A Bloom filter that Guava wrote, to be asked and no more: so that those who come from there can go on with what they have.
 *
 * <p><b>Guarantee.</b> Every look-up has the answer that it has in Guava, if it is that of the funnel; the serial form does not tell
 * which funnel that was, and with another look-up keys are not found:
 *
 * <table>
 * <caption>Funnels and look-ups</caption>
 * <tr><th>Guava's funnel</th><th>the look-up here</th></tr>
 * <tr><td>{@code byteArrayFunnel()}</td><td>{@link #mightContain(byte[])}</td></tr>
 * <tr><td>{@code stringFunnel(charset)}</td><td>{@link #mightContain(String, Charset)}</td></tr>
 * <tr><td>{@code unencodedCharsFunnel()}</td><td>{@link #mightContainUnencodedChars(CharSequence)}</td></tr>
 * <tr><td>{@code longFunnel()}</td><td>{@link #mightContainLong(long)}</td></tr>
 * <tr><td>{@code integerFunnel()}</td><td>{@link #mightContainInt(int)}</td></tr>
 * <tr><td>any other</td><td>{@link #mightContain(byte[])} of the bytes that it puts, in order; numbers are little-endian</td></tr>
 * </table>
 *
 * <p><b>Cost.</b> A look-up reads up to k places in memory and divides as often. Guava's hash, Murmur3 of 128 bits, is not that
 * of the other types, which is why this is no {@link MembershipFilter}.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * <p><b>Limits.</b> Both strategies, {@code MURMUR128_MITZ_32} and {@code MURMUR128_MITZ_64}, up to what an array holds, near
 * 2 GiB.
 */
public final class GuavaBloomFilter {
    private static final Hasher128 MURMUR3 = Hashing.murmur3_128();
    private static final int HEADER_BYTES = 6;
    private static final int MITZ_32 = 0;
    private static final int MITZ_64 = 1;

    private final boolean narrow;
    private final int probes;
    private final long[] words;
    private final long bits;

    private GuavaBloomFilter(boolean narrow, int probes, long[] words) {
        this.narrow = narrow;
        this.probes = probes;
        this.words = words;
        bits = (long) words.length * Long.SIZE;
    }

    /**
     * Reads the form that Guava's {@code BloomFilter.writeTo} writes. It has no checksum: bytes that were changed in the bits
     * are not found out.
     *
     * @param bytes the whole form and nothing else
     * @return the filter, independent of the array
     * @throws FilterFormatException if the bytes are cut or no such form; it is told before anything larger than the array is
     *     allocated
     */
    public static GuavaBloomFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        if (bytes.length < HEADER_BYTES) {
            throw new FilterFormatException(
                    "a filter of Guava must have at least " + HEADER_BYTES + " bytes: bytes=" + bytes.length);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
        int strategy = in.get();
        int probes = Byte.toUnsignedInt(in.get());
        int length = in.getInt();
        if (strategy != MITZ_32 && strategy != MITZ_64) {
            throw new FilterFormatException("the strategy must be 0 or 1: strategy=" + strategy + " at offset 0");
        }
        if (probes < 1) {
            throw new FilterFormatException("the bits a key must be >= 1: bits=0 at offset 1");
        }
        if (length < 1 || (long) length * Long.BYTES != in.remaining()) {
            throw new FilterFormatException("the number of words must be that of the bytes: words=" + length
                    + " at offset 2, bytes=" + bytes.length);
        }
        long[] words = new long[length];
        in.asLongBuffer().get(words);
        return new GuavaBloomFilter(strategy == MITZ_32, probes, words);
    }

    /**
     * Tells whether a key of bytes may be in the set.
     *
     * @param key the key, as the funnel puts it
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContain(byte[] key) {
        return mightContain(MURMUR3.hashBytesTo128Bits(key));
    }

    /**
     * Tells whether a text may be in the set.
     *
     * @param key the key, which {@code stringFunnel(charset)} put
     * @param charset the funnel's
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContain(String key, Charset charset) {
        return mightContain(key.getBytes(charset));
    }

    /**
     * Tells whether a text may be in the set, by its UTF-16 characters.
     *
     * @param key the key, which {@code unencodedCharsFunnel()} put
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContainUnencodedChars(CharSequence key) {
        return mightContain(MURMUR3.hashCharsTo128Bits(key));
    }

    /**
     * Tells whether a number may be in the set.
     *
     * @param key the key, which {@code longFunnel()} put
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContainLong(long key) {
        return mightContain(LittleEndian.bytes(key));
    }

    /**
     * Tells whether a number may be in the set. It is not the same key as the {@code long} of the same value.
     *
     * @param key the key, which {@code integerFunnel()} put
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContainInt(int key) {
        return mightContain(LittleEndian.bytes(key));
    }

    private boolean mightContain(HashValue128 hash) {
        long low = hash.getLeastSignificantBits();
        return narrow ? narrowContains((int) low, (int) (low >>> 32)) : contains(low, hash.getMostSignificantBits());
    }

    private boolean contains(long low, long high) {
        long combined = low;
        for (int i = 0; i < probes; i++) {
            if (!isSet((combined & Long.MAX_VALUE) % bits)) {
                return false;
            }
            combined += high;
        }
        return true;
    }

    private boolean narrowContains(int low, int high) {
        int combined = low;
        for (int i = 0; i < probes; i++) {
            combined += high;
            if (!isSet((combined < 0 ? ~combined : combined) % bits)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSet(long bit) {
        return (words[(int) (bit >>> 6)] >>> bit & 1) != 0;
    }

    /**
     * Returns the false-positive probability of the filter as it is filled, as Guava tells it.
     *
     * @return the probability that a look-up of a key that was never put returns true, 0 to 1
     */
    public double expectedFpp() {
        long set = 0;
        for (long word : words) {
            set += Long.bitCount(word);
        }
        return Math.pow((double) set / bits, probes);
    }

    /**
     * Returns the memory that the filter takes, without the objects around it.
     *
     * @return bytes
     */
    public long sizeInBytes() {
        return (long) words.length * Long.BYTES;
    }

    @Override
    public String toString() {
        return "GuavaBloomFilter[" + sizeInBytes() + " bytes, " + probes + " bits a key]";
    }
}
