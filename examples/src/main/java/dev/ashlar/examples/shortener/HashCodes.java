package dev.ashlar.examples.shortener;

import com.dynatrace.hash4j.hashing.Hashing;
import dev.ashlar.idgen.Base62;

/**
 * Codes of seven characters from a hash of the URL: the same URL has the same code in any store, and codes tell nothing of
 * when they were made; but two URLs can have the same hash, and then the one that came later is hashed again with the
 * number of the attempt.
 *
 * <p>The hash is no secret: who knows a URL can work out its code.
 */
final class HashCodes implements CodeMaker {
    /** How many codes of seven characters there are. */
    static final long CODES = 3_521_614_606_208L; // 62^7

    private static final int WIDTH = 7;

    private final UrlHash hash;

    private HashCodes(UrlHash hash) {
        this.hash = hash;
    }

    /** A hash of 64 bits, well mixed and different for every attempt; tests make it collide. */
    @FunctionalInterface
    interface UrlHash {
        long hash(byte[] url, int attempt);
    }

    /** Hashes by XXH3, with the attempt as its seed. */
    static HashCodes xxh3() {
        return new HashCodes((url, attempt) -> Hashing.xxh3_64(attempt).hashBytesToLong(url));
    }

    static HashCodes of(UrlHash hash) {
        return new HashCodes(hash);
    }

    @Override
    public byte kind() {
        return 'h';
    }

    @Override
    public String code(long number, byte[] url, int attempt) {
        return Base62.encode(reduce(hash.hash(url, attempt)), WIDTH);
    }

    /** The high half of the unsigned product: evenly over all codes, but for one in five million. */
    private static long reduce(long hash) {
        return Math.multiplyHigh(hash, CODES) + (hash >> 63 & CODES);
    }
}
