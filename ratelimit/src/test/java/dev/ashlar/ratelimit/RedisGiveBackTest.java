package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.ratelimit.redis.RealRedis;
import dev.ashlar.ratelimit.redis.RedisRateLimiter;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void reserve_manySubWindowsAhead_isRefusedAndTheKeyStaysSmall() {
        RateLimiter limiter = limiter(SlidingWindowCounter.of(1, SECOND, 1));
        assertThat(limiter.tryAcquire()).isTrue();
        Reservation last = limiter.reserve(1);
        for (int i = 1; i < 100; i++) {
            last = limiter.reserve(1);
            assertThat(last.isGranted()).isTrue();
        }
        Reservation over = limiter.reserve(1);
        assertThat(over.isGranted()).isFalse();
        assertThat(over.delay())
                .as("when it would have been")
                .isEqualTo(last.delay().plusSeconds(2));
        assertThat(redis.fields("back" + (keys - 1))).isLessThanOrEqualTo(100 + 1 + 2);
        assertThat(last.cancel()).isTrue();
        assertThat(limiter.reserve(1).isGranted()).isTrue();
        clock.advance(over.delay().toNanos());
        assertThat(limiter.tryAcquire()).isTrue();
    }

    @Test
    void reserve_inASubWindowThatHasSome_isNoneMore() {
        RateLimiter limiter = limiter(SlidingWindowCounter.of(2, SECOND, 1));
        assertThat(limiter.tryAcquire(2)).isTrue();
        for (int i = 0; i < 99; i++) {
            assertThat(limiter.reserve(2).isGranted()).isTrue();
        }
        assertThat(limiter.reserve(1).isGranted()).isTrue();
        assertThat(limiter.reserve(1).isGranted()).isTrue();
        assertThat(limiter.reserve(1).isGranted()).isFalse();
    }

    @Test
    void refund_reservationsPending_givesNothingThatOverflowsBeforeTheyAreDue() {
        RateLimiter limiter = limiter(TokenBucket.of(4, 1, SECOND));
        assertThat(limiter.tryAcquire(4)).isTrue();
        assertThat(limiter.reserve(2).delay()).isEqualTo(SECOND.multipliedBy(2));
        assertThat(limiter.reserve(2).delay()).isEqualTo(SECOND.multipliedBy(4));
        limiter.refund(4);
        clock.advance(SECOND.multipliedBy(4).toNanos());
        assertThat(limiter.peek(1).remaining()).isLessThanOrEqualTo(2);
    }

    @Test
    void refund_reservationsPendingAndRoomForAll_givesAllBack() {
        RateLimiter limiter = limiter(TokenBucket.of(10, 1, SECOND));
        assertThat(limiter.tryAcquire(10)).isTrue();
        Reservation waiting = limiter.reserve(2);
        limiter.refund(5);
        assertThat(limiter.peek(1).remaining()).isEqualTo(3);
        assertThat(limiter.tryAcquire(2)).isTrue();
        assertThat(waiting.delay()).isEqualTo(SECOND.multipliedBy(2));
        assertThat(limiter.reserve(2).delay()).as("nobody overtakes").isEqualTo(SECOND.multipliedBy(2));
        clock.advance(SECOND.multipliedBy(2).toNanos());
        assertThat(limiter.peek(1).remaining()).isEqualTo(1);
    }

    @Test
    void cancel_severalInterleaved_keepTheBound() {
        RateLimiter limiter = limiter(TokenBucket.of(4, 1, SECOND));
        assertThat(limiter.reserve(3).delay()).isZero();
        assertThat(limiter.tryAcquire()).isTrue();
        assertThat(limiter.reserve(2).cancel()).isTrue();
        Reservation one = limiter.reserve(1);
        clock.advance(SECOND.toNanos() * 3 / 4);
        Reservation two = limiter.reserve(2);
        assertThat(one.cancel()).isTrue();
        Reservation four = limiter.reserve(4);
        boolean gone = two.cancel();
        clock.advance(four.delay().toNanos());
        // 4 are used now, and 2 were at the third second unless they were given back.
        clock.advance(SECOND.toNanos() * 2);
        assertThat(limiter.tryAcquire(3)).isFalse();
        assertThat(limiter.tryAcquire(2)).isTrue();
        assertThat(gone)
                .as("four are promised behind it, as many as there can be")
                .isFalse();
    }

    /** Take, refund at once, reserve and cancel at random: no span has more than the bucket allows. */
    @Test
    void everything_atRandom_keepsTheBoundOfEverySpan() {
        Seeds.run(3, random -> {
            for (int round = 0; round < 120; round++) {
                long capacity = 1 + random.nextLong(6);
                RateLimiter limiter = limiter(TokenBucket.of(capacity, 1, SECOND.multipliedBy(10)));
                new SpanCheck(limiter, clock, capacity, 10 * SECOND.toNanos()).run(random, 100);
            }
        });
    }

    @ParameterizedTest
    @CsvSource({"false, 10", "true, 1"})
    void everything_atRandom_keepsTheBoundOfEveryWindow(boolean estimating, int slots) {
        Duration window = SECOND.multipliedBy(10);
        Limit limit = estimating
                ? SlidingWindowCounter.estimating(10, window, slots)
                : SlidingWindowCounter.of(10, window, slots);
        Seeds.run(4 + slots, random -> {
            for (int round = 0; round < 150; round++) {
                new WindowCheck(limiter(limit), clock, 10, window.toNanos()).run(random, 200, estimating ? 19 : 10);
            }
        });
    }

    @Test
    void lease_ofARealServer_grantsWhatTheBucketHoldsAndNoMore() {
        LeasedRateLimiter leased =
                LeasedRateLimiter.of(TokenBucket.of(100, 1, SECOND), this::limiter, 30, SECOND, clock);
        long granted = 0;
        while (leased.tryAcquire()) {
            granted++;
        }
        assertThat(granted).isEqualTo(98);
        clock.advance(leased.tryAcquireNanos(1));
        assertThat(leased.decide(1).granted()).isTrue();
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
