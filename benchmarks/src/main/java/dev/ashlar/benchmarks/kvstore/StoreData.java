package dev.ashlar.benchmarks.kvstore;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;

/** The pairs of the loads: keys of 16 bytes, digits, and values that can be compressed to half. */
final class StoreData {
    /** A prime above every number of pairs. */
    private static final long PRIME = 999_999_999_989L;

    private final byte[] pool = new byte[1 << 20];
    private final int valueBytes;

    StoreData(int valueBytes) {
        this.valueBytes = valueBytes;
        new SplittableRandom(1).nextBytes(pool);
        for (int i = 0; i < pool.length; i += valueBytes) {
            int end = Math.min(i + valueBytes, pool.length);
            Arrays.fill(pool, Math.min(i + valueBytes / 2, end), end, (byte) 'v');
        }
    }

    int valueBytes() {
        return valueBytes;
    }

    byte[] value(int i) {
        int from = (int) (i * 7_919L % (pool.length / valueBytes)) * valueBytes;
        return Arrays.copyOfRange(pool, from, from + valueBytes);
    }

    static byte[] key(long i) {
        return digits(i, (byte) '0');
    }

    /** Between two keys that are there. */
    static byte[] missing(long i) {
        return digits(i, (byte) '5');
    }

    /** The key of the pair that was inserted as the i-th; each comes somewhere among all before. */
    byte[] inserted(int i) {
        return digits(i * 618_033_989L % PRIME, (byte) '0');
    }

    /** Fills a key with the digits of a number. */
    static void digits(long number, byte[] key) {
        long rest = number;
        for (int i = key.length - 1; i >= 0; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** A number of 63 bits that is the same for the same i. */
    static long mix(int i) {
        long mixed = (i + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed ^= mixed >>> 27;
        return mixed >>> 1;
    }

    static void require(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("the store must have what was written");
        }
    }

    private static byte[] digits(long number, byte last) {
        byte[] key = new byte[16];
        key[15] = last;
        long rest = number;
        for (int i = 14; i >= 0; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return key;
    }
}
