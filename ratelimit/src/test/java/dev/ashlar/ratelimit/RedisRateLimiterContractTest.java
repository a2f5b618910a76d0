package dev.ashlar.ratelimit;

import dev.ashlar.ratelimit.redis.RealRedis;
import dev.ashlar.ratelimit.redis.RedisRateLimiter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** The contract of local limiters, on a real Redis with the test's time. */
class RedisRateLimiterContractTest extends RateLimiterContract {
    private static final Duration SECONDS = Duration.ofSeconds(10);

    private final RealRedis redis = new RealRedis();
    private int keys;

    @AfterAll
    void stop() {
        redis.close();
    }

    @Override
    Iterable<Limit> limits() {
        return List.of(
                TokenBucket.of(10, 1, Duration.ofSeconds(1)),
                TokenBucket.of(10, 7, Duration.ofSeconds(3)),
                TokenBucket.of(10, 3_000_007, Duration.ofSeconds(1_000_000)),
                TokenBucket.builder().capacity(10).refillAtIntervals(3, SECONDS).build(),
                LeakyBucket.meter(10, 3, SECONDS),
                FixedWindow.of(10, SECONDS),
                SlidingWindowCounter.of(10, SECONDS),
                SlidingWindowCounter.of(10, SECONDS, 1),
                SlidingWindowCounter.estimating(10, SECONDS, 1),
                SlidingWindowCounter.estimating(10, SECONDS, 4));
    }

    /** Time begins in 2026, and for the server too. */
    @Override
    RateLimiter limiter(Limit limit) {
        return RealRedis.onClock(
                RedisRateLimiter.builder(redis.executor(), limit)
                        .key("{test}" + keys++)
                        .timeout(Duration.ofSeconds(30)),
                clock,
                clock::advance,
                1_770_000_000_000_000L);
    }

    @Override
    long tick() {
        return 1000;
    }
}
