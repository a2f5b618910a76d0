package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrentBloomFilterTest {
    @Test
    void sizeInBytes_onePercent_isAsDocumented() {
        assertThat(ConcurrentBloomFilter.sizeInBytes(1_000_000, 0.01) * 8 / 1e6).isCloseTo(12.1, offset(0.1));
    }

    @Test
    void addIfAbsent_manyThreadsTheSameKeys_haveExactlyOneWinnerEach() throws Exception {
        int keys = 20_000;
        int threads = 8;
        long[] hashes = new SplittableRandom(3).longs(keys).toArray();
        ConcurrentBloomFilter filter = ConcurrentBloomFilter.create(keys, 1e-6);
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Callable<boolean[]>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            tasks.add(() -> {
                boolean[] won = new boolean[keys];
                start.await();
                for (int i = 0; i < keys; i++) {
                    won[i] = filter.addIfAbsentHash(hashes[i]);
                }
                return won;
            });
        }
        int[] winners = new int[keys];
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Future<boolean[]> future : pool.invokeAll(tasks)) {
                boolean[] won = future.get();
                for (int i = 0; i < keys; i++) {
                    winners[i] += won[i] ? 1 : 0;
                }
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(Arrays.stream(winners).max()).hasValue(1);
        // 1e-6 a key: not one in 20,000 looked as if it had been there.
        assertThat(Arrays.stream(winners).sum()).isEqualTo(keys);
        assertThat(Arrays.stream(hashes).allMatch(filter::mightContainHash)).isTrue();
        assertThat((double) filter.approximateCount()).isCloseTo(keys, offset(keys * 0.02));
    }

    @Test
    void addIfAbsent_bytesAndText_tellWhetherTheyWereNew() {
        ConcurrentBloomFilter filter = ConcurrentBloomFilter.create(100, 0.001);
        assertThat(filter.addIfAbsent("a")).isTrue();
        assertThat(filter.addIfAbsent("a")).isFalse();
        assertThat(filter.addIfAbsent(new byte[] {1})).isTrue();
        assertThat(filter.addIfAbsent(new byte[] {1})).isFalse();
        assertThat(filter.mightContain("a")).isTrue();
        assertThat(filter.mightContain("b")).isFalse();
    }

    @Test
    void putAll_anotherFilter_isTheFilterOfTheUnion() {
        ConcurrentBloomFilter a = ConcurrentBloomFilter.create(1_000, 0.01);
        ConcurrentBloomFilter b = ConcurrentBloomFilter.create(1_000, 0.01);
        ConcurrentBloomFilter both = ConcurrentBloomFilter.create(1_000, 0.01);
        for (int i = 0; i < 1_000; i++) {
            (i % 3 == 0 ? a : b).addIfAbsent("key " + i);
            both.addIfAbsent("key " + i);
        }
        a.putAll(b);
        assertThat(a.toByteArray()).isEqualTo(both.toByteArray());
        assertThatThrownBy(() -> a.putAll(ConcurrentBloomFilter.create(2_000, 0.01)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("other must have the same size and bits a key: size=");
    }

    @Test
    void fromByteArray_itsBytes_isTheSame() throws FilterFormatException {
        ConcurrentBloomFilter filter = ConcurrentBloomFilter.create(1_000, 0.01);
        for (int i = 0; i < 1_000; i++) {
            filter.addIfAbsent("key " + i);
        }
        byte[] bytes = filter.toByteArray();
        ConcurrentBloomFilter read = ConcurrentBloomFilter.fromByteArray(bytes);
        assertThat(read.toByteArray()).isEqualTo(bytes);
        assertThat(read.mightContain("key 7")).isTrue();
        assertThat(read.expectedFpp()).isEqualTo(filter.expectedFpp());
    }

    @Test
    void create_illegalArguments_areRefused() {
        assertThatThrownBy(() -> ConcurrentBloomFilter.create(0, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expectedKeys must be >= 1: expectedKeys=0");
        assertThatThrownBy(() -> ConcurrentBloomFilter.create(1, 0.6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fpp must be in [1.0E-10, 0.5]: fpp=0.6");
        assertThatThrownBy(() -> ConcurrentBloomFilter.create(Long.MAX_VALUE, 0.01))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("expectedKeys and fpp must need at most 17179869112 bytes");
    }
}
