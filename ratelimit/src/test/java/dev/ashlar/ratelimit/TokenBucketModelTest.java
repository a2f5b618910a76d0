package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Random operations against {@link ExactBucket}. At rates that are kept exactly all answers must be equal; at others a
 * permit may come up to half a nanosecond early, and late (by one) only while the clock is behind; the oracle being told
 * of every grant, an error that added up would be seen.
 */
@Execution(ExecutionMode.CONCURRENT)
class TokenBucketModelTest {
    private static final long SECOND = 1_000_000_000;
    private static final long DAY = 86_400 * SECOND;
    private static final long HOUR = 3600 * SECOND;
    private static final long LIFE = Checks.MAX_NANOS;
    private static final int STEPS = 10_000;
    private static final int RANDOM_RATES = 80;

    private static final long[][] RATES = {
        {1, DAY},
        {5, DAY},
        {1, SECOND},
        {3, SECOND},
        {3, 4},
        {7, SECOND},
        {10, 60 * SECOND},
        {86_399, DAY},
        {2, 3},
        {999, SECOND},
        {1_000_003, SECOND},
        {700_000, SECOND},
        {600_000_000, SECOND},
        {999_999_937, SECOND},
        {1_000_000_000, SECOND},
        {DAY, DAY},
        {DAY - 1, DAY},
        {1, LIFE},
        {LIFE - 1, LIFE},
        {5, 6},
        {1_000_003, 1_000_000_007},
    };

    private static final long[] ORIGINS = {0, -1, Long.MAX_VALUE - 5, Long.MIN_VALUE, Long.MAX_VALUE, 12345, -LIFE};

    @Test
    void randomSteps_anyRate_areThoseOfTheExactBucket() {
        Seeds.run(1, random -> {
            for (long[] rate : RATES) {
                check(random, rate[0], rate[1]);
            }
            for (int i = 0; i < RANDOM_RATES; i++) {
                long period = 1 + magnitude(random, LIFE - 1);
                check(random, 1 + magnitude(random, period - 1), period);
            }
        });
    }

    private static void check(SplittableRandom random, long permits, long period) {
        BigInteger most =
                BigInteger.valueOf(LIFE).multiply(BigInteger.valueOf(permits)).divide(BigInteger.valueOf(period));
        long capacity = 1 + magnitude(random, most.longValueExact() - 1);
        long initial = random.nextBoolean() ? capacity : magnitude(random, capacity);
        FakeClock clock = new FakeClock(ORIGINS[random.nextInt(ORIGINS.length)]);
        LocalRateLimiter bucket = LocalRateLimiter.builder(TokenBucket.builder()
                        .capacity(capacity)
                        .refill(permits, Duration.ofNanos(period))
                        .initialTokens(initial)
                        .build())
                .nanoClock(clock)
                .build();
        new Run(random, clock, bucket, new ExactBucket(capacity, permits, period, initial)).steps(STEPS);
    }

    /** 0 to {@code most}, all orders of magnitude alike. */
    private static long magnitude(SplittableRandom random, long most) {
        return most == 0 ? 0 : Math.min(most, random.nextLong(1 + (most >> random.nextInt(63))));
    }

    private record Run(SplittableRandom random, FakeClock clock, LocalRateLimiter bucket, ExactBucket exact) {
        void steps(int count) {
            long lastWait = 0;
            for (int i = 0; i < count; i++) {
                move(lastWait);
                long wanted = 1 + magnitude(random, exact.capacity - 1);
                if (random.nextInt(20) == 0) {
                    wanted = Math.max(1, exact.remaining(clock.elapsed()) + random.nextInt(3) - 1);
                }
                lastWait = step(wanted);
            }
        }

        private void move(long lastWait) {
            long now = clock.elapsed();
            long perPermit = exact.d.divide(exact.n).longValueExact();
            long next = switch (random.nextInt(16)) {
                case 0, 1, 2 -> now;
                case 3, 4 -> now + lastWait;
                case 5 -> now + Math.max(0, lastWait - 1);
                case 6, 7 -> now + random.nextLong(4);
                case 8, 9 -> now + random.nextLong(2 + 2 * perPermit);
                case 10, 11 -> now + magnitude(random, exact.waitNanos(exact.capacity, now));
                case 12 -> now - random.nextLong(4);
                case 13 -> random.nextInt(50) == 0 ? now - magnitude(random, 5 * HOUR) : now;
                case 14 -> random.nextInt(500) == 0 ? now + magnitude(random, LIFE) : now;
                default -> now + magnitude(random, HOUR);
            };
            clock.set(Math.min(next, LIFE));
        }

