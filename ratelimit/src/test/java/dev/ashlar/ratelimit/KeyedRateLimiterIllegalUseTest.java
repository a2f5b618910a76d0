package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeyedRateLimiterIllegalUseTest {
    private static final Limit LEGAL = TokenBucket.of(20, 1, Duration.ofSeconds(1));

    @Test
    void build_incomplete_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KeyedRateLimiter.builder().maxKeys(1).build())
                .withMessage("limit must be set");
        assertThatIllegalStateException()
                .isThrownBy(() -> KeyedRateLimiter.builder().limit(LEGAL).build())
                .withMessage("maxKeys must be set");
    }

    @Test
    void maxKeys_notPositive_isRefused() {
        refused(() -> KeyedRateLimiter.builder().maxKeys(0), "maxKeys must be > 0: maxKeys=0");
        refused(() -> KeyedRateLimiter.builder().maxKeys(-3), "maxKeys must be > 0: maxKeys=-3");
    }

    @Test
    void limit_withInitialTokens_isRefused() {
        TokenBucket bucket = TokenBucket.builder()
                .capacity(20)
                .refill(1, Duration.ofSeconds(1))
                .initialTokens(5)
                .build();
        String message = "initialTokens must not be set, keys start with all: limit=TokenBucket[capacity=20, "
                + "refill=1 per PT1S, initialTokens=5]";
        refused(() -> KeyedRateLimiter.builder().limit(bucket), message);
        KeyedRateLimiter<String> own = KeyedRateLimiter.<String>builder()
                .limit(LEGAL)
                .limits(key -> bucket)
                .maxKeys(1)
                .build();
        refused(() -> own.tryAcquire("a"), message);
        assertThat(own.keys()).isZero();
    }

    @Test
    void calls_illegal_areRefusedAndMakeNoKey() {
        KeyedRateLimiter<String> limiter =
                KeyedRateLimiter.<String>builder().limit(LEGAL).maxKeys(1).build();
        String message = "permits must be > 0: permits=0";
        refused(() -> limiter.tryAcquire("a", 0), message);
        refused(() -> limiter.tryAcquireNanos("a", 0), message);
        refused(() -> limiter.decide("a", 0), message);
        refused(() -> limiter.peek("a", 0), message);
        assertThatNullPointerException()
                .isThrownBy(() -> limiter.tryAcquire(null))
                .withMessage("key");
        assertThat(limiter.keys()).isZero();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
