package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketLocatorTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 17, 100, 1000})
    void jumpBack_oneMoreBucket_movesKeysOnlyThere(int buckets) {
        int moved = 0;
        for (long hash : Rings.hashes(buckets, 100_000)) {
            int before = JumpBackHash.bucket(hash, buckets);
            int after = JumpBackHash.bucket(hash, buckets + 1);
            assertThat(before).isBetween(0, buckets - 1);
            if (before != after) {
                assertThat(after).isEqualTo(buckets);
                moved++;
            }
        }
        double mean = 100_000.0 / (buckets + 1);
        assertThat((double) moved).isBetween(mean - 6 * Math.sqrt(mean), mean + 6 * Math.sqrt(mean));
    }

    /** Results of hash4j 0.31.0: another version that gave others would move everybody's keys. */
    @Test
    void jumpBack_pinnedHashes_haveThePinnedBuckets() {
        int[] buckets = new int[10];
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = JumpBackHash.bucket(Mixing.mix(i + 1L), 1000);
        }
        assertThat(buckets).containsExactly(882, 297, 898, 436, 897, 622, 79, 400, 754, 239);
    }

    @Test
    void locate_nodesInARow_areThoseOfTheBuckets() {
        BucketLocator<String> locator = new BucketLocator<>(JumpBackHash::bucket, Rings.names(10));
        BucketLocator<String> more = locator.with("new");
        assertThat(more.nodes()).hasSize(11).endsWith("new");
        for (long hash : Rings.hashes(1, 10_000)) {
            assertThat(locator.locate(hash)).isEqualTo("node-" + JumpBackHash.bucket(hash, 10));
            assertThat(more.locate(hash)).isIn("new", locator.locate(hash));
            assertThat(more.withoutLast().locate(hash)).isEqualTo(locator.locate(hash));
        }
    }
}
