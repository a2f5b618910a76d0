package dev.ashlar.ratelimit;

import java.time.Duration;
import java.util.List;

class LocalRateLimiterContractTest extends RateLimiterContract {
    static final Duration SECONDS = Duration.ofSeconds(10);

    @Override
    Iterable<Limit> limits() {
        return List.of(
                TokenBucket.of(10, 1, Duration.ofSeconds(1)),
                TokenBucket.of(10, 7, Duration.ofSeconds(3)),
                TokenBucket.builder().capacity(10).refillAtIntervals(3, SECONDS).build(),
                TokenBucket.builder()
                        .capacity(10)
                        .refillByWallClock(20, SECONDS)
                        .build(),
                LeakyBucket.meter(10, 3, SECONDS),
                FixedWindow.of(10, SECONDS),
                FixedWindow.byWallClock(10, SECONDS),
                SlidingWindowLog.of(10, SECONDS),
                SlidingWindowCounter.of(10, SECONDS),
                SlidingWindowCounter.of(10, SECONDS, 1),
                SlidingWindowCounter.estimating(10, SECONDS, 1),
                SlidingWindowCounter.estimating(10, SECONDS, 4),
                CompositeLimit.of(TokenBucket.of(10, 1, Duration.ofSeconds(1)), SlidingWindowLog.of(50, SECONDS)),
                CompositeLimit.of(FixedWindow.of(10, SECONDS), Limit.unlimited(), LeakyBucket.meter(20, 2, SECONDS)));
    }

    @Override
    RateLimiter limiter(Limit limit) {
        return LocalRateLimiter.builder(limit)
                .nanoClock(clock)
                .parker(clock::advance)
                .build();
    }
}
