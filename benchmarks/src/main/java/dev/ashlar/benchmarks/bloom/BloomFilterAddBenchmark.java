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

/**
 * An addition. The filter is full after the first round of all keys, and the later rounds add them again: that is of use to
 * those that only read what is set already, Guava and {@code concurrent}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgs = "-Xmx8g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BloomFilterAddBenchmark {
    private static final int BATCH = 64;

    @Param({"bloom", "fastfilter", "guava", "classic", "concurrent", "counting"})
    public String filter;

    @Param({"1000000", "100000000"})
    public int keys;

    private long[] all;
    private Filter filled;
    private int next;

    @Setup
    public void fill() {
        all = new SplittableRandom(1).longs(keys).toArray();
        filled = Filter.of(filter, all);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void add() {
        int from = next;
        next = from + 2 * BATCH > keys ? 0 : from + BATCH;
        for (int i = from; i < from + BATCH; i++) {
            filled.add(all[i]);
        }
    }
}
