package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever gives back, and whenever: windows keep their bound. */
class RefundModelTest {
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private final FakeClock clock = new FakeClock();

    static Stream<Limit> windows() {
        return Stream.of(
                SlidingWindowLog.of(10, WINDOW),
                SlidingWindowCounter.of(10, WINDOW, 1),
                SlidingWindowCounter.of(10, WINDOW, 2),
                SlidingWindowCounter.of(10, WINDOW),
                SlidingWindowCounter.estimating(10, WINDOW, 1),
                SlidingWindowCounter.estimating(10, WINDOW, 4),
                CompositeLimit.of(SlidingWindowLog.of(10, WINDOW), TokenBucket.of(12, 1, Duration.ofSeconds(1))));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void refund_atRandom_keepsTheBoundOfEveryWindow(Limit limit) {
        boolean estimating = limit instanceof SlidingWindowCounter counter && counter.isEstimating();
        Seeds.run(limit.toString().hashCode(), random -> {
            for (int round = 0; round < 300; round++) {
                new WindowCheck(limiter(limit), clock, 10, WINDOW.toNanos()).run(random, 200, estimating ? 19 : 10);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("windows")
    void refund_othersTookMeanwhile_leavesTheirsInTheWindow(Limit limit) {
        RateLimiter limiter = limiter(limit);
        assertThat(limiter.tryAcquire(5)).isTrue();
        clock.advance(Duration.ofMillis(9_900).toNanos());
        assertThat(limiter.tryAcquire(5)).isTrue();
        limiter.refund(5); // those of the beginning
        clock.advance(Duration.ofMillis(1_100).toNanos());
        assertThat(limiter.peek(1).remaining()).isLessThanOrEqualTo(5);
    }

    @Test
    void refund_log_givesBackAtOnceWhatWasTaken() {
        RateLimiter limiter = limiter(SlidingWindowLog.of(10, WINDOW));
        assertThat(limiter.tryAcquire(4)).isTrue();
        clock.advance(Duration.ofSeconds(5).toNanos());
        assertThat(limiter.tryAcquire(6)).isTrue();
        limiter.refund(6);
        assertThat(limiter.peek(6).granted()).isTrue();
        assertThat(limiter.peek(7).retryAfter())
                .as("the oldest were given back")
                .isEqualTo(WINDOW);
    }

    private RateLimiter limiter(Limit limit) {
        return LocalRateLimiter.builder(limit).nanoClock(clock).build();
    }
}
