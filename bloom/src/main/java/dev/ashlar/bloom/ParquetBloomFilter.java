package dev.ashlar.bloom;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A Bloom filter of a column chunk of a Parquet file, to be asked and no more.
 *
 * <p><b>Guarantee.</b> Every look-up has the answer that the Parquet specification defines for it. A key is a value of the
 * column in plain encoding, without a length before it. The look-up must be that of the column's type:
 * {@link #mightContainInt32(int)}, {@link #mightContainInt64(long)}, {@link #mightContainString(CharSequence)}, and for all others
 * {@link #mightContain(byte[])} of the encoding; with another, values are not found.
 *
 * <p><b>Cost.</b> A look-up reads 32 consecutive bytes. Parquet's hash, XXH64, is not that of the other types, which is why
 * this is no {@link MembershipFilter}. A text is encoded into a new array.
 *
 * <p><b>Threads.</b> Immutable.
 *
 * <p>Source: Apache Parquet, "Parquet Bloom Filter", the split-block algorithm with XXH64, uncompressed, which are the only
 * ones it defines.
 */
public final class ParquetBloomFilter {
    /*
     * A block is eight words of 32 bits; the high half of the hash chooses the block, and the low half, multiplied by a
     * salt for each word, names one bit in it by its five top bits.
     */
    private static final int WORDS = 8;
    private static final int BLOCK_BYTES = WORDS * Integer.BYTES;
    private static final int[] SALTS = {
        0x47B6137B, 0x44974D91, 0x8824AD5B, 0xA2B7289D, 0x705495C7, 0x2DF1424B, 0x9EFC4947, 0x5C6BFB31
    };

    /** What follows the number of bytes in the header: three unions, each of its first and only member, which is empty. */
    private static final byte[] HEADER_END = {0x1C, 0x1C, 0, 0, 0x1C, 0x1C, 0, 0, 0x1C, 0x1C, 0, 0, 0};

    private static final byte HEADER_BEGIN = 0x15;
    private static final Hasher64 XXH64 = Hashing.xxh64();

    private final int[] words;
    private final long blocks;

    private ParquetBloomFilter(int[] words) {
        this.words = words;
        blocks = words.length / WORDS;
    }

    /**
     * Reads a filter with its header, as it lies in a Parquet file. It has no checksum: bytes that were changed in the bits
     * are not found out.
     *
     * @param bytes the {@code BloomFilterHeader} and the bits, and nothing else
     * @return the filter, independent of the array
     * @throws FilterFormatException if the bytes are cut or no such filter; it is told before anything larger than the array
     *     is allocated
     */
    public static ParquetBloomFilter fromByteArray(byte[] bytes) throws FilterFormatException {
        int offset = 0;
        if (bytes.length == 0 || bytes[offset++] != HEADER_BEGIN) {
            throw new FilterFormatException("a filter of Parquet must begin with 0x15: bytes=" + bytes.length);
        }
        // A variable-length number: seven bits a byte, the lowest first; the lowest bit of the number is its sign.
        long zigzag = 0;
        int shift = 0;
        byte next;
        do {
            if (offset == bytes.length || shift > 28) {
                throw new FilterFormatException("the number of bytes must end within five bytes: at offset 1");
            }
            next = bytes[offset++];
            zigzag |= (long) (next & 0x7F) << shift;
            shift += 7;
        } while (next < 0);
        long size = (zigzag & 1) == 0 ? zigzag >>> 1 : -1;
        for (int i = 0; i < HEADER_END.length; i++, offset++) {
            if (offset == bytes.length || bytes[offset] != HEADER_END[i]) {
                throw new FilterFormatException(
                        "the algorithm must be split-block, the hash XXH64, the compression none: at offset " + offset);
            }
        }
        if (size != bytes.length - offset) {
            throw new FilterFormatException("the number of bytes must be that of the bits: bytes=" + size
                    + " at offset 1, bits of " + (bytes.length - offset) + " bytes at offset " + offset);
        }
        return fromBits(ByteBuffer.wrap(bytes, offset, bytes.length - offset));
    }

    /**
     * Takes the bits of a filter without the header.
     *
     * @param bits the bytes from its position to its limit, which is not changed
     * @return the filter, independent of the buffer
     * @throws FilterFormatException if they are not a positive multiple of 32
     */
    public static ParquetBloomFilter fromBits(ByteBuffer bits) throws FilterFormatException {
        if (bits.remaining() == 0 || bits.remaining() % BLOCK_BYTES != 0) {
            throw new FilterFormatException(
                    "the bits must be a positive multiple of " + BLOCK_BYTES + " bytes: bytes=" + bits.remaining());
        }
        int[] words = new int[bits.remaining() / Integer.BYTES];
        bits.slice().order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
        return new ParquetBloomFilter(words);
    }

    /**
     * Tells whether a value may be in the column.
     *
     * @param value the value in plain encoding
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContain(byte[] value) {
        return mightContainHash(XXH64.hashBytesToLong(value));
    }

    /**
     * Tells whether a string may be in the column.
     *
     * @param value the value, which is encoded as UTF-8
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContainString(CharSequence value) {
        return mightContain(value.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Tells whether a number may be in a column of type INT64.
     *
     * @param value the value
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContainInt64(long value) {
        return mightContain(LittleEndian.bytes(value));
    }

    /**
     * Tells whether a number may be in a column of type INT32.
     *
     * @param value the value
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContainInt32(int value) {
        return mightContain(LittleEndian.bytes(value));
    }

    /**
     * Tells whether a value may be in the column, by its hash.
     *
     * @param hash the XXH64 hash, seed 0, of the value in plain encoding
     * @return false if it certainly is not; true if it probably is
     */
    public boolean mightContainHash(long hash) {
        int block = (int) (((hash >>> 32) * blocks) >>> 32) * WORDS;
        int key = (int) hash;
        for (int i = 0; i < WORDS; i++) {
            if ((words[block + i] >>> ((key * SALTS[i]) >>> 27) & 1) == 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns the false-positive probability of the filter as it is filled, computed block by block.
     *
     * @return the probability that a look-up of a value that is not in the column returns true, 0 to 1
     */
    public double expectedFpp() {
        double sum = 0;
        for (int block = 0; block < words.length; block += WORDS) {
            double all = 1;
            for (int i = 0; i < WORDS; i++) {
                all *= (double) Integer.bitCount(words[block + i]) / Integer.SIZE;
            }
            sum += all;
        }
        return sum / blocks;
    }

    /**
     * Returns the memory that the filter takes, without the objects around it.
     *
     * @return bytes
     */
    public long sizeInBytes() {
        return (long) words.length * Integer.BYTES;
    }

    @Override
    public String toString() {
        return "ParquetBloomFilter[" + sizeInBytes() + " bytes]";
    }
}
