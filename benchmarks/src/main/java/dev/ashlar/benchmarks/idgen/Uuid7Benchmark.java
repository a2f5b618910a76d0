package dev.ashlar.benchmarks.idgen;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import com.github.f4b6a3.ulid.UlidFactory;
import com.github.f4b6a3.uuid.UuidCreator;
import dev.ashlar.idgen.UlidGenerator;
import dev.ashlar.idgen.Uuid7;
import io.github.robsonkades.uuidv7.UUIDv7;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
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
 * One id of 128 bits in the order of time, and many at once. Threads by {@code -t}.
 *
 * <p>What each guarantees: {@code strict}, {@code uuid-creator} and {@code jug} are in order over all threads ({@code jug}
 * within a millisecond only), {@code per-thread} and {@code robsonkades} in each thread, {@code random} and {@code jdk} in
 * none. With {@code -p clock=cached} robsonkades needs {@code -jvmArgs
 * -Dio.github.robsonkades.uuidv7.cachedClock=true}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Uuid7Benchmark {
    private static final int MANY = 256;

    /** {@code clock} is the floor: a read of the clock, and the object that is returned. */
    @Param({
        "strict",
        "per-thread",
        "random",
        "robsonkades",
        "uuid-creator",
        "uuid-creator-fast",
        "jug",
        "jdk",
        "ulid",
        "ulid-creator",
        "clock"
    })
    public String generator;

    @Param({"system", "cached"})
    public String clock;

    private CachedClock cached;
    private Supplier<?> next;
    private Uuid7 bulk;

    @Setup
    public void create() {
        cached = new CachedClock();
        LongSupplier millis = clock.equals("system") ? System::currentTimeMillis : cached::millis;
        bulk = generator.equals("strict") ? Uuid7.strict(millis) : Uuid7.perThread(millis);
        next = switch (generator) {
            case "strict", "per-thread" -> bulk::next;
            case "random" -> Uuid7.random(millis, new java.security.SecureRandom())::next;
            case "robsonkades" -> UUIDv7::randomUUID;
            case "uuid-creator" -> UuidCreator::getTimeOrderedEpoch;
            case "uuid-creator-fast" -> UuidCreator::getTimeOrderedEpochFast;
            case "jug" -> {
                TimeBasedEpochGenerator jug = Generators.timeBasedEpochGenerator();
                yield jug::generate;
            }
            case "jdk" -> UUID::randomUUID;
            case "ulid" -> UlidGenerator.monotonic(millis, new java.security.SecureRandom())::next;
            case "ulid-creator" -> UlidFactory.newMonotonicInstance(millis)::create;
            default -> () -> new UUID(millis.getAsLong(), 0);
        };
        if (next.get().equals(next.get()) && !generator.equals("clock")) {
            throw new IllegalStateException("ids must differ");
        }
    }

    @TearDown
    public void close() {
        cached.close();
    }

    @Benchmark
    public Object one() {
        return next.get();
    }

    /** Each thread's own array. */
    @State(Scope.Thread)
    public static class Halves {
        long[] halves = new long[2 * MANY];
    }

    /** Only those that can: strict, per-thread and robsonkades. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public long[] many(Halves ids) {
        if (generator.equals("robsonkades")) {
            UUIDv7.fill(ids.halves, 0, MANY);
        } else {
            bulk.next(ids.halves, 0, MANY);
        }
        return ids.halves;
    }
}
