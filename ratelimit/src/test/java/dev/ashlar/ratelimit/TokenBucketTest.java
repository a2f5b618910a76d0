package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final long SECOND = 1_000_000_000;
    private static final long HOUR = 3600 * SECOND;

    private final FakeClock clock = new FakeClock();

    @Test
    void tryAcquire_newBucket_grantsTheCapacityAtOnce() {
        LocalRateLimiter bucket = bucket(20, 10, Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            assertThat(bucket.tryAcquire()).isTrue();
        }
        assertThat(bucket.tryAcquire()).isFalse();
    }

    @Test
    void tryAcquire_periodPasses_refillsEvenly() {
        LocalRateLimiter bucket = bucket(20, 10, Duration.ofMinutes(1));
        assertThat(bucket.tryAcquire(20)).isTrue();
        clock.advance(6 * SECOND - 1);
        assertThat(bucket.tryAcquire()).isFalse();
        clock.advance(1);
        assertThat(bucket.tryAcquire()).isTrue();
        assertThat(bucket.tryAcquire()).isFalse();
    }

    @Test
    void tryAcquireNanos_thirdOfASecond_isRoundedUp() {
        LocalRateLimiter bucket = bucket(3, 3, Duration.ofSeconds(1));
        assertThat(bucket.tryAcquireNanos(3)).isZero();
        assertThat(bucket.tryAcquireNanos(1)).isEqualTo(333_333_334);
        clock.advance(333_333_333);
        assertThat(bucket.tryAcquireNanos(1)).isEqualTo(1);
        clock.advance(1);
        assertThat(bucket.tryAcquireNanos(1)).isZero();
        clock.set(SECOND);
        assertThat(bucket.tryAcquire(2)).isTrue();
    }

    @Test
    void tryAcquireNanos_moreThanCapacity_isNever() {
        LocalRateLimiter bucket = bucket(3, 3, Duration.ofSeconds(1));
        assertThat(bucket.tryAcquireNanos(4)).isEqualTo(Long.MAX_VALUE);
        assertThat(bucket.tryAcquireNanos(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(bucket.tryAcquire(4)).isFalse();
        assertThat(bucket.decide(4))
                .isEqualTo(new Decision(false, 3, 3, Decision.NEVER, Duration.ZERO))
                .extracting(Decision::isNever)
                .isEqualTo(true);
        assertThat(bucket.peek(4)).isEqualTo(bucket.decide(4));
    }

    @Test
    void decide_granted_tellsWhatIsLeftAfterwards() {
        LocalRateLimiter bucket = bucket(20, 10, Duration.ofMinutes(1));
        assertThat(bucket.decide(5)).isEqualTo(new Decision(true, 20, 15, Duration.ZERO, Duration.ofSeconds(30)));
    }

    @Test
    void decide_denied_tellsWhenToRetryAndTakesNothing() {
        LocalRateLimiter bucket = bucket(20, 10, Duration.ofMinutes(1));
        bucket.tryAcquire(18);
        Decision denied = new Decision(false, 20, 2, Duration.ofSeconds(18), Duration.ofSeconds(108));
        assertThat(bucket.decide(5)).isEqualTo(denied);
        assertThat(bucket.decide(5)).isEqualTo(denied);
        assertThat(denied.isNever()).isFalse();
    }

    @Test
    void peek_granted_takesNothing() {
        LocalRateLimiter bucket = bucket(20, 10, Duration.ofMinutes(1));
        Decision full = new Decision(true, 20, 20, Duration.ZERO, Duration.ZERO);
        assertThat(bucket.peek(5)).isEqualTo(full);
        assertThat(bucket.peek(20)).isEqualTo(full);
    }

    @Test
    void initialTokens_fewer_areAllThereIs() {
        LocalRateLimiter bucket = LocalRateLimiter.builder(TokenBucket.builder()
                        .capacity(20)
                        .refill(1, Duration.ofSeconds(1))
                        .initialTokens(2)
                        .build())
                .nanoClock(clock)
                .build();
        assertThat(bucket.tryAcquireNanos(3)).isEqualTo(SECOND);
        assertThat(bucket.tryAcquire(2)).isTrue();
        assertThat(bucket.tryAcquire()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MAX_VALUE - 5, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void tryAcquire_anyClockOrigin_worksAlike(long origin) {
        FakeClock shifted = new FakeClock(origin);
        LocalRateLimiter bucket = LocalRateLimiter.builder(TokenBucket.builder()
                        .capacity(2)
                        .refill(1, Duration.ofNanos(10))
                        .build())
                .nanoClock(shifted)
                .build();
        assertThat(bucket.tryAcquire(2)).isTrue();
        assertThat(bucket.tryAcquireNanos(1)).isEqualTo(10);
        shifted.advance(9);
        assertThat(bucket.tryAcquireNanos(1)).isEqualTo(1);
        shifted.advance(1);
        assertThat(bucket.tryAcquireNanos(1)).isZero();
        shifted.advance(-20);
        assertThat(bucket.tryAcquireNanos(1)).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"1,86400000000000", "3,1000000000", "999999937,1000000000", "1000000000,1000000000"})
    void tryAcquire_idleForDecades_grantsTheCapacityOnly(long permits, long period) {
        LocalRateLimiter bucket = bucket(1000, permits, Duration.ofNanos(period));
        assertThat(bucket.tryAcquire(1000)).isTrue();
        clock.advance(Checks.MAX_NANOS);
        assertThat(bucket.peek(1).remaining()).isEqualTo(1000);
        assertThat(bucket.tryAcquire(1000)).isTrue();
        assertThat(bucket.tryAcquire()).isFalse();
        assertThat(bucket.tryAcquireNanos(1)).isBetween(permits == 1 ? period : 1, (period + permits - 1) / permits);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, SECOND, HOUR, 24 * HOUR, 240_000 * HOUR})
    void tryAcquire_clockGoesBack_grantsNoMoreThanIfItStoodStill(long back) {
        clock.set(2 * SECOND);
        LocalRateLimiter bucket = bucket(10, 1, Duration.ofSeconds(1));
        assertThat(bucket.tryAcquire(10)).isTrue();
        clock.advance(-back);
        assertThat(bucket.tryAcquireNanos(1)).isEqualTo(SECOND + back);
        assertThat(bucket.decide(1).remaining()).isZero();
        clock.advance(back);
        assertThat(bucket.tryAcquireNanos(1)).isEqualTo(SECOND);
        clock.advance(SECOND);
        assertThat(bucket.tryAcquireNanos(1)).isZero();
        assertThat(bucket.tryAcquireNanos(1)).isEqualTo(SECOND);
    }

    @Test
    void tryAcquire_clockGoesToAndFro_refillsForTheFurthestReadingOnly() {
        LocalRateLimiter bucket = bucket(10, 1, Duration.ofSeconds(1));
        long granted = 0;
        for (int i = 0; i < 1000; i++) {
            clock.set(i % 2 == 0 ? 0 : HOUR);
            while (bucket.tryAcquire()) {
                granted++;
            }
        }
        assertThat(granted).isEqualTo(20); // the burst at 0, and the bucket filled up by HOUR
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE / 2, Long.MIN_VALUE / 2})
    void tryAcquireNanos_clockIsNonsense_neverGrantsMoreThanTheCapacity(long reading) {
        LocalRateLimiter bucket = bucket(10, 999_999_937, Duration.ofSeconds(1));
        clock.set(reading);
        int granted = 0;
        while (bucket.tryAcquireNanos(1) == 0) {
            granted++;
        }
        assertThat(granted).isLessThanOrEqualTo(10);
        assertThat(bucket.tryAcquireNanos(10)).isBetween(1L, Long.MAX_VALUE - 1);
    }

    @Test
    void tryAcquire_clockLosesDecades_fails() {
        LocalRateLimiter bucket = bucket(10, 999_999_937, Duration.ofSeconds(1));
        clock.advance(Long.MIN_VALUE);
        assertThat(bucket.tryAcquireNanos(10)).isPositive();
        assertThat(bucket.tryAcquire()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1,86400000000000",
        "86399,86400000000000",
        "1,1000000000",
        "3,1000000000",
        "7,1000000000",
        "999,1000000000",
        "80000,1000000000",
        "400000,1000000000",
        "700000,1000000000",
        "1000003,1000000007",
        "300000000,1000000000",
        "600000000,1000000000",
        "999999937,1000000000",
        "1000000000,1000000000"
    })
    void tryAcquire_alwaysAskedForAnHour_grantsBurstAndRateWithinOne(long permits, long period) {
        Seeds.run(permits, random -> {
            long capacity = 1 + permits * 10;
            LocalRateLimiter bucket = bucket(capacity, permits, Duration.ofNanos(period));
            long granted = 0;
            for (long t = 0; t <= HOUR; t = t == HOUR ? HOUR + 1 : Math.min(HOUR, t + random.nextLong(5 * SECOND))) {
                clock.set(t);
                long there = bucket.peek(1).remaining();
                assertThat(there == 0 || bucket.tryAcquire(there)).isTrue();
                assertThat(bucket.tryAcquire()).isFalse();
                granted += there;
            }
            BigInteger exact = BigInteger.valueOf(capacity)
                    .multiply(BigInteger.valueOf(period))
                    .add(BigInteger.valueOf(permits).multiply(BigInteger.valueOf(HOUR)));
            BigInteger error = BigInteger.valueOf(granted)
                    .multiply(BigInteger.valueOf(period))
                    .subtract(exact);
            assertThat(error.abs()).isLessThan(BigInteger.valueOf(period));
        });
    }

    @Test
    void tryAcquire_anyWindow_grantsAtMostCapacityAndRefill() {
        Seeds.run(3, random -> {
            long[][] rates = {{1, SECOND}, {3, 10}, {4, 7}, {7, 10}, {999, SECOND}, {999_999_937, SECOND}, {1, 1}};
            for (int run = 0; run < 700; run++) {
                long[] rate = rates[run % rates.length];
                ExactBucket exact = new ExactBucket(1 + random.nextLong(30), rate[0], rate[1], 0);
                checkWindows(new SplittableRandom(random.nextLong()), exact, rate[0] <= 4);
            }
        });
    }

    /** Sum of grants over any window, in 1/d of a permit, less n times its length: at most the capacity. */
    private static void checkWindows(SplittableRandom random, ExactBucket exact, boolean isExact) {
        FakeClock clock = new FakeClock();
        LocalRateLimiter bucket = LocalRateLimiter.builder(TokenBucket.builder()
                        .capacity(exact.capacity)
                        .refill(exact.n.longValueExact(), Duration.ofNanos(exact.d.longValueExact()))
                        .build())
                .nanoClock(clock)
                .build();
        BigInteger bound = exact.cost(exact.capacity).add(isExact ? BigInteger.ZERO : exact.n.shiftRight(1));
        BigInteger before = BigInteger.ZERO; // granted before the window that is worst so far, less its refill
        long last = 0;
        BigInteger worst = BigInteger.ZERO;
        for (int i = 0; i < 300; i++) {
            long wanted = 1 + random.nextLong(exact.capacity);
            long wait = bucket.tryAcquireNanos(wanted);
            if (wait == 0) {
                BigInteger refilled = exact.n.multiply(BigInteger.valueOf(clock.elapsed() - last));
                before = before.subtract(refilled).max(BigInteger.ZERO).add(exact.cost(wanted));
                worst = worst.max(before);
                last = clock.elapsed();
            }
            switch (random.nextInt(5)) {
                case 0 -> clock.advance(wait);
                case 1 -> clock.advance(Math.max(0, wait - 1));
                case 2 -> clock.advance(random.nextLong(1 + 2 * exact.waitNanos(exact.capacity, 0)));
                default -> clock.advance(random.nextLong(3));
            }
        }
        assertThat(worst).isLessThanOrEqualTo(bound);
    }

    @Test
    void tryAcquire_manyThreadsFrozenClock_grantExactlyTheCapacity() {
        LocalRateLimiter bucket = bucket(100_000, 7, Duration.ofSeconds(1));
        long granted = Threads.sum(8, thread -> {
            long sum = 0;
            for (int i = 0; i < 50_000; i++) {
                long permits = 1 + (i + thread) % 3;
                sum += bucket.tryAcquire(permits) ? permits : 0;
            }
            while (bucket.tryAcquire()) {
                sum++;
            }
            return sum;
        });
        assertThat(granted).isEqualTo(100_000);
    }

    @Test
    void tryAcquire_manyThreadsRunningClock_grantExactlyTheRefill() {
        LocalRateLimiter bucket = LocalRateLimiter.builder(TokenBucket.builder()
                        .capacity(1_000_000)
                        .refill(3, Duration.ofNanos(10))
                        .initialTokens(1000)
                        .build())
                .nanoClock(clock)
                .build();
        int steps = 100_000;
        long granted = Threads.sum(8, thread -> {
            long sum = 0;
            for (int i = 0; i < steps; i++) {
                clock.advance(1);
                long permits = 1 + (i + thread) % 3;
                boolean taken = thread % 2 == 0
                        ? bucket.tryAcquire(permits)
                        : bucket.decide(permits).granted();
                sum += taken ? permits : 0;
            }
            return sum;
        });
        while (bucket.tryAcquire()) {
            granted++;
        }
        // Never full, so that nothing was lost: all that ever came in.
        assertThat(granted).isEqualTo(1000 + 8L * steps * 3 / 10);
    }

    @Test
    void toString_any_tellsTheConfiguration() {
        assertThat(bucket(20, 10, Duration.ofMinutes(1)))
                .hasToString("LocalRateLimiter[TokenBucket[capacity=20, refill=10 per PT1M]]");
    }

    private LocalRateLimiter bucket(long capacity, long permits, Duration period) {
        return LocalRateLimiter.builder(TokenBucket.builder()
                        .capacity(capacity)
                        .refill(permits, period)
                        .build())
                .nanoClock(clock)
                .build();
    }
}
