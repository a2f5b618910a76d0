package dev.ashlar.benchmarks.idgen;

import dev.ashlar.idgen.Snowflake;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.SnowflakeIdGenerator;
import org.agrona.concurrent.SystemEpochClock;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Twitter's layout on the system's clock: 4.096 ids a microsecond are what the format allows. Threads by {@code -t}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SnowflakeRateBenchmark {
    @Param({"ashlar", "agrona"})
    public String generator;

    private LongSupplier next;

    @Setup
    public void create() {
        next = generator.equals("ashlar")
                ? Snowflake.builder().datacenter(1).worker(1).build()::next
                : new SnowflakeIdGenerator(10, 12, 33, 0, SystemEpochClock.INSTANCE)::nextId;
    }

    /** Microseconds of processor time in a microsecond: how many cores the threads keep busy, together. */
    @AuxCounters
    @State(Scope.Thread)
    public static class Processor {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private long before;

        public double cores;

        @Setup(Level.Iteration)
        public void start() {
            before = THREADS.getCurrentThreadCpuTime();
        }

        @TearDown(Level.Iteration)
        public void stop() {
            cores = (THREADS.getCurrentThreadCpuTime() - before) / 1e3;
        }
    }

    @Benchmark
    public long one(Processor processor) {
        return next.getAsLong();
    }
}
