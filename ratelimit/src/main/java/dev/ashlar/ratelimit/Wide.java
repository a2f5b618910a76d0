package dev.ashlar.ratelimit;

/** Products of 128 bits. */
final class Wide {
    private Wide() {}

    /** {@code floor(a * b / 2^shift)} of the full product, modulo 2^64. */
    static long multiplyShift(long a, long b, int shift) {
        return (Math.multiplyHigh(a, b) << (Long.SIZE - shift)) | ((a * b) >>> shift);
    }

    /** {@code floor(a * b / c)} of the full product, none below zero; the result must fit. */
    static long mulDiv(long a, long b, long c) {
        long high = Math.multiplyHigh(a, b);
        long low = a * b;
        if (high == 0 && low >= 0) {
            return low / c;
        }
        long quotient = 0;
        long remainder = high;
        for (int bit = Long.SIZE - 1; bit >= 0; bit--) {
            remainder = (remainder << 1) | ((low >>> bit) & 1);
            quotient <<= 1;
            if (Long.compareUnsigned(remainder, c) >= 0) {
                remainder -= c;
                quotient |= 1;
            }
        }
        return quotient;
    }
}
