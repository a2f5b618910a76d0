package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.bloom.BinaryFuseFilter.Arity;
import dev.ashlar.bloom.BinaryFuseFilter.Fingerprint;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that are in are found, and others as often as {@link MembershipFilter#expectedFpp()} says, to 3 %. */
@Execution(ExecutionMode.CONCURRENT)
class FalsePositiveTest {
    enum Kind {
        BLOOM_30(0.3, hashes -> bloom(hashes, 0.3)),
        BLOOM_10(0.1, hashes -> bloom(hashes, 0.1)),
        BLOOM_3(0.03, hashes -> bloom(hashes, 0.03)),
        BLOOM_1(0.01, hashes -> bloom(hashes, 0.01)),
        BLOOM_01(0.001, hashes -> bloom(hashes, 0.001)),
        CLASSIC_10(0.1, hashes -> classic(hashes, 0.1)),
        CLASSIC_1(0.01, hashes -> classic(hashes, 0.01)),
        CLASSIC_01(0.001, hashes -> classic(hashes, 0.001)),
        CONCURRENT_10(0.1, hashes -> concurrent(hashes, 0.1)),
        CONCURRENT_1(0.01, hashes -> concurrent(hashes, 0.01)),
        CONCURRENT_01(0.001, hashes -> concurrent(hashes, 0.001)),
        COUNTING_1(0.01, hashes -> {
            CountingBloomFilter filter = CountingBloomFilter.create(hashes.length, 0.01);
            for (long hash : hashes) {
                filter.putHash(hash);
            }
            return filter;
        }),
        SCALABLE_1(0.01, hashes -> {
            ScalableBloomFilter filter = ScalableBloomFilter.create(1_000, 0.01);
            for (long hash : hashes) {
                filter.putHash(hash);
            }
            return filter;
        }),
        FUSE_8(0x1p-8, BinaryFuseFilter::of),
        FUSE_8_4(0x1p-8, hashes -> BinaryFuseFilter.of(hashes, Fingerprint.BITS_8, Arity.FOUR)),
        RIBBON_7(0x1p-7, hashes -> RibbonFilter.withFpp(hashes, 0.01));

        private final double fpp;
        private final Function<long[], MembershipFilter> factory;

        Kind(double fpp, Function<long[], MembershipFilter> factory) {
            this.fpp = fpp;
            this.factory = factory;
        }
    }

    private static MembershipFilter bloom(long[] hashes, double fpp) {
        BloomFilter filter = BloomFilter.create(hashes.length, fpp);
        for (long hash : hashes) {
            filter.putHash(hash);
        }
        return filter;
    }

    private static MembershipFilter classic(long[] hashes, double fpp) {
        ClassicBloomFilter filter = ClassicBloomFilter.create(hashes.length, fpp);
        for (long hash : hashes) {
            filter.putHash(hash);
        }
        return filter;
    }

    private static MembershipFilter concurrent(long[] hashes, double fpp) {
        ConcurrentBloomFilter filter = ConcurrentBloomFilter.create(hashes.length, fpp);
        for (long hash : hashes) {
            filter.addIfAbsentHash(hash);
        }
        return filter;
    }

    @ParameterizedTest
    @EnumSource
    void mightContain_upToAMillionKeys_isAsPromised(Kind kind) {
        for (int keys : new int[] {10, 1_000, 10_000, 100_000, 1_000_000}) {
            assertAsPromised(kind, keys, kind.fpp < 0.005 ? 40_000 : 250_000);
        }
    }

    @Tag("soak")
    @Execution(ExecutionMode.SAME_THREAD) // for the memory
    @ParameterizedTest
    @EnumSource
    void mightContain_upToAHundredMillionKeys_isAsPromised(Kind kind) {
        for (int keys : new int[] {10_000_000, 100_000_000}) {
            assertAsPromised(kind, keys, 1_000_000);
        }
    }

    /** Half empty, or with twice the keys that it was made for. */
    @ParameterizedTest
    @CsvSource({"0.1, 0.2", "0.1, 2", "0.03, 0.5", "0.01, 0.5", "0.01, 2", "0.001, 2"})
    void mightContain_otherNumberOfKeysThanExpected_isAsPromised(double fpp, double fill) {
        int expected = 100_000;
        SplittableRandom random = new SplittableRandom(7);
        BloomFilter filter = BloomFilter.create(expected, fpp);
        for (int i = 0; i < expected * fill; i++) {
            filter.putHash(random.nextLong());
        }
        double promised = filter.expectedFpp();
        long queries = 40_000_000;
        long found = 0;
        for (long i = 0; i < queries; i++) {
            found += filter.mightContainHash(random.nextLong()) ? 1 : 0;
        }
        double noise = 5 / Math.sqrt(queries * promised);
        assertThat((double) found / queries).isBetween(promised * (0.97 - noise), promised * (1.03 + noise));
    }

    private static void assertAsPromised(Kind kind, int keys, int falsePositives) {
        // Small filters vary from one to the next: many of them, so that the mean is what is measured.
        int filters = Math.max(1, 100_000 / keys);
        long queries = (long) (falsePositives / kind.fpp) / filters;
        SplittableRandom random = new SplittableRandom(keys);
        double promised = 0;
        long found = 0;
        for (int f = 0; f < filters; f++) {
            long[] hashes = random.longs(keys).toArray();
            MembershipFilter filter = kind.factory.apply(hashes);
            for (long hash : hashes) {
                if (!filter.mightContainHash(hash)) {
                    throw new AssertionError(hash + " must be found: keys=" + keys);
                }
            }
            promised += filter.expectedFpp() / filters;
            for (long i = 0; i < queries; i++) {
                found += filter.mightContainHash(random.nextLong()) ? 1 : 0;
            }
        }
        double measured = (double) found / (queries * filters);
        // Five standard deviations of the count beside the 3 %.
        double noise = 5 / Math.sqrt(queries * filters * promised);
        assertThat(measured)
                .as("%d keys", keys)
                .isBetween(promised * (0.97 - noise), promised * (1.03 + noise))
                // A whole number of blocks makes small filters better than asked for, never worse.
                .isLessThan(kind.fpp * (1.03 + noise));
    }
}
