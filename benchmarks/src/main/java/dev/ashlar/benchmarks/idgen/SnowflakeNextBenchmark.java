package dev.ashlar.benchmarks.idgen;

import com.github.f4b6a3.tsid.TsidFactory;
import dev.ashlar.idgen.Layout;
import dev.ashlar.idgen.Snowflake;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.agrona.concurrent.SnowflakeIdGenerator;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One id, and many at once. All have 22 bits of sequence, so that the 244 ns which 12 bits allow are not what is measured.
 * Threads by {@code -t}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SnowflakeNextBenchmark {
    private static final int MANY = 256;

    /** {@code clock} is the floor: a read of the clock alone. */
    @Param({"ashlar", "agrona", "tsid", "clock"})
    public String generator;

    /** The system's, which takes most of the time, or one in a field. */
    @Param({"system", "cached"})
    public String clock;

    private CachedClock cached;
    private LongSupplier next;
    private Snowflake bulk;

    @Setup
    public void create() {
        cached = new CachedClock();
        LongSupplier millis = clock.equals("system") ? System::currentTimeMillis : cached::millis;
        bulk = Snowflake.builder().layout(Layout.of(41, 0, 0, 22)).clock(millis).build();
        next = switch (generator) {
            case "ashlar" -> bulk::next;
            case "agrona" -> new SnowflakeIdGenerator(0, 22, 0, 0, millis::getAsLong)::nextId;
            case "tsid" -> {
                TsidFactory factory = TsidFactory.builder()
                        .withNodeBits(0)
                        .withCustomEpoch(Instant.parse("2020-01-01T00:00:00Z"))
                        .withTimeFunction(millis)
                        .build();
                yield () -> factory.create().toLong();
            }
            default -> millis;
        };
        long first = next.getAsLong();
        if (first > next.getAsLong()) {
            throw new IllegalStateException("ids must ascend");
        }
    }

    @TearDown
    public void close() {
        cached.close();
    }

    @Benchmark
    public long one() {
        return next.getAsLong();
    }

    /** Each thread's own array. */
    @State(Scope.Thread)
    public static class Ids {
        long[] ids = new long[MANY];
    }

    /** Of the others only Ashlar has it: there an id of 256 that are called for one by one. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public long[] many(Ids ids) {
        if (generator.equals("ashlar")) {
            int done = 0;
            while (done < MANY) {
                done += bulk.next(ids.ids, done, MANY - done);
            }
        } else {
            for (int i = 0; i < MANY; i++) {
                ids.ids[i] = next.getAsLong();
            }
        }
        return ids.ids;
    }
}
