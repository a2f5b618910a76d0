package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeasedRateLimiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeClock clock = new FakeClock();
    private final AtomicInteger asked = new AtomicInteger();
    private RateLimiter source;

    @Test
    void tryAcquire_leased_asksTheSourceOnceForMany() {
        RateLimiter limiter = leased(TokenBucket.of(1000, 10, SECOND), 50, Duration.ofSeconds(2));
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.tryAcquire()).isTrue();
        }
        assertThat(asked).hasValue(2);
        assertThat(limiter.tryAcquire(60)).as("more than a lease").isTrue();
        assertThat(source.peek(1).remaining()).isEqualTo(1000 - 21 - 160);
    }

    @Test
    void tryAcquire_leaseTimeOver_losesWhatIsLeft() {
        RateLimiter limiter = leased(TokenBucket.of(1000, 10, SECOND), 50, Duration.ofSeconds(2));
        assertThat(limiter.tryAcquire(5)).isTrue();
        clock.advance(Duration.ofSeconds(2).toNanos());
        assertThat(limiter.tryAcquire(5)).isTrue();
        assertThat(source.peek(1).remaining()).isEqualTo(979 - 50 + 20 - 50);
    }

    @Test
    void tryAcquire_sourceNearlyEmpty_takesWhatIsThere() {
        RateLimiter limiter = leased(TokenBucket.of(100, 1, SECOND), 30, SECOND);
        long granted = 0;
        while (limiter.tryAcquire()) {
            granted++;
        }
        assertThat(granted).isEqualTo(98);
        assertThat(limiter.tryAcquireNanos(1)).isEqualTo(SECOND.toNanos());
        assertThat(limiter.tryAcquireNanos(99)).isEqualTo(Long.MAX_VALUE);
        assertThat(limiter.decide(1).granted()).isFalse();
        assertThat(limiter.decide(1).retryAfter()).isEqualTo(SECOND);
        assertThat(limiter.decide(99).isNever()).isTrue();
    }

    @Test
    void acquire_leased_asksTheSourceOnceForMany() throws InterruptedException {
        RateLimiter limiter = leased(TokenBucket.of(1000, 10, SECOND), 50, Duration.ofSeconds(2));
        for (int i = 0; i < 25; i++) {
            limiter.acquire();
            assertThat(limiter.tryAcquire(1, SECOND)).isTrue();
        }
        assertThat(asked).hasValue(1);
        assertThat(source.peek(1).remaining()).isEqualTo(979 - 50);
    }

    @Test
    void acquire_nothingLeased_waitsAtTheSource() throws InterruptedException {
        RateLimiter limiter = leased(TokenBucket.of(100, 1, SECOND), 30, SECOND);
        while (limiter.tryAcquire()) {
            assertThat(clock.elapsed()).isZero();
        }
        assertThat(limiter.tryAcquire(2, SECOND)).isFalse();
        assertThat(limiter.tryAcquire(2, SECOND.multipliedBy(2))).isTrue();
        assertThat(clock.elapsed()).isEqualTo(SECOND.toNanos() * 2);
        limiter.acquire();
        assertThat(clock.elapsed()).isEqualTo(SECOND.toNanos() * 3);
        assertThatExceptionOfType(PermitsRefusedException.class)
                .isThrownBy(() -> limiter.acquire(1000))
                .matches(PermitsRefusedException::isNever);
    }

    @Test
    void acquire_interruptedOrIllegal_takesNothing() {
        RateLimiter limiter = leased(TokenBucket.of(100, 1, SECOND), 30, SECOND);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(limiter::acquire);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> limiter.tryAcquire(1, SECOND));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> limiter.tryAcquire(1, Duration.ofNanos(-1)))
                .withMessage("maxWait must be >= 0: maxWait=PT-0.000000001S");
        assertThat(asked).hasValue(0);
    }

    /** The clock goes on between a take and whatever would give back: so much may have come again. */
    @Test
    void tryAcquire_pauseWhileTheLeaseEnds_grantsNoMoreThanTheBucketAtOnce() {
        TokenBucket bucket = TokenBucket.of(30, 1000, SECOND);
        RateLimiter[] shared = new RateLimiter[1];
        AtomicInteger granted = new AtomicInteger();
        RateLimiter limiter = LeasedRateLimiter.of(
                bucket,
                smaller -> {
                    shared[0] =
                            LocalRateLimiter.builder(smaller).nanoClock(clock).build();
                    return new Pausing(shared[0], () -> {}, () -> {
                        clock.advance(Duration.ofMillis(30).toNanos());
                        granted.addAndGet(shared[0].tryAcquire(28) ? 28 : 0);
                    });
                },
                20,
                Duration.ofMillis(1),
                clock);
        assertThat(limiter.tryAcquire()).isTrue();
        clock.advance(Duration.ofMillis(1).toNanos());
        granted.addAndGet(limiter.tryAcquire() ? 1 : 0);
        while (shared[0].tryAcquire()) {
            granted.incrementAndGet();
        }
        assertThat(granted.get()).isPositive().isLessThanOrEqualTo(30);
    }

    /** The network's delay. */
    private record Pausing(RateLimiter limiter, Runnable onDenied, Runnable onRefund) implements RateLimiter {
        @Override
        public long tryAcquireNanos(long permits) {
            long wait = limiter.tryAcquireNanos(permits);
            if (wait > 0) {
                onDenied.run();
            }
            return wait;
        }

        @Override
        public Decision decide(long permits) {
            return limiter.decide(permits);
        }

        @Override
        public Decision peek(long permits) {
            return limiter.peek(permits);
        }

        @Override
        public Reservation reserve(long permits, Duration maxWait) {
            return limiter.reserve(permits, maxWait);
        }

        @Override
        public void refund(long permits) {
            onRefund.run();
            limiter.refund(permits);
        }
    }

    @Test
    void tryAcquire_restOfTheLeaseIsTooSmall_usesItFirst() {
        RateLimiter limiter = leased(TokenBucket.of(1000, 10, SECOND), 50, Duration.ofSeconds(2));
        for (int i = 0; i < 50; i++) {
            assertThat(limiter.tryAcquire(3)).isTrue();
        }
        assertThat(source.peek(1).remaining()).isEqualTo(979 - 150);
    }

    @Test
    void decide_sourceRecoversBetweenTwoQuestions_grantsNothingItDidNotTake() {
        RateLimiter[] shared = new RateLimiter[1];
        LeasedRateLimiter limiter = LeasedRateLimiter.of(
                TokenBucket.of(100, 1, SECOND),
                smaller -> {
                    shared[0] =
                            LocalRateLimiter.builder(smaller).nanoClock(clock).build();
                    return new Pausing(shared[0], () -> clock.advance(SECOND.toNanos() / 2), () -> {});
                },
                10,
                SECOND,
                clock);
        assertThat(shared[0].tryAcquire(98)).isTrue();
        assertThat(limiter.decide(1).granted()).isFalse();
        assertThat(shared[0].peek(1).remaining()).isEqualTo(1);
    }

    @Test
    void tryAcquire_denied_isAnsweredWithoutTheSourceUntilItsTime() {
        AtomicInteger questions = new AtomicInteger();
        LeasedRateLimiter limiter = LeasedRateLimiter.of(
                TokenBucket.of(100, 1, SECOND),
                smaller -> LocalRateLimiter.builder(smaller)
                        .nanoClock(() -> {
                            questions.incrementAndGet();
                            return clock.getAsLong();
                        })
                        .build(),
                30,
                SECOND,
                clock);
        while (limiter.tryAcquire()) {
            assertThat(questions.get()).isLessThan(200);
        }
        int before = questions.get();
        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAcquire()).isFalse();
        }
        assertThat(questions).hasValue(before);
        limiter.refund(1);
        assertThat(limiter.tryAcquire()).as("it was refunded here").isTrue();
    }

    /** Two who lease, at random: no span has more than the bucket allows. */
    @Test
    void tryAcquire_anySpan_hasNoMoreThanTheBucketAllows() {
        Seeds.run(1, random -> {
            for (int round = 0; round < 200; round++) {
                LeasedRateLimiter one = leased(TokenBucket.of(30, 1, Duration.ofNanos(10)), 8, Duration.ofNanos(70));
                LeasedRateLimiter two = LeasedRateLimiter.of(
                        TokenBucket.of(30, 1, Duration.ofNanos(10)), smaller -> source, 8, Duration.ofNanos(70), clock);
                List<long[]> used = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    long permits = 1 + random.nextLong(random.nextInt(5) == 0 ? 20 : 3);
                    if ((random.nextBoolean() ? one : two).tryAcquire(permits)) {
                        used.add(new long[] {clock.elapsed(), permits});
                    }
                    clock.advance(random.nextInt(6) == 0 ? random.nextLong(400) : random.nextLong(3));
                }
                long sum = 0; // of the worst span that ends here, less what came in it
                long worst = 0;
                long last = 0;
                for (long[] use : used) {
                    sum = Math.max(0, sum - (use[0] - last)) + 10 * use[1];
                    worst = Math.max(worst, sum);
                    last = use[0];
                }
                assertThat(worst).isLessThanOrEqualTo(300);
            }
        });
    }

    @Test
    void tryAcquire_manyThreads_grantNoMoreThanTheSource() {
        RateLimiter limiter = leased(TokenBucket.of(100_000, 1, Duration.ofHours(1)), 64, SECOND);
        long granted = Threads.sum(8, thread -> {
            long sum = 0;
            for (int i = 0; i < 20_000; i++) {
                sum += limiter.tryAcquire() ? 1 : 0;
            }
            return sum;
        });
        assertThat(granted).isEqualTo(99_999);
    }

    @Test
    void of_illegal_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> leased(TokenBucket.of(10, 10, SECOND), 5, SECOND))
                .withMessage("bucket must hold a lease and what comes in its time: bucket=TokenBucket[capacity=10, "
                        + "refill=10 per PT1S], leasePermits=5, leaseTime=PT1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> leased(TokenBucket.of(10, 10, SECOND), 0, SECOND))
                .withMessage("leasePermits must be > 0: leasePermits=0");
    }

    private LeasedRateLimiter leased(TokenBucket bucket, long permits, Duration time) {
        return LeasedRateLimiter.of(
                bucket,
                smaller -> {
                    source = new ObservedRateLimiter(
                            LocalRateLimiter.builder(smaller)
                                    .nanoClock(clock)
                                    .parker(clock::advance)
                                    .build(),
                            new RateLimitListener() {
                                @Override
                                public void onGranted(long granted) {
                                    asked.incrementAndGet();
                                }
                            });
                    return source;
                },
                permits,
                time,
                clock);
    }
}
