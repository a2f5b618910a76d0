package dev.ashlar.benchmarks.bloom;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A query, of a key that is in the filter, of one that is not, or of either at random, so that no one can foresee it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgs = "-Xmx8g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BloomFilterQueryBenchmark {
    private static final int QUERIES = 1 << 22;
    private static final int BATCH = Long.SIZE;

    /** {@code read} is the floor: the array of queries alone. */
    @Param({"bloom", "fastfilter", "guava", "classic", "concurrent", "counting", "fuse8", "xorfuse8", "ribbon8", "read"
    })
    public String filter;

    @Param({"1000000", "100000000"})
    public int keys;

    @Param({"either", "in", "out"})
    public String asked;

    private long[] queries;
    private Filter queried;
    private int next;

    @Setup
    public void fill() {
        long[] all = new SplittableRandom(1).longs(keys).toArray();
        queried = Filter.of(filter, all);
        queries = new long[QUERIES];
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < QUERIES; i++) {
            boolean in = asked.equals("in") || (asked.equals("either") && random.nextBoolean());
            queries[i] = in ? all[random.nextInt(keys)] : random.nextLong();
            if (in && !queried.contains(queries[i])) {
                throw new IllegalStateException("a key that was put must be found");
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int query() {
        int from = next;
        next = (from + BATCH) & (QUERIES - 1);
        int found = 0;
        for (int i = from; i < from + BATCH; i++) {
            found += queried.contains(queries[i]) ? 1 : 0;
        }
        return found;
    }

    /** The same queries, 64 at once; only {@code bloom} has this. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long batch() {
        int from = next;
        next = (from + BATCH) & (QUERIES - 1);
        return ((Filter.Bloom) queried).filter().mightContainHashes(queries, from, BATCH);
    }
}
