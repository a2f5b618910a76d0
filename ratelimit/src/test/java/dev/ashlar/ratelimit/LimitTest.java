package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each algorithm promises, and its worst case. */
class LimitTest {
    private static final long SECOND = 1_000_000_000;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeClock clock = new FakeClock();

    @Test
    void fixedWindow_acrossAnEdge_grantsTwiceTheLimit() {
        RateLimiter limiter = limiter(FixedWindow.of(100, MINUTE));
        clock.set(60 * SECOND - 1);
        assertThat(limiter.tryAcquire(100)).isTrue();
        clock.advance(1);
        assertThat(limiter.tryAcquire(100)).isTrue();
        assertThat(limiter.tryAcquireNanos(1)).isEqualTo(60 * SECOND);
    }

    /** All at the end of a sub-window, and then whatever becomes free: the worst that the estimate lets through. */
    @ParameterizedTest
    @CsvSource({"10, 1, 19", "100, 1, 199", "1000, 1, 1998", "100, 4, 199", "100, 10, 199"})
    void estimatingCounter_worstCase_isNearTwiceTheLimit(int limit, int slots, int worst) {
        RateLimiter limiter = limiter(SlidingWindowCounter.estimating(limit, MINUTE, slots));
        long window = MINUTE.toNanos();
        clock.set(window / slots - 1);
        List<Long> grants = new ArrayList<>();
        for (int i = 0; i < limit; i++) {
            assertThat(limiter.tryAcquire()).isTrue();
            grants.add(clock.elapsed());
        }
        while (clock.elapsed() < 3 * window) {
            clock.advance(Math.max(1, limiter.tryAcquireNanos(1)));
            if (limiter.tryAcquire()) {
                grants.add(clock.elapsed());
            }
        }
        long most = grants.stream()
                .mapToLong(from -> grants.stream()
                        .filter(at -> from <= at && at < from + window)
                        .count())
                .max()
                .orElseThrow();
        assertThat(most).isBetween(worst - 1L, worst + 1L).isLessThan(2L * limit);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10})
    void conservativeCounter_alwaysAsked_keepsItsShareOfTheLimit(int slots) {
        RateLimiter limiter = limiter(SlidingWindowCounter.of(100, MINUTE, slots));
        long granted = 0;
        long windows = 300;
        while (clock.elapsed() < windows * MINUTE.toNanos()) {
            granted += limiter.tryAcquire() ? 1 : 0;
            clock.advance(limiter.peek(1).retryAfter().toNanos());
        }
        assertThat(granted).isGreaterThanOrEqualTo(windows * 100 * slots / (slots + 1));
    }

    @Test
    void wallClockWindows_beginAtFullMinutes() {
        InstantSource wall = InstantSource.fixed(Instant.parse("2026-11-21T10:00:59.5Z"));
        for (Limit limit : List.of(
                FixedWindow.byWallClock(5, MINUTE),
                TokenBucket.builder().capacity(5).refillByWallClock(5, MINUTE).build())) {
            RateLimiter limiter = LocalRateLimiter.builder(limit)
                    .nanoClock(clock)
                    .wallClock(wall)
                    .build();
            limiter.tryAcquire(5);
            assertThat(limiter.tryAcquireNanos(1)).isEqualTo(SECOND / 2);
        }
        FixedWindow day = FixedWindow.byWallClock(5, Duration.ofDays(1));
        RateLimiter before1970 = LocalRateLimiter.builder(day)
                .nanoClock(clock)
                .wallClock(InstantSource.fixed(Instant.parse("1969-12-31T23:00:00Z")))
                .build();
        before1970.tryAcquire(5);
        assertThat(before1970.tryAcquireNanos(1)).isEqualTo(3600 * SECOND);
    }

    /** The intervals that Guava's own test expects of the same limiter: 2 a second, warm after 4 seconds. */
    @Test
    void warmUp_coldAndWarm_hasGuavasIntervals() {
        RateLimiter limiter = limiter(WarmUp.of(2, Duration.ofSeconds(1), Duration.ofSeconds(4)));
        List<Long> cold = List.of(0L, 1375L, 1125L, 875L, 625L, 500L, 500L, 500L);
        assertThat(waits(limiter)).isEqualTo(cold);
        clock.advance(SECOND / 2);
        clock.advance(4 * SECOND);
        assertThat(waits(limiter)).isEqualTo(cold);
        clock.advance(SECOND / 2);
        clock.advance(2 * SECOND);
        assertThat(waits(limiter)).isEqualTo(List.of(0L, 500L, 500L, 500L, 500L, 500L, 500L, 500L));
    }

    private List<Long> waits(RateLimiter limiter) {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Duration delay = limiter.reserve(1).delay();
            clock.advance(delay.toNanos());
            millis.add(delay.plusNanos(499_999).toMillis());
        }
        return millis;
    }

    @Test
    void warmUp_fastestRate_staysAtTheRate() {
        RateLimiter limiter = limiter(WarmUp.of(1_000_000_000, Duration.ofSeconds(1), Duration.ofMillis(1)));
        assertThat(limiter.tryAcquire(1_000_000)).isTrue();
        assertThat(limiter.tryAcquireNanos(1)).isBetween(1_499_999L, 1_500_001L);
        clock.advance(1_500_001);
        long start = clock.elapsed();
        for (int i = 0; i < 1000; i++) {
            assertThat(limiter.tryAcquire(1000)).isTrue();
            clock.advance(limiter.tryAcquireNanos(1));
        }
        assertThat(clock.elapsed() - start).isBetween(1_000_000L - 2, 1_000_000L + 1000);
        assertThat(limiter.tryAcquireNanos(1_000_001)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void warmUp_rest_makesItColdAgain() {
        RateLimiter limiter = limiter(WarmUp.of(2, Duration.ofSeconds(1), Duration.ofSeconds(4)));
        assertThat(limiter.peek(1).resetAfter()).isZero();
        waits(limiter);
        Duration reset = limiter.peek(1).resetAfter();
        assertThat(reset).isBetween(Duration.ofMillis(4499), Duration.ofMillis(4501));
        clock.advance(reset.toNanos() + 1);
        assertThat(limiter.peek(1).resetAfter()).isZero();
    }

    @Test
    void composite_oneRefuses_takesFromNone() {
        LocalRateLimiter limiter =
                limiter(CompositeLimit.of(TokenBucket.of(5, 5, Duration.ofSeconds(1)), FixedWindow.of(8, MINUTE)));
        assertThat(limiter.tryAcquire(5)).isTrue();
        clock.advance(SECOND);
        Decision refused = limiter.decide(4);
        assertThat(refused.retryAfter()).as("the longest").isEqualTo(Duration.ofSeconds(59));
        assertThat(refused.remaining()).as("the least").isEqualTo(3);
        assertThat(limiter.tryAcquire(3)).isTrue();
    }

    @Test
    void composite_manyThreads_grantExactlyTheLeast() {
        LocalRateLimiter limiter =
                limiter(CompositeLimit.of(TokenBucket.of(50_000, 1, MINUTE), SlidingWindowLog.of(40_000, MINUTE)));
        long granted = Threads.sum(8, thread -> {
            long sum = 0;
            for (int i = 0; i < 10_000; i++) {
                sum += limiter.tryAcquire() ? 1 : 0;
            }
            return sum;
        });
        assertThat(granted).isEqualTo(40_000);
        clock.advance(MINUTE.toNanos());
        assertThat(limiter.peek(1).remaining())
                .as("10 000 left of the bucket, and one")
                .isEqualTo(10_001);
    }

    @Test
    void log_longUse_keepsItsMemoryBounded() {
        LogAlgorithm log = new LogAlgorithm(1 << 24, 10);
        for (long now = 0; now < 100_000; now++) {
            log.take(3, now);
            assertThat(log.remaining(now)).isEqualTo((1 << 24) - 3 * Math.min(10, now + 1));
        }
        assertThat(log.length()).isLessThanOrEqualTo(64);
    }

    @Test
    void observed_decisions_areCounted() throws InterruptedException {
        RateLimitCounters counters = new RateLimitCounters();
        RateLimiter limiter = new ObservedRateLimiter(
                LocalRateLimiter.builder(TokenBucket.of(5, 1, Duration.ofSeconds(1)))
                        .nanoClock(clock)
                        .parker(clock::advance)
                        .build(),
                counters);
        limiter.tryAcquire(3);
        limiter.tryAcquireNanos(4);
        limiter.decide(2);
        limiter.peek(1);
        limiter.acquire(2);
        limiter.tryAcquire(5, Duration.ZERO);
        limiter.refund(5);
        assertThat(counters).hasToString("RateLimitCounters[granted=7, denied=9, waits=1, waitedNanos=2000000000]");
    }

    @Test
    void limits_illegal_areRefused() {
        refused(() -> FixedWindow.of(0, MINUTE), "limit must be > 0: limit=0");
        refused(
                () -> FixedWindow.of(2, Duration.ofNanos(1)),
                "limit must be <= 1 per nanosecond: limit=2, window=PT0.000000001S");
        refused(() -> FixedWindow.of(1, Duration.ZERO), "window must be > 0: window=PT0S");
        refused(() -> SlidingWindowLog.of(1 << 25, MINUTE), "limit must be <= 16777216: limit=33554432");
        refused(() -> SlidingWindowCounter.of(1, MINUTE, 0), "slots must be > 0: slots=0");
        refused(() -> SlidingWindowCounter.of(1, MINUTE, 1001), "slots must be <= 1000: slots=1001");
        refused(
                () -> SlidingWindowCounter.of(1, MINUTE, 7),
                "window must be a whole number of nanoseconds a slot: window=PT1M, slots=7");
        refused(
                () -> LeakyBucket.shaper(1001, 1, Duration.ofDays(1)),
                "queueSize must flow out within 1000 days: queueSize=1001, outflow=1 per PT24H");
        refused(
                () -> LeakyBucket.meter(10_001, 1, Duration.ofDays(1)),
                "capacity must refill within 10000 days: capacity=10001, refill=1 per PT24H");
        refused(
                () -> WarmUp.of(1, MINUTE, Duration.ofSeconds(59)),
                "warmUp must be at least the time of one permit: warmUp=PT59S, rate=1 per PT1M");
        refused(CompositeLimit::of, "parts must be one or more: parts=[]");
        refused(
                () -> CompositeLimit.of(LeakyBucket.shaper(1, 1, MINUTE)),
                "parts must not have a queue: part=LeakyBucket[queueSize=1, outflow=1 per PT1M]");
    }

    private LocalRateLimiter limiter(Limit limit) {
        return LocalRateLimiter.builder(limit).nanoClock(clock).build();
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
