package dev.ashlar.benchmarks.bloom;

import com.google.common.hash.Funnels;
import dev.ashlar.bloom.BloomFilter;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A query of a filter at 1 %, half of the keys in it: by long keys, which Guava hashes and ours takes as hashes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BloomFilterQueryBenchmark {
    private static final int QUERIES = 1 << 16;

    /** {@code read} is the floor: the array of queries alone. */
    @Param({"ashlar", "guava", "read"})
    public String filter;

    @Param({"1000000", "50000000"})
    public int keys;

    private final long[] queries = new long[QUERIES];
    private LongPredicate contains;
    private int next;

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        contains = switch (filter) {
            case "ashlar" -> ashlar(random);
            case "guava" -> guava(random);
            default -> key -> key != 0;
        };
        SplittableRandom again = new SplittableRandom(1);
        for (int i = 0; i < QUERIES; i += 2) {
            queries[i] = again.nextLong();
            queries[i + 1] = random.nextLong();
            if (!contains.test(queries[i])) {
                throw new IllegalStateException("a key that was put must be found");
            }
        }
    }

    private LongPredicate ashlar(SplittableRandom random) {
        BloomFilter filled = BloomFilter.create(keys, 0.01);
        for (int i = 0; i < keys; i++) {
            filled.putHash(random.nextLong());
        }
        return filled::mightContainHash;
    }

    private LongPredicate guava(SplittableRandom random) {
        com.google.common.hash.BloomFilter<Long> filled =
                com.google.common.hash.BloomFilter.create(Funnels.longFunnel(), keys, 0.01);
        for (int i = 0; i < keys; i++) {
            filled.put(random.nextLong());
        }
        return filled::mightContain;
    }

    @Benchmark
    public boolean query() {
        next = (next + 1) & (QUERIES - 1);
        return contains.test(queries[next]);
    }
}
