package dev.ashlar.bloom;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;

/**
 * A set of keys that answers "certainly not in" or "probably in", in a few bits a key.
 *
 * <p><b>Guarantee.</b> A key that is in the set is always found. A key that is not is found with a small probability, the
 * false-positive probability, which each type states and {@link #expectedFpp()} tells.
 *
 * <p><b>Keys</b> are bytes, text, or 64-bit hashes. Bytes and text are hashed by {@link #hash(byte[])} and
 * {@link #hash(CharSequence)}; to ask several filters for one key, hash once. A hash given directly must have all of its 64
 * bits well mixed: it is used as it is. Two keys of equal hash are one key to a filter.
 *
 * <p><b>Threads.</b> Any number of threads may look up at once. What else is safe, each type tells.
 */
public interface MembershipFilter {
    /**
     * Tells whether a key may be in the set, by its hash.
     *
     * @param hash the key's hash, as it was added
     * @return false if it certainly is not; true if it probably is
     */
    boolean mightContainHash(long hash);

    /**
     * Tells whether a key of bytes may be in the set.
     *
     * @param key the key
     * @return false if it certainly is not; true if it probably is
     */
    default boolean mightContain(byte[] key) {
        return mightContainHash(hash(key));
    }

    /**
     * Tells whether a text may be in the set.
     *
     * @param key the key
     * @return false if it certainly is not; true if it probably is
     */
    default boolean mightContain(CharSequence key) {
        return mightContainHash(hash(key));
    }

    /**
     * Tells of up to 64 keys at once whether they may be in the set, by their hashes. Where the filter is larger than the
     * caches this is faster than as many single calls, because the cache misses overlap.
     *
     * @param hashes the hashes
     * @param offset where in the array to begin
     * @param count how many, 0 to 64
     * @return bit i (the lowest is 0) is what {@link #mightContainHash(long)} returns for {@code hashes[offset + i]}; the
     *     bits from {@code count} on are 0
     * @throws IllegalArgumentException if {@code count} is not in its range
     * @throws IndexOutOfBoundsException if the range is not in the array
     */
    default long mightContainHashes(long[] hashes, int offset, int count) {
        Batch.check(hashes, offset, count);
        long found = 0;
        for (int i = 0; i < count; i++) {
            found |= (mightContainHash(hashes[offset + i]) ? 1L : 0L) << i;
        }
        return found;
    }

    /**
     * Returns the false-positive probability of the filter as it is now.
     *
     * @return the probability that a look-up of a key that is not in the set returns true, 0 to 1
     */
    double expectedFpp();

    /**
     * Returns the memory that the filter takes, without the objects around it.
     *
     * @return bytes
     */
    long sizeInBytes();

    /**
     * Returns the serial form: versioned, checksummed, little-endian, the same on every machine.
     *
     * @return about {@link #sizeInBytes()} bytes, as {@code docs/formats/bloom-filter.md} lays them out
     * @throws IllegalStateException if that is more than an array can hold
     */
    byte[] toByteArray();

    /**
     * Reads the serial form of a filter of any type.
     *
     * @param bytes exactly what {@link #toByteArray()} returned, by this or any earlier version
     * @return an equal filter of the same type, independent of the array
     * @throws FilterFormatException if the bytes are cut, changed, of a later version, or no filter at all; it is told
     *     before anything larger than the array is allocated
     */
    static MembershipFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        return FilterFormat.read(bytes);
    }

    /**
     * Opens a filter in its serial form without copying it, as of a mapped file. It takes a few hundred bytes of heap.
     *
     * <p>The bytes are those from the buffer's position to its limit; the buffer's position and order are neither used nor
     * changed. The whole is read once, for its checksum. Look-ups take a little longer than of a filter on the heap, and
     * allocate nothing. The bytes must not change for as long as the filter is used; if a mapped file is cut meanwhile, the
     * JVM throws an {@link InternalError} at the next look-up.
     *
     * @param bytes what {@link #toByteArray()} of a {@link BloomFilter}, {@link ClassicBloomFilter},
     *     {@link BinaryFuseFilter} or {@link RibbonFilter} returned, by this or any earlier version
     * @return a filter with the same answers, which any number of threads may use at once
     * @throws FilterFormatException if the bytes are cut, changed, of a later version, of another type, or no filter at all
     */
    static MembershipFilter view(ByteBuffer bytes) throws FilterFormatException {
        return FilterView.of(bytes, true);
    }

    /**
     * Opens a filter as {@link #view(ByteBuffer)} does, at once: only the first and the last bytes are read, whatever the
     * size. The checksum is not: bytes that were changed elsewhere give a filter that may not find its keys. It never throws
     * nor reads beyond the bytes because of them.
     *
     * @param bytes as for {@link #view(ByteBuffer)}, from a source that verifies them itself or has done so before
     * @return as of {@link #view(ByteBuffer)}
     * @throws FilterFormatException if the bytes cannot be such a filter
     */
    static MembershipFilter viewUnverified(ByteBuffer bytes) throws FilterFormatException {
        return FilterView.of(bytes, false);
    }

    /**
     * Returns the hash that stands for a key of bytes.
     *
     * @param key the key
     * @return its XXH3 hash, 64 bits, seed 0; the same in every version
     */
    static long hash(byte[] key) {
        return Hasher.XXH3.hashBytesToLong(key);
    }

    /**
     * Returns the hash that stands for a text. It is not that of the text's UTF-8 bytes: the two are different keys.
     *
     * @param key the key
     * @return the XXH3 hash of its UTF-16 characters, little-endian; the same in every version
     */
    static long hash(CharSequence key) {
        return Hasher.XXH3.hashCharsToLong(key);
    }
}

/** Holds the hash function, so that the interface has no field. */
final class Hasher {
    static final Hasher64 XXH3 = Hashing.xxh3_64();

    private Hasher() {}
}
