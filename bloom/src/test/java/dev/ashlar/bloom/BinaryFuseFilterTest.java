package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.bloom.BinaryFuseFilter.Arity;
import dev.ashlar.bloom.BinaryFuseFilter.Fingerprint;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinaryFuseFilterTest {
    @Test
    void sizeInBytes_aMillionKeys_isNearTheInformationLimit() {
        long[] hashes = StaticFilterTest.randomHashes(1_000_000, 1);
        assertThat(bitsPerKey(hashes, Fingerprint.BITS_8, Arity.THREE)).isLessThan(9.05);
        assertThat(bitsPerKey(hashes, Fingerprint.BITS_8, Arity.FOUR)).isLessThan(8.65);
        assertThat(bitsPerKey(hashes, Fingerprint.BITS_16, Arity.THREE)).isLessThan(18.1);
        assertThat(bitsPerKey(hashes, Fingerprint.BITS_16, Arity.FOUR)).isLessThan(17.3);
    }

    private static double bitsPerKey(long[] hashes, Fingerprint fingerprint, Arity arity) {
        return BinaryFuseFilter.of(hashes, fingerprint, arity).sizeInBytes() * 8.0 / hashes.length;
    }

    @Test
    void sizeInBytes_beforeBuilding_isThatOfTheFilter() {
        for (int keys : new int[] {0, 1, 2, 77, 5_000}) {
            long[] hashes = StaticFilterTest.randomHashes(keys, 1);
            for (Fingerprint fingerprint : Fingerprint.values()) {
                for (Arity arity : Arity.values()) {
                    assertThat(BinaryFuseFilter.sizeInBytes(keys, fingerprint, arity))
                            .isEqualTo(BinaryFuseFilter.of(hashes, fingerprint, arity)
                                    .sizeInBytes());
                }
            }
        }
    }

    @Test
    void sizeInBytes_moreKeysThanCanBeBuilt_isStillTold() {
        assertThat(BinaryFuseFilter.sizeInBytes(10_000_000_000L, Fingerprint.BITS_16, Arity.FOUR) * 8 / 10_000_000_000L)
                .isEqualTo(17);
        assertThat(BinaryFuseFilter.sizeInBytes(1_900_000_000L, Fingerprint.BITS_8, Arity.THREE))
                .isLessThan(Integer.MAX_VALUE);
        assertThatThrownBy(() -> BinaryFuseFilter.sizeInBytes(-1, Fingerprint.BITS_8, Arity.THREE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("distinctKeys must be in [0, 2^48]: distinctKeys=-1");
    }

    /** The most keys that a shape is for leave the least room in it. */
    @Test
    void of_mostKeysOfEveryShape_areAllPlaced() {
        SplittableRandom random = new SplittableRandom(1);
        for (Arity arity : Arity.values()) {
            int slots = arity == Arity.THREE ? 3 : 4;
            for (int keys = 2; keys < 50_000; keys++) {
                if (!FuseShape.of(slots, keys).equals(FuseShape.of(slots, keys + 1))) {
                    for (int set = 0; set < 3; set++) {
                        long[] hashes = random.longs(keys).toArray();
                        BinaryFuseFilter filter = BinaryFuseFilter.of(hashes, Fingerprint.BITS_8, arity);
                        assertThat(Arrays.stream(hashes).allMatch(filter::mightContainHash))
                                .as("keys=%d", keys)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void construction_moreSlotsThanAllowed_isRefused() {
        assertThatThrownBy(() -> new FuseConstruction(3, new long[1_000], 1_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("hashes must need at most 1000 slots: hashes.length=1000, slots=1408");
    }

    @Test
    void of_hashesChosenAgainstEveryAttempt_isRefused() {
        // For every seed two keys with the same three slots: their mixed hashes differ in a bit that chooses none.
        long[] hashes = new long[2 * FuseConstruction.MAX_ATTEMPTS];
        for (int attempt = 0; attempt < FuseConstruction.MAX_ATTEMPTS; attempt++) {
            long seed = HashMixing.mix((attempt + 1) * HashMixing.GOLDEN_RATIO);
            long mixed = attempt * 0x1234567890123457L;
            hashes[2 * attempt] = unmix(mixed) - seed;
            hashes[2 * attempt + 1] = unmix(mixed ^ (1L << 40)) - seed;
        }
        assertThatThrownBy(() -> BinaryFuseFilter.of(hashes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("hashes must be hashes, and not chosen against this filter:"
                        + " keys=200 could not be placed in 100 attempts");
    }

    /** The inverse of {@link HashMixing#mix}. */
    private static long unmix(long mixed) {
        long value = (mixed ^ (mixed >>> 31) ^ (mixed >>> 62)) * inverse(0x94D049BB133111EBL);
        value = (value ^ (value >>> 27) ^ (value >>> 54)) * inverse(0xBF58476D1CE4E5B9L);
        return value ^ (value >>> 30) ^ (value >>> 60);
    }

    /** Newton's iteration: each step doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int i = 0; i < 6; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    @Test
    void mix_unmixed_isTheSame() {
        for (long value : StaticFilterTest.randomHashes(1_000, 1)) {
            assertThat(unmix(HashMixing.mix(value))).isEqualTo(value);
        }
    }

    @Test
    void readmeExample_anyKey_isFound() {
        List<String> keys = List.of("a", "b", "c");
        long[] hashes = keys.stream().mapToLong(MembershipFilter::hash).toArray();
        BinaryFuseFilter fast = BinaryFuseFilter.of(hashes);
        BinaryFuseFilter small = BinaryFuseFilter.of(hashes, Fingerprint.BITS_8, Arity.FOUR);
        RibbonFilter smallest = RibbonFilter.withFpp(hashes, 0.01);
        for (MembershipFilter filter : List.of(fast, small, smallest)) {
            assertThat(keys).allMatch(filter::mightContain);
        }
    }

    @Test
    void toString_tellsTheVariant() {
        assertThat(BinaryFuseFilter.of(1, 2, 3)).hasToString("BinaryFuseFilter[8 bits, 3 slots a key, 24 bytes]");
    }
}
