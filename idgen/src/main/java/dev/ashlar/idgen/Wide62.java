package dev.ashlar.idgen;

/*
 * Numbers of up to 160 bits in base 62, five digits at a time: 62^5 is less than 2^30, so a remainder and the next 32 bits
 * are less than 2^62, and all arithmetic is that of positive longs. A number is three longs: the highest 32 bits, and twice
 * 64.
 */
final class Wide62 {
    private static final int CHUNK = 5;
    private static final long CHUNK_POWER = 916_132_832; // 62^5
    private static final long LOW = 0xFFFF_FFFFL;

    private Wide62() {}

    /** Writes so many digits; the number has no more. */
    static void encode(Digits digits, long high, long middle, long low, byte[] dst, int off, int width) {
        long a = high;
        long b = middle >>> 32;
        long c = middle & LOW;
        long d = low >>> 32;
        long e = low & LOW;
        for (int end = off + width; end > off; end -= CHUNK) {
            long rest = a;
            a = rest / CHUNK_POWER;
            rest = (rest - a * CHUNK_POWER) << 32 | b;
            b = rest / CHUNK_POWER;
            rest = (rest - b * CHUNK_POWER) << 32 | c;
            c = rest / CHUNK_POWER;
            rest = (rest - c * CHUNK_POWER) << 32 | d;
            d = rest / CHUNK_POWER;
            rest = (rest - d * CHUNK_POWER) << 32 | e;
            e = rest / CHUNK_POWER;
            int chunk = (int) (rest - e * CHUNK_POWER);
            for (int i = end - 1; i >= Math.max(off, end - CHUNK); i--) {
                int quotient = chunk / 62;
                dst[i] = digits.character(chunk - quotient * 62);
                chunk = quotient;
            }
        }
    }

    /** Reads a text whole, and puts the number of 128 or 160 bits into two or three longs; nothing is written if it fails. */
    static void decode(Digits digits, CharSequence text, int bits, long[] dst, int off) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long e = 0;
        int length = text.length();
        int position = 0;
        while (position < length) {
            int end = length - (length - position - 1) / CHUNK * CHUNK;
            long carry = 0;
            for (; position < end; position++) {
                carry = carry * 62 + digits.at(text, position);
            }
            carry += e * CHUNK_POWER;
            e = carry & LOW;
            carry = (carry >>> 32) + d * CHUNK_POWER;
            d = carry & LOW;
            carry = (carry >>> 32) + c * CHUNK_POWER;
            c = carry & LOW;
            carry = (carry >>> 32) + b * CHUNK_POWER;
            b = carry & LOW;
            a = (carry >>> 32) + a * CHUNK_POWER; // at most 62^27, less than 2^161, in all
        }
        if (a >>> (bits - 128) != 0) {
            throw Digits.tooGreat(text, bits);
        }
        int next = off;
        if (bits > 128) {
            dst[next++] = a;
        }
        dst[next] = b << 32 | c;
        dst[next + 1] = d << 32 | e;
    }
}
