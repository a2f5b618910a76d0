package dev.ashlar.benchmarks.ratelimit;

import java.util.concurrent.TimeUnit;
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

/** One permit of one token bucket, granted always (a rate that cannot be reached) or denied always (one a day). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AcquireBenchmark {
    /** {@code floor} is what no limiter can do without: a read of the clock, and for a grant one CAS. */
    @Param({"ashlar", "bucket4j", "guava", "resilience4j", "failsafe", "floor"})
    public String limiter;

    @Param({"grant", "deny"})
    public String outcome;

    private Gate gate;

    @Setup
    public void create() {
        boolean grant = outcome.equals("grant");
        gate = Gate.of(limiter, grant);
        boolean first = gate.tryAcquire(); // a limiter that denies has one permit to begin with
        boolean second = gate.tryAcquire();
        if (!limiter.equals("floor") && !(first && second == grant)) {
            throw new IllegalStateException("the limiter must " + outcome);
        }
    }

    @Benchmark
    public boolean one() {
        return gate.tryAcquire();
    }

    @Benchmark
    @Threads(2)
    public boolean two() {
        return gate.tryAcquire();
    }

    @Benchmark
    @Threads(8)
    public boolean eight() {
        return gate.tryAcquire();
    }
}
