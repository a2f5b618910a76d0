package dev.ashlar.benchmarks.ratelimit;

import com.google.common.util.concurrent.RateLimiter;
import dev.ashlar.ratelimit.LocalRateLimiter;
import dev.ashlar.ratelimit.TokenBucket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
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

/** One permit, granted always (a rate that cannot be reached) or denied always (one a day). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TokenBucketAcquireBenchmark {
    /** {@code floor} is what no limiter can do without: a read of the clock, and for a grant one CAS. */
    @Param({"ashlar", "guava", "floor"})
    public String limiter;

    @Param({"grant", "deny"})
    public String outcome;

    private BooleanSupplier acquire;

    @Setup
    public void create() {
        boolean grant = outcome.equals("grant");
        acquire = switch (limiter) {
            case "ashlar" -> {
                LocalRateLimiter bucket = LocalRateLimiter.of(TokenBucket.of(
                        grant ? 500_000_000 : 1,
                        grant ? 500_000_000 : 1,
                        grant ? Duration.ofSeconds(1) : Duration.ofDays(1)));
                yield bucket::tryAcquire;
            }
            case "guava" -> {
                RateLimiter guava = RateLimiter.create(grant ? 500_000_000 : 1.0 / 86_400);
                yield guava::tryAcquire;
            }
            default -> floor(grant);
        };
        boolean first = acquire.getAsBoolean(); // a limiter that denies has one permit to begin with
        boolean second = acquire.getAsBoolean();
        if (!limiter.equals("floor") && !(first && second == grant)) {
            throw new IllegalStateException("the limiter must " + outcome);
        }
    }

    private static BooleanSupplier floor(boolean grant) {
        AtomicLong state = new AtomicLong(System.nanoTime());
        return grant
                ? () -> state.compareAndSet(state.get(), System.nanoTime())
                : () -> state.get() > System.nanoTime();
    }

    @Benchmark
    public boolean one() {
        return acquire.getAsBoolean();
    }

    @Benchmark
    @Threads(2)
    public boolean two() {
        return acquire.getAsBoolean();
    }
}
