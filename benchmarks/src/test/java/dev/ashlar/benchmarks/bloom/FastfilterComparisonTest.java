package dev.ashlar.benchmarks.bloom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.bloom.BinaryFuseFilter;
import dev.ashlar.bloom.BloomFilter;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.fastfilter.bloom.BlockedBloom;
import org.fastfilter.xor.XorFuse8;
import org.junit.jupiter.api.Test;

/** What is measured for time answers alike, and in no more memory. */
class FastfilterComparisonTest {
    private static final int KEYS = 1_000_000;
    private static final long[] HASHES = new SplittableRandom(1).longs(KEYS).toArray();

    @Test
    void bloomFilter_ofLessMemoryThanTheirs_hasNoMoreFalsePositives() {
        BlockedBloom theirs = BlockedBloom.construct(HASHES, 11);
        BloomFilter ours = BloomFilter.create(KEYS, 0.0096);
        for (long hash : HASHES) {
            ours.putHash(hash);
        }
        assertThat(ours.sizeInBytes() * 8).isLessThan(theirs.getBitCount() * 94 / 100);
        assertThat(falsePositives(ours::mightContainHash)).isLessThan(falsePositives(theirs::mayContain) * 1.01);
    }

    @Test
    void binaryFuseFilter_besideTheirs_isSmallerAndHasAsManyFalsePositives() {
        XorFuse8 theirs = XorFuse8.construct(HASHES);
        BinaryFuseFilter ours = BinaryFuseFilter.of(HASHES);
        assertThat(ours.sizeInBytes() * 8).isLessThan(theirs.getBitCount());
        assertThat(falsePositives(ours::mightContainHash))
                .isBetween(falsePositives(theirs::mayContain) * 0.97, falsePositives(theirs::mayContain) * 1.03);
    }

    /** Of 20 million keys; all that are in are found. */
    private static double falsePositives(LongPredicate contains) {
        for (long hash : HASHES) {
            assertThat(contains.test(hash)).isTrue();
        }
        SplittableRandom random = new SplittableRandom(2);
        int found = 0;
        for (int i = 0; i < 20_000_000; i++) {
            found += contains.test(random.nextLong()) ? 1 : 0;
        }
        return found;
    }
}
