package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.ratelimit.redis.RealRedis;
import dev.ashlar.ratelimit.redis.RedisRateLimiter;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Refunds and cancelled reservations on a real Redis with the test's time: what comes back is never too much. */
class RedisGiveBackTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static RealRedis redis;
    private static int keys;

    private final FakeClock clock = new FakeClock();

    @BeforeAll
    static void start() {
        redis = new RealRedis();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void tryAcquire_slotWasRefundedToZero_isCounted() {
        RateLimiter limiter = limiter(SlidingWindowCounter.of(10, SECOND.multipliedBy(10)));
        assertThat(limiter.tryAcquire()).isTrue();
        clock.advance(SECOND.toNanos());
        assertThat(limiter.tryAcquire()).isTrue();
        limiter.refund(1);
        assertThat(limiter.tryAcquire(9)).isTrue();
        assertThat(limiter.peek(1).remaining()).isZero();
        assertThat(limiter.tryAcquire(9)).isFalse();
    }

    @Test
    void reserve_slotWasCancelledToZero_isCounted() {
        RateLimiter limiter = limiter(SlidingWindowCounter.of(10, SECOND.multipliedBy(10), 1));
        assertThat(limiter.tryAcquire(10)).isTrue();
        assertThat(limiter.reserve(10).cancel()).isTrue();
        Reservation first = limiter.reserve(10);
        assertThat(limiter.reserve(10).delay()).isEqualTo(first.delay().plus(SECOND.multipliedBy(20)));
    }

    private RateLimiter limiter(Limit limit) {
        return RealRedis.onClock(
                RedisRateLimiter.builder(redis.executor(), limit)
                        .key("back" + keys++)
                        .timeout(Duration.ofSeconds(30)),
                clock,
                clock::advance,
                1_770_000_000_000_000L);
    }
}
