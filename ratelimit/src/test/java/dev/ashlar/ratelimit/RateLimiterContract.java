package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every limiter keeps, whatever its algorithm and wherever its state is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RateLimiterContract {
    private static final Duration LONG = Duration.ofDays(100);

    final FakeClock clock = new FakeClock();

    /** Limits of 10 permits, all of which are there at first. */
    abstract Iterable<Limit> limits();

    /** A new limiter on {@link #clock}, of which waiting threads move the clock on. */
    abstract RateLimiter limiter(Limit limit);

    /** The step of the limiter's time. */
    long tick() {
        return 1;
    }

    @ParameterizedTest
    @MethodSource("limits")
    void tryAcquire_new_grantsTheLimitAndNoMore(Limit limit) {
        RateLimiter limiter = limiter(limit);
        for (int i = 9; i >= 0; i--) {
            assertThat(limiter.decide(1).remaining()).isEqualTo(i);
        }
        assertThat(limiter.tryAcquire()).isFalse();
        assertThat(limiter.tryAcquireNanos(1)).isBetween(1L, Long.MAX_VALUE - 1);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void tryAcquireNanos_denied_tellsTheLeastWait(Limit limit) {
        RateLimiter limiter = limiter(limit);
        clock.advance(1_234_567_000);
        assertThat(limiter.tryAcquireNanos(6)).isZero();
        clock.advance(1_700_000_000);
        for (int permits = 1; permits <= 10; permits++) {
            long wait = limiter.peek(permits).retryAfter().toNanos();
            if (wait > 0) {
                assertThat(limiter.tryAcquireNanos(permits)).isEqualTo(wait);
                clock.advance(wait - tick());
                assertThat(limiter.peek(permits).granted()).isFalse();
                clock.advance(tick());
                assertThat(limiter.peek(permits).granted()).isTrue();
            }
        }
        assertThat(limiter.tryAcquireNanos(10)).isZero();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void everyMethod_moreThanTheLimit_isNever(Limit limit) throws InterruptedException {
        RateLimiter limiter = limiter(limit);
        for (long permits : new long[] {11, 1_000_000_000_000L, Long.MAX_VALUE}) {
            assertThat(limiter.tryAcquire(permits)).isFalse();
            assertThat(limiter.tryAcquireNanos(permits)).isEqualTo(Long.MAX_VALUE);
            assertThat(limiter.decide(permits)).isEqualTo(limiter.peek(permits));
            assertThat(limiter.decide(permits).isNever()).isTrue();
            assertThat(limiter.tryAcquire(permits, LONG)).isFalse();
            Reservation reservation = limiter.reserve(permits);
            assertThat(reservation.isGranted()).isFalse();
            assertThat(reservation.delay()).isEqualTo(Decision.NEVER);
            assertThat(reservation.cancel()).isFalse();
            assertThatIllegalStateException().isThrownBy(reservation::await);
            assertThatExceptionOfType(PermitsRefusedException.class)
                    .isThrownBy(() -> limiter.acquire(permits))
                    .matches(PermitsRefusedException::isNever);
        }
        assertThat(limiter.peek(1).remaining()).isEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void decide_deniedOften_changesNothing(Limit limit) {
        RateLimiter limiter = limiter(limit);
        limiter.tryAcquire(8);
        Decision denied = limiter.decide(3);
        for (int i = 0; i < 20; i++) {
            assertThat(limiter.decide(3)).isEqualTo(denied).isEqualTo(limiter.peek(3));
        }
        assertThat(denied.remaining()).isEqualTo(2);
        assertThat(denied.limit()).isEqualTo(10);
        assertThat(limiter.tryAcquire(2)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void resetAfter_whenItHasPassed_isAsNew(Limit limit) {
        RateLimiter limiter = limiter(limit);
        assertThat(limiter.peek(1).resetAfter()).isZero();
        Duration reset = limiter.decide(7).resetAfter();
        clock.advance(reset.toNanos() - tick());
        assertThat(limiter.peek(1).resetAfter()).isEqualTo(Duration.ofNanos(tick()));
        clock.advance(tick());
        assertThat(limiter.peek(10)).isEqualTo(Decision.granted(10, 10, Duration.ZERO));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void reserve_ahead_isInOrderAndKeepsOthersAway(Limit limit) {
        RateLimiter limiter = limiter(limit);
        limiter.tryAcquire(10);
        Duration last = Duration.ZERO;
        for (int i = 0; i < 25; i++) {
            Reservation next = limiter.reserve(1 + i % 3);
            assertThat(next.isGranted()).isTrue();
            assertThat(next.permits()).isEqualTo(1 + i % 3);
            assertThat(next.delay()).isGreaterThanOrEqualTo(last);
            last = next.delay();
        }
        assertThat(limiter.tryAcquire()).isFalse();
        clock.advance(last.toNanos() - tick());
        assertThat(limiter.tryAcquire()).isFalse();
        clock.advance(tick());
        clock.advance(limiter.tryAcquireNanos(10));
        assertThat(limiter.tryAcquire(10)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void cancel_beforeItsTime_isAsIfItHadNeverBeen(Limit limit) {
        RateLimiter limiter = limiter(limit);
        limiter.tryAcquire(10);
        Decision before = limiter.peek(4);
        Reservation one = limiter.reserve(3);
        Reservation two = limiter.reserve(10);
        Reservation three = limiter.reserve(1);
        assertThat(limiter.peek(4).retryAfter()).isGreaterThan(before.retryAfter());
        assertThat(three.cancel()).isTrue();
        assertThat(two.cancel()).isTrue();
        assertThat(two.cancel()).isFalse();
        assertThat(one.cancel()).isTrue();
        assertThat(limiter.peek(4)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void cancel_whenItsTimeHasCome_isTooLate(Limit limit) throws InterruptedException {
        RateLimiter limiter = limiter(limit);
        Reservation now = limiter.reserve(10);
        assertThat(now.delay()).isZero();
        assertThat(now.cancel()).isFalse();
        Reservation later = limiter.reserve(2);
        clock.advance(later.delay().toNanos());
        Decision before = limiter.peek(10);
        assertThat(later.cancel()).isFalse();
        assertThat(limiter.peek(10)).isEqualTo(before);
        later.await();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void tryAcquire_inTime_waitsAndElseFailsAtOnce(Limit limit) throws InterruptedException {
        RateLimiter limiter = limiter(limit);
        assertThat(limiter.tryAcquire(10, Duration.ZERO)).isTrue();
        Duration wait = limiter.peek(3).retryAfter();
        long start = clock.elapsed();
        assertThat(limiter.tryAcquire(3, wait.minusNanos(1))).isFalse();
        assertThat(clock.elapsed()).isEqualTo(start);
        assertThat(limiter.peek(3).retryAfter()).isEqualTo(wait);
        assertThat(limiter.tryAcquire(3, wait)).isTrue();
        assertThat(clock.elapsed() - start).isBetween(wait.toNanos(), wait.toNanos() + 1_000_000);
        limiter.acquire(5);
        assertThat(limiter.reserve(10, Duration.ZERO).isGranted()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void acquire_interrupted_takesNothing(Limit limit) {
        RateLimiter limiter = limiter(limit);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(limiter::acquire);
        assertThat(limiter.peek(1).remaining()).isEqualTo(10);
        limiter.tryAcquire(10);
        Decision before = limiter.peek(1);
        Reservation waiting = limiter.reserve(2);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::await);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(limiter.peek(1)).isEqualTo(before);
        assertThatIllegalStateException().isThrownBy(waiting::await).withMessage("reservation was cancelled");
    }

    @ParameterizedTest
    @MethodSource("limits")
    void refund_upToTheLimit_givesBack(Limit limit) {
        RateLimiter limiter = limiter(limit);
        limiter.tryAcquire(10);
        limiter.refund(4);
        assertThat(limiter.peek(1).remaining()).isEqualTo(4);
        assertThat(limiter.tryAcquire(5)).isFalse();
        limiter.refund(Long.MAX_VALUE);
        assertThat(limiter.peek(10)).isEqualTo(Decision.granted(10, 10, Duration.ZERO));
        limiter.refund(1);
        assertThat(limiter.tryAcquire(10)).isTrue();
        assertThat(limiter.tryAcquire()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void permits_notPositive_areRefusedAndTakeNothing(Limit limit) {
        RateLimiter limiter = limiter(limit);
        for (long permits : new long[] {0, -1, Long.MIN_VALUE}) {
            String message = "permits must be > 0: permits=" + permits;
            refused(() -> limiter.tryAcquire(permits), message);
            refused(() -> limiter.tryAcquireNanos(permits), message);
            refused(() -> limiter.decide(permits), message);
            refused(() -> limiter.peek(permits), message);
            refused(() -> limiter.reserve(permits), message);
            refused(() -> limiter.refund(permits), message);
        }
        refused(() -> limiter.reserve(1, Duration.ofNanos(-1)), "maxWait must be >= 0: maxWait=PT-0.000000001S");
        assertThat(limiter.peek(1).remaining()).isEqualTo(10);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}
