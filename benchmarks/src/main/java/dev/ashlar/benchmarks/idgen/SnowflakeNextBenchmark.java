package dev.ashlar.benchmarks.idgen;

import dev.ashlar.idgen.Exhaustion;
import dev.ashlar.idgen.Layout;
import dev.ashlar.idgen.Snowflake;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.SnowflakeIdGenerator;
import org.agrona.concurrent.SystemEpochClock;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One id, with the real clock. Both have 22 bits of sequence, so that the 244 ns which 12 bits allow are not what is
 * measured.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SnowflakeNextBenchmark {
    /** {@code clock} is the floor: a read of the clock alone. */
    @Param({"ashlar", "agrona", "clock"})
    public String generator;

    private LongSupplier next;

    @Setup
    public void create() {
        next = switch (generator) {
            case "ashlar" ->
                Snowflake.builder()
                        .layout(Layout.of(41, 0, 0, 22))
                        .onExhausted(Exhaustion.await(Duration.ofSeconds(2)))
                        .build()::next;
            case "agrona" -> new SnowflakeIdGenerator(0, 22, 0, 0, SystemEpochClock.INSTANCE)::nextId;
            default -> System::currentTimeMillis;
        };
        long first = next.getAsLong();
        long second = next.getAsLong();
        if (first > second) {
            throw new IllegalStateException("ids must ascend");
        }
    }

    @Benchmark
    public long one() {
        return next.getAsLong();
    }

    @Benchmark
    @Threads(2)
    public long two() {
        return next.getAsLong();
    }
}
