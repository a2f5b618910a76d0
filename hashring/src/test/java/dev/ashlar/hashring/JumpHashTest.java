package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JumpHashTest {
    private static final int SAMPLES = 100_000;

    @Test
    void bucket_anyHash_isThatOfGuava() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < SAMPLES; i++) {
            long hash = random.nextLong();
            int buckets = random.nextInt(1, i % 2 == 0 ? 100 : Integer.MAX_VALUE);
            assertThat(JumpHash.bucket(hash, buckets)).isEqualTo(Hashing.consistentHash(hash, buckets));
        }
    }

    @Test
    void bucket_oneMoreBucket_movesKeysOnlyThere() {
        SplittableRandom random = new SplittableRandom(2);
        int moved = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long hash = random.nextLong();
            int before = JumpHash.bucket(hash, 10);
            int after = JumpHash.bucket(hash, 11);
            if (before != after) {
                assertThat(after).isEqualTo(10);
                moved++;
            }
        }
        // Binomial with p = 1/11: the mean +- 6 standard deviations.
        double mean = SAMPLES / 11.0;
        assertThat((double) moved).isBetween(mean - 6 * Math.sqrt(mean), mean + 6 * Math.sqrt(mean));
    }

    @Test
    void bucket_onlyOne_isZero() {
        assertThat(JumpHash.bucket(0, 1)).isZero();
        assertThat(JumpHash.bucket(-1, 1)).isZero();
        assertThat(JumpHash.bucket(Long.MIN_VALUE, 1)).isZero();
    }

    @Test
    void bucket_noBuckets_isRefused() {
        assertThatThrownBy(() -> JumpHash.bucket(1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("buckets must be >= 1: buckets=0");
    }
}
