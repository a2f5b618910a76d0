package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StaticFilterTest {
    @ParameterizedTest
    @EnumSource
    void mightContain_everyKey_isTrue(StaticFilterKind kind) {
        for (int keys : new int[] {0, 1, 2, 3, 10, 63, 64, 65, 100, 1_000, 10_000, 100_000, 1_000_000}) {
            assertFindsAll(kind, randomHashes(keys, keys));
        }
    }

    @ParameterizedTest
    @EnumSource
    void mightContain_everyKeyOfManySmallSets_isTrue(StaticFilterKind kind) {
        for (int keys = 0; keys < 600; keys++) {
            assertFindsAll(kind, randomHashes(keys, 7 + keys));
        }
    }

    @ParameterizedTest
    @EnumSource
    void mightContain_numbersThatAreNoHashes_isTrue(StaticFilterKind kind) {
        int keys = 100_000;
        assertFindsAll(kind, LongStream.range(0, keys).toArray());
        assertFindsAll(kind, LongStream.range(-keys, keys).map(i -> -i).toArray());
        assertFindsAll(kind, LongStream.range(0, keys).map(i -> i << 32).toArray());
        assertFindsAll(
                kind,
                LongStream.range(0, keys).map(i -> i * 0x9E3779B97F4A7C15L).toArray());
        assertFindsAll(kind, LongStream.range(0, keys).map(Long::reverse).toArray());
        assertFindsAll(kind, LongStream.range(0, 64).map(i -> 1L << i).toArray());
        assertFindsAll(kind, 0, -1, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @ParameterizedTest
    @EnumSource
    void of_duplicates_isTheFilterOfTheSet(StaticFilterKind kind) {
        for (int keys : new int[] {1, 2, 1_000, 100_000}) {
            long[] once = randomHashes(keys, 3);
            long[] someTwice = Arrays.copyOf(once, keys + (keys + 1) / 2);
            System.arraycopy(once, 0, someTwice, keys, (keys + 1) / 2);
            assertThat(kind.of(someTwice)).isEqualTo(kind.of(once));
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_allEqual_isTheFilterOfOne(StaticFilterKind kind) {
        MembershipFilter one = kind.of(42);
        // Around what a byte can count, too.
        for (int copies : new int[] {2, 255, 256, 257, 513, 100_000}) {
            long[] hashes = new long[copies];
            Arrays.fill(hashes, 42);
            assertThat(kind.of(hashes)).as("%d copies", copies).isEqualTo(one);
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_sameSetInAnotherOrder_hasTheSameBytes(StaticFilterKind kind) {
        for (int keys : new int[] {5, 500, 100_000}) {
            long[] hashes = randomHashes(keys, 8);
            long[] reversed = new long[keys];
            for (int i = 0; i < keys; i++) {
                reversed[i] = hashes[keys - 1 - i];
            }
            MembershipFilter filter = kind.of(hashes);
            assertThat(filter.toByteArray())
                    .isEqualTo(kind.of(hashes).toByteArray())
                    .isEqualTo(kind.of(reversed).toByteArray());
            assertThat(filter).isEqualTo(kind.of(reversed)).hasSameHashCodeAs(kind.of(reversed));
            if (keys > 5) { // few keys in few bits may well have the filter of others
                assertThat(filter).isNotEqualTo(kind.of(randomHashes(keys, 9)));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_anyArray_leavesItUnchanged(StaticFilterKind kind) {
        long[] hashes = randomHashes(3_000, 1);
        System.arraycopy(hashes, 0, hashes, 2_000, 1_000);
        long[] before = hashes.clone();
        MembershipFilter filter = kind.of(hashes);
        assertThat(hashes).isEqualTo(before);
        Arrays.fill(hashes, 0);
        assertThat(missing(filter, before)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void mightContain_otherKeys_areFoundAsOftenAsPromised(StaticFilterKind kind) {
        for (int keys : new int[] {1, 100, 10_000, 1_000_000}) {
            // Small filters vary from one to the next: the mean of many is what is measured.
            int filters = Math.max(1, 1_000 / keys);
            int queries = (int) (100 / kind.fpp() + 1_000_000) / filters;
            SplittableRandom random = new SplittableRandom(keys);
            long found = 0;
            for (int f = 0; f < filters; f++) {
                MembershipFilter filter = kind.of(random.longs(keys).toArray());
                assertThat(filter.expectedFpp()).isEqualTo(kind.fpp());
                for (int i = 0; i < queries; i++) {
                    found += filter.mightContainHash(random.nextLong()) ? 1 : 0;
                }
            }
            double expected = (double) filters * queries * kind.fpp();
            // Five standard deviations of the count, and 3 % for the model.
            assertThat((double) found)
                    .as("%d keys", keys)
                    .isBetween(expected * 0.97 - 5 * Math.sqrt(expected), expected * 1.03 + 5 * Math.sqrt(expected));
        }
    }

    @ParameterizedTest
    @EnumSource
    void mightContain_sequentialNumbersOfWhichSomeAreIn_agreesWithASet(StaticFilterKind kind) {
        SplittableRandom random = new SplittableRandom(12);
        Set<Long> set = new HashSet<>();
        while (set.size() < 50_000) {
            set.add(random.nextLong(200_000));
        }
        MembershipFilter filter =
                kind.of(set.stream().mapToLong(Long::longValue).toArray());
        int falsePositives = 0;
        for (long key = 0; key < 200_000; key++) {
            boolean found = filter.mightContainHash(key);
            if (set.contains(key)) {
                assertThat(found).isTrue();
            } else if (found) {
                falsePositives++;
            }
        }
        double expected = 150_000 * kind.fpp();
        assertThat((double) falsePositives)
                .isBetween(expected - 5 * Math.sqrt(expected), expected + 5 * Math.sqrt(expected));
    }

    @ParameterizedTest
    @EnumSource
    void mightContain_textAndBytes_areFoundByTheirHashes(StaticFilterKind kind) {
        MembershipFilter filter = kind.of(MembershipFilter.hash("a"), MembershipFilter.hash(new byte[] {1, 2}));
        assertThat(filter.mightContain("a")).isTrue();
        assertThat(filter.mightContain(new byte[] {1, 2})).isTrue();
    }

    private static void assertFindsAll(StaticFilterKind kind, long... hashes) {
        assertThat(missing(kind.of(hashes), hashes))
                .as("%d keys", hashes.length)
                .isZero();
    }

    private static int missing(MembershipFilter filter, long[] hashes) {
        int missing = 0;
        for (long hash : hashes) {
            missing += filter.mightContainHash(hash) ? 0 : 1;
        }
        return missing;
    }

    static long[] randomHashes(int count, long seed) {
        return new SplittableRandom(seed).longs(count).toArray();
    }
}
