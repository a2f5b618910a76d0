package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TokenBucketIllegalUseTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void capacity_notPositive_isRefused() {
        refused(() -> TokenBucket.builder().capacity(-1), "capacity must be > 0: capacity=-1");
        refused(() -> TokenBucket.builder().capacity(0), "capacity must be > 0: capacity=0");
    }

    @Test
    void refill_outOfRange_isRefused() {
        refused(() -> TokenBucket.builder().refill(0, SECOND), "permits must be > 0: permits=0");
        refused(() -> TokenBucket.builder().refill(1, Duration.ZERO), "period must be > 0: period=PT0S");
        refused(() -> TokenBucket.builder().refill(1, SECOND.negated()), "period must be > 0: period=PT-1S");
        refused(
                () -> TokenBucket.builder().refill(1, Duration.ofDays(10_001)),
                "period must be <= 10000 days: period=PT240024H");
        refused(
                () -> TokenBucket.builder().refill(1_000_000_001, SECOND),
                "permits must be <= 1 per nanosecond: permits=1000000001, period=PT1S");
    }

    @Test
    void initialTokens_outOfRange_isRefused() {
        refused(() -> TokenBucket.builder().initialTokens(-1), "initialTokens must be >= 0: initialTokens=-1");
        refused(
                () -> bucket(20).initialTokens(30).build(),
                "initialTokens must be <= capacity: initialTokens=30, capacity=20");
    }

    @Test
    void build_fillsTooSlowly_isRefused() {
        TokenBucket.Builder daily = TokenBucket.builder().refill(1, Duration.ofDays(1));
        assertThat(LocalRateLimiter.of(daily.capacity(10_000).build()).tryAcquire(10_000))
                .isTrue();
        refused(
                () -> daily.capacity(10_001).build(),
                "capacity must refill within 10000 days: capacity=10001, refill=1 per PT24H");
        refused(
                () -> daily.capacity(Long.MAX_VALUE).build(),
                "capacity must refill within 10000 days: capacity=9223372036854775807, refill=1 per PT24H");
    }

    @Test
    void build_incomplete_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> TokenBucket.builder().refill(1, SECOND).build())
                .withMessage("capacity must be set");
        assertThatIllegalStateException()
                .isThrownBy(() -> TokenBucket.builder().capacity(1).build())
                .withMessage("refill must be set");
    }

    @Test
    void builder_null_isRefused() {
        assertThatNullPointerException()
                .isThrownBy(() -> TokenBucket.builder().refill(1, null))
                .withMessage("period");
        assertThatNullPointerException()
                .isThrownBy(() -> LocalRateLimiter.builder(null))
                .withMessage("limit");
        assertThatNullPointerException()
                .isThrownBy(() -> LocalRateLimiter.builder(bucket(1).build()).nanoClock(null))
                .withMessage("nanoClock");
    }

    @Test
    void permits_notPositive_areRefusedAndTakeNothing() {
        RateLimiter bucket = LocalRateLimiter.builder(bucket(20).build())
                .nanoClock(new FakeClock())
                .build();
        for (long permits : new long[] {0, -1, Long.MIN_VALUE}) {
            String message = "permits must be > 0: permits=" + permits;
            refused(() -> bucket.tryAcquire(permits), message);
            refused(() -> bucket.tryAcquireNanos(permits), message);
            refused(() -> bucket.decide(permits), message);
            refused(() -> bucket.peek(permits), message);
            refused(() -> bucket.reserve(permits), message);
            refused(() -> bucket.acquire(permits), message);
            refused(() -> bucket.tryAcquire(permits, SECOND), message);
            refused(() -> bucket.refund(permits), message);
        }
        assertThat(bucket.peek(1).remaining()).isEqualTo(20);
    }

    @Test
    void decision_inconsistent_isRefused() {
        Duration zero = Duration.ZERO;
        refused(() -> new Decision(true, -1, 0, zero, zero), "limit must be >= 0: limit=-1");
        refused(() -> new Decision(true, 1, -1, zero, zero), "remaining must be >= 0: remaining=-1");
        refused(() -> new Decision(true, 1, 0, SECOND, zero), "retryAfter must be 0 if granted: retryAfter=PT1S");
        refused(() -> new Decision(false, 1, 0, zero, zero), "retryAfter must be > 0 unless granted: retryAfter=PT0S");
        refused(() -> new Decision(true, 1, 0, zero, SECOND.negated()), "resetAfter must be >= 0: resetAfter=PT-1S");
    }

    private static TokenBucket.Builder bucket(long capacity) {
        return TokenBucket.builder().capacity(capacity).refill(1, SECOND);
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
