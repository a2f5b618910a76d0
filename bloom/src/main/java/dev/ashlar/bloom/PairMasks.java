package dev.ashlar.bloom;

import java.util.stream.IntStream;

/** The bits that a key sets in one word: always as many, all different, spread evenly over the 64. */
final class PairMasks {
    static final int MAX_BITS = 3;

    /** Of a table of masks; each stands for its 64 rotations. */
    static final int TABLE = 512;

    private static final long[][] TABLES = new long[MAX_BITS + 1][TABLE];

    static {
        for (int bits = 1; bits <= MAX_BITS; bits++) {
            long[] all = differentMasks(bits);
            for (int i = 0; i < TABLE; i++) {
                TABLES[bits][i] = all[i * all.length / TABLE];
            }
        }
    }

    private PairMasks() {}

    /** The masks of so many bits, 1 to {@value #MAX_BITS}; read only. */
    static long[] of(int bits) {
        return TABLES[bits];
    }

    /** All masks of so many bits of which none is a rotation of another: 1, 32 or 651, in ascending order. */
    private static long[] differentMasks(int bits) {
        return IntStream.range(0, Long.SIZE)
                .boxed()
                .flatMap(a -> IntStream.rangeClosed(0, a).mapToObj(b -> 1L | 1L << a | 1L << b))
                .filter(mask -> Long.bitCount(mask) == bits && isLeastRotation(mask))
                .distinct()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
    }

    private static boolean isLeastRotation(long mask) {
        for (int i = 1; i < Long.SIZE; i++) {
            if (Long.compareUnsigned(Long.rotateLeft(mask, i), mask) < 0) {
                return false;
            }
        }
        return true;
    }
}