        /** Returns the wait that the bucket told, or 0. */
        private long step(long wanted) {
            if (wanted > exact.capacity) {
                assertThat(bucket.tryAcquireNanos(wanted)).isEqualTo(Long.MAX_VALUE);
                assertThat(bucket.tryAcquire(wanted)).isFalse();
                checkDecision(bucket.decide(wanted), wanted, false);
                assertThat(bucket.peek(wanted).isNever()).isTrue();
                return 0;
            }
            long now = clock.elapsed();
            Decision peek = bucket.peek(wanted);
            checkDecision(peek, wanted, peek.granted());
            if (isExact()) {
                assertThat(peek.granted()).isEqualTo(exact.has(wanted, now));
            } else if (peek.granted()) {
                assertThat(exact.cost(wanted).subtract(exact.level(now)).shiftLeft(1))
                        .isLessThan(exact.n);
            } else {
                assertThat(exact.level(now).subtract(late())).isLessThan(exact.cost(wanted));
            }
            if (!peek.granted()) {
                checkRetry(wanted, peek.retryAfter().toNanos());
            }
            if (peek.granted()) {
                exact.take(wanted, now);
            }
            switch (random.nextInt(3)) {
                case 0 ->
                    assertThat(bucket.tryAcquireNanos(wanted))
                            .isEqualTo(peek.retryAfter().toNanos());
                case 1 -> assertThat(bucket.tryAcquire(wanted)).isEqualTo(peek.granted());
                default -> {
                    Decision decision = bucket.decide(wanted);
                    assertThat(decision.granted()).isEqualTo(peek.granted());
                    checkDecision(decision, wanted, peek.granted());
                }
            }
            return peek.retryAfter().toNanos();
        }

        private void checkRetry(long wanted, long wait) {
            long now = clock.elapsed();
            clock.set(now + wait);
            assertThat(bucket.peek(wanted).granted()).isTrue();
            clock.set(now + wait - 1);
            assertThat(bucket.peek(wanted).granted()).isFalse();
            clock.set(now);
        }

        /** Of a decision made on what is in the bucket now. */
        private void checkDecision(Decision decision, long wanted, boolean granted) {
            long now = clock.elapsed();
            assertThat(decision.limit()).isEqualTo(exact.capacity);
            BigInteger early = isExact() ? BigInteger.ZERO : exact.n.shiftRight(1);
            assertThat(BigInteger.valueOf(decision.remaining()))
                    .isGreaterThanOrEqualTo(exact.level(now)
                            .subtract(late())
                            .max(BigInteger.ZERO)
                            .divide(exact.d))
                    .isLessThanOrEqualTo(
                            exact.level(now).add(early).max(BigInteger.ZERO).divide(exact.d));
            checkWait(decision.resetAfter(), exact.capacity);
            if (wanted > exact.capacity) {
                assertThat(decision.isNever()).isTrue();
            } else if (!granted) {
                checkWait(decision.retryAfter(), wanted);
            }
        }

        private void checkWait(Duration told, long permits) {
            long wait = exact.waitNanos(permits, clock.elapsed());
            assertThat(told.toNanos())
                    .as(
                            "wait for %d of %s at %d, level %s/%s",
                            permits, bucket, clock.elapsed(), exact.level(clock.elapsed()), exact.d)
                    .isBetween(isExact() ? wait : wait - 1, late().signum() == 0 ? wait : wait + 1);
        }

        /** By how much refill the bucket may be late: by that of a nanosecond at times that it has been through. */
        private BigInteger late() {
            return isExact() || !exact.isBehind(clock.elapsed()) ? BigInteger.ZERO : exact.n;
        }

        private boolean isExact() {
            return exact.n.divide(exact.n.gcd(exact.d)).bitLength() <= 2
                    || exact.n.divide(exact.n.gcd(exact.d)).equals(BigInteger.valueOf(4));
        }
    }
}
