package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeyedRateLimiterIllegalUseTest {
    @Test
    void build_incomplete_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KeyedRateLimiter.builder().maxKeys(1).build())
                .withMessage("bucket must be set");
        assertThatIllegalStateException()
                .isThrownBy(() -> KeyedRateLimiter.builder().bucket(b -> b.capacity(1)))
                .withMessage("refill must be set");
        assertThatIllegalStateException()
                .isThrownBy(() -> KeyedRateLimiter.builder()
                        .bucket(KeyedRateLimiterIllegalUseTest::legal)
                        .build())
                .withMessage("maxKeys must be set");
    }

    @Test
    void maxKeys_notPositive_isRefused() {
        refused(() -> KeyedRateLimiter.builder().maxKeys(0), "maxKeys must be > 0: maxKeys=0");
        refused(() -> KeyedRateLimiter.builder().maxKeys(-3), "maxKeys must be > 0: maxKeys=-3");
    }

    @Test
    void bucket_withWhatIsNotItsOwn_isRefused() {
        refused(
                () -> KeyedRateLimiter.builder().bucket(b -> legal(b).initialTokens(5)),
                "initialTokens must not be set, buckets of keys start full: initialTokens=5");
        refused(
                () -> KeyedRateLimiter.builder().bucket(b -> legal(b).nanoClock(System::nanoTime)),
                "nanoClock must be set on the keyed limiter, not on its bucket");
    }

    @Test
    void calls_illegal_areRefusedAndMakeNoKey() {
        KeyedRateLimiter<String> limiter = KeyedRateLimiter.<String>builder()
                .bucket(KeyedRateLimiterIllegalUseTest::legal)
                .maxKeys(1)
                .build();
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

    private static TokenBucket.Builder legal(TokenBucket.Builder bucket) {
        return bucket.capacity(20).refill(1, Duration.ofSeconds(1));
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
