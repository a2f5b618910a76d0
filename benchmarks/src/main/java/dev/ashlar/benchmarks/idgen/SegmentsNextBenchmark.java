package dev.ashlar.benchmarks.idgen;

import dev.ashlar.idgen.InMemorySegmentStore;
import dev.ashlar.idgen.Segments;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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

/** A number of a segment, from a store in memory, and many at once. Threads by {@code -t}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SegmentsNextBenchmark {
    private static final int MANY = 256;

    /** {@code counter} is the floor: one atomic long, which nothing refills. */
    @Param({"segments", "counter"})
    public String generator;

    private LongSupplier next;
    private Segments segments;

    @Setup
    public void create() {
        segments = Segments.builder(new InMemorySegmentStore(1), "benchmark")
                .sizes(1_000, 1_000_000)
                .build();
        next = generator.equals("segments") ? segments::next : new AtomicLong(1)::getAndIncrement;
        long first = next.getAsLong();
        if (first != 1 || next.getAsLong() != 2) {
            throw new IllegalStateException("numbers must be 1, 2: " + first);
        }
    }

    @Benchmark
    public long one() {
        return next.getAsLong();
    }

    /** Each thread's own array. */
    @State(Scope.Thread)
    public static class Numbers {
        long[] numbers = new long[MANY];
    }

    /** Of segments only. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public long[] many(Numbers numbers) {
        int done = 0;
        while (done < MANY) {
            done += segments.next(numbers.numbers, done, MANY - done);
        }
        return numbers.numbers;
    }
}
