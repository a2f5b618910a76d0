package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads serial forms by docs/formats/bloom-filter.md alone, as simply as it can be done. */
class DocumentedFormatTest {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

    @ParameterizedTest
    @MethodSource("dev.ashlar.bloom.FilterViewTest#filters")
    void mightContain_anyHash_isWhatTheDocumentTells(MembershipFilter filter) {
        ByteBuffer body = ByteBuffer.wrap(filter.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        int kind = body.get(5);
        body = body.slice(8, body.capacity() - 12).order(ByteOrder.LITTLE_ENDIAN);
        int found = 0;
        for (long hash : StaticFilterTest.randomHashes(2 * FilterViewTest.KEYS, 1)) { // the first half is in it
            boolean documented = switch (kind) {
                case 1 -> blocks(body, hash);
                case 5 -> classic(body, hash);
                case 6 -> fuse(body, hash);
                default -> ribbon(body, hash);
            };
            assertThat(filter.mightContainHash(hash)).isEqualTo(documented);
            found += documented ? 1 : 0;
        }
        assertThat(found).isGreaterThan(filter.sizeInBytes() < 64 ? -1 : FilterViewTest.KEYS - 1); // two are empty
    }

    private static boolean blocks(ByteBuffer body, long hash) {
        long b = scale(hash, body.getLong(0));
        long t = body.getLong(8);
        long p = hash * MULTIPLIER;
        if (t == 0) {
            for (int i = 0; i < 8; i++) {
                if (!isSet(body, 16 + 64 * b + 8 * i, 1L << bits(p, 58 - 6 * i, 6))) {
                    return false;
                }
            }
            return true;
        }
        long first = bits(p, 31, 3);
        long second = (first + 1 + bits(p, 29, 2)) % 8;
        return isSet(body, 16 + 64 * b + 8 * first, Long.rotateLeft(mask(bits(p, 55, 9), t), (int) bits(p, 49, 6)))
                && isSet(
                        body, 16 + 64 * b + 8 * second, Long.rotateLeft(mask(bits(p, 40, 9), t), (int) bits(p, 34, 6)));
    }

    private static final List<List<Long>> MASKS =
            List.of(List.of(), leastRotations(1), leastRotations(2), leastRotations(3));

    private static long mask(long number, long t) {
        List<Long> masks = MASKS.get((int) t);
        return masks.get((int) (number * masks.size() / 512));
    }

    private static List<Long> leastRotations(int t) {
        TreeSet<Long> least = new TreeSet<>(Long::compareUnsigned);
        for (int a = 0; a < 64; a++) {
            for (int b = 0; b < 64; b++) {
                long mask = 1L | 1L << a | 1L << b;
                TreeSet<Long> rotations = new TreeSet<>(Long::compareUnsigned);
                for (int i = 0; i < 64; i++) {
                    rotations.add(Long.rotateLeft(mask, i));
                }
                if (Long.bitCount(mask) == t) {
                    least.add(rotations.first());
                }
            }
        }
        return List.copyOf(least);
    }

    private static long bits(long p, int from, int count) {
        return p >>> from & ((1 << count) - 1);
    }

    private static boolean isSet(ByteBuffer body, long offset, long mask) {
        return (body.getLong((int) offset) & mask) == mask;
    }

    private static boolean classic(ByteBuffer body, long hash) {
        long bits = 64 * body.getLong(0);
        long x = hash;
        for (int i = 1; i <= body.getLong(8); i++) {
            x = x * 0xD1342543DE82EF95L + MULTIPLIER;
            long n = scale(x, bits);
            if (!isSet(body, 16 + 8 * (n / 64), 1L << (n % 64))) {
                return false;
            }
        }
        return true;
    }

    private static boolean fuse(ByteBuffer body, long hash) {
        int fingerprintBits = body.get(0);
        int arity = body.get(1);
        long segment = 1L << body.get(2);
        long m = mix(hash + body.getLong(8));
        long p = m * MULTIPLIER;
        long t = scale(m, body.getInt(4) * segment);
        long[] slots = {
            t,
            (t + segment) ^ Long.remainderUnsigned(m, segment),
            (t + 2 * segment) ^ ((m >>> 18) % segment),
            (t + 3 * segment) ^ ((p >>> 46) % segment)
        };
        long fingerprint = fingerprintBits == 8 ? (p >>> 38) & 0xFF : (p >>> 30) & 0xFFFF;
        for (int i = 0; i < arity; i++) {
            fingerprint ^= fingerprintBits == 8
                    ? Byte.toUnsignedInt(body.get((int) (16 + slots[i])))
                    : Short.toUnsignedInt(body.getShort((int) (16 + 2 * slots[i])));
        }
        return fingerprint == 0;
    }

    private static boolean ribbon(ByteBuffer body, long hash) {
        int resultBits = body.get(0);
        int layers = body.get(1);
        int layer = 4 + 4 * layers;
        long m = hash;
        for (int i = 0; i < layers; i++) {
            int blocks = body.getInt(4 + 4 * i);
            int words = layer + (blocks + 3) / 4;
            m = mix(m + MULTIPLIER);
            long t = scale(m, 64L * (blocks - 1));
            int block = (int) (t / 64);
            int offset = (int) (t % 64);
            int threshold = (body.get(layer + block / 4) >> (block % 4 * 2)) & 3;
            if (offset >= 22 * threshold) {
                BigInteger c = unsigned((m * MULTIPLIER) | 1);
                long here = c.shiftLeft(offset).longValue();
                long next = c.shiftRight(64 - offset).longValue();
                long fingerprint = ((m ^ (m >>> 29)) * 0xD1342543DE82EF95L) >>> 40;
                for (int bit = 0; bit < resultBits; bit++) {
                    long first = body.getLong(words + 8 * (block * resultBits + bit)) & here;
                    long second = body.getLong(words + 8 * ((block + 1) * resultBits + bit)) & next;
                    if (Long.bitCount(first ^ second) % 2 != (fingerprint >>> bit) % 2) {
                        return false;
                    }
                }
                return true;
            }
            layer = words + 8 * resultBits * blocks;
        }
        return false;
    }

    private static long mix(long value) {
        long x = value;
        x = (x ^ (x >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }

    private static long scale(long m, long n) {
        return unsigned(m)
                .shiftRight(1)
                .multiply(BigInteger.valueOf(2 * n))
                .divide(TWO_64)
                .longValueExact();
    }

    private static BigInteger unsigned(long value) {
        return BigInteger.valueOf(value).mod(TWO_64);
    }
}
