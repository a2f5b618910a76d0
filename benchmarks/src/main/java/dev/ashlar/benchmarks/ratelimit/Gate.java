package dev.ashlar.benchmarks.ratelimit;

import com.google.common.util.concurrent.RateLimiter;
import dev.ashlar.ratelimit.LocalRateLimiter;
import dev.ashlar.ratelimit.TokenBucket;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** One limiter of anybody, seen as what all can do. */
@FunctionalInterface
interface Gate {
    boolean tryAcquire();

    /** Permits a second that nobody can use up; and in Resilience4j's cycles, which count in ints. */
    long NEVER_USED_UP = 500_000_000;

    /** Grants always, or, after the first, a permit a day. */
    static Gate of(String limiter, boolean grant) {
        Duration second = Duration.ofSeconds(1);
        Duration day = Duration.ofDays(1);
        return switch (limiter) {
            case "ashlar" -> {
                LocalRateLimiter bucket = LocalRateLimiter.of(
                        grant ? TokenBucket.of(NEVER_USED_UP, NEVER_USED_UP, second) : TokenBucket.of(1, 1, day));
                yield bucket::tryAcquire;
            }
            case "guava" -> {
                RateLimiter guava = RateLimiter.create(grant ? NEVER_USED_UP : 1.0 / 86_400);
                yield guava::tryAcquire;
            }
            case "bucket4j" -> {
                Bucket bucket = Bucket.builder()
                        .addLimit(limit -> limit.capacity(grant ? NEVER_USED_UP : 1)
                                .refillGreedy(grant ? NEVER_USED_UP : 1, grant ? second : day))
                        .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
                        .build();
                yield () -> bucket.tryConsume(1);
            }
            case "resilience4j" -> {
                io.github.resilience4j.ratelimiter.RateLimiter resilience =
                        io.github.resilience4j.ratelimiter.RateLimiter.of(
                                "a",
                                io.github.resilience4j.ratelimiter.RateLimiterConfig.custom()
                                        .limitForPeriod(grant ? (int) NEVER_USED_UP : 1)
                                        .limitRefreshPeriod(grant ? second : day)
                                        .timeoutDuration(Duration.ZERO)
                                        .build());
                yield resilience::acquirePermission;
            }
            case "failsafe" -> {
                dev.failsafe.RateLimiter<Object> failsafe = dev.failsafe.RateLimiter.<Object>burstyBuilder(
                                grant ? NEVER_USED_UP : 1, grant ? second : day)
                        .build();
                yield failsafe::tryAcquirePermit;
            }
            case "floor" -> floor(grant);
            default -> throw new IllegalArgumentException("limiter must be known: limiter=" + limiter);
        };
    }

    /** What no limiter can do without: a read of the clock, and for a grant one CAS. */
    private static Gate floor(boolean grant) {
        AtomicLong state = new AtomicLong(System.nanoTime());
        return grant
                ? () -> state.compareAndSet(state.get(), System.nanoTime())
                : () -> state.get() > System.nanoTime();
    }
}
