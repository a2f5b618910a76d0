package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReconfigureTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final FakeClock clock = new FakeClock();

    @ParameterizedTest
    @CsvSource({
        "AS_IS, 20, 4",
        "AS_IS, 3, 3",
        "PROPORTIONAL, 20, 8",
        "PROPORTIONAL, 3, 1",
        "RESET, 20, 20",
        "RESET, 3, 3"
    })
    void reconfigure_permitsLeft_areCarriedOver(Carry carry, long capacity, long left) {
        for (Limit limit : new Limit[] {
            TokenBucket.of(capacity, 1, HOUR),
            FixedWindow.of(capacity, HOUR),
            SlidingWindowLog.of(capacity, HOUR),
            SlidingWindowCounter.of(capacity, HOUR),
            CompositeLimit.of(TokenBucket.of(capacity, 1, HOUR), SlidingWindowLog.of(capacity, HOUR))
        }) {
            LocalRateLimiter limiter = limiter(TokenBucket.of(10, 1, HOUR));
            limiter.tryAcquire(6);
            limiter.reconfigure(limit, carry);
            assertThat(limiter.limit()).isSameAs(limit);
            assertThat(limiter.peek(1).limit()).isEqualTo(capacity);
            assertThat(limiter.peek(1).remaining()).isEqualTo(left);
        }
    }

    @Test
    void reconfigure_debt_isCarriedOver() {
        LocalRateLimiter limiter = limiter(TokenBucket.of(10, 1, HOUR));
        limiter.tryAcquire(10);
        Reservation promised = limiter.reserve(4);
        limiter.reconfigure(TokenBucket.of(20, 2, HOUR), Carry.AS_IS);
        assertThat(limiter.tryAcquireNanos(1)).isEqualTo(HOUR.toNanos() * 5 / 2);
        assertThat(promised.cancel()).as("counts as used").isFalse();
    }

    @Test
    void reconfigure_fromAndToNothingAndEverything_isConsistent() {
        LocalRateLimiter limiter = limiter(Limit.denyAll());
        assertThat(limiter.tryAcquireNanos(1)).isEqualTo(Long.MAX_VALUE);
        assertThat(limiter.decide(1)).isEqualTo(Decision.never(0, 0, Duration.ZERO));
        for (Carry carry : Carry.values()) {
            limiter.reconfigure(Limit.unlimited(), carry);
            assertThat(limiter.tryAcquire(Long.MAX_VALUE)).isTrue();
            assertThat(limiter.reserve(5).delay()).isZero();
            limiter.reconfigure(TokenBucket.of(5, 1, HOUR), carry);
            assertThat(limiter.peek(1).remaining()).isEqualTo(5);
            limiter.reconfigure(Limit.denyAll(), carry);
            assertThat(limiter.tryAcquire()).isFalse();
        }
    }

    @Test
    void reconfigure_initialTokens_countWithReset() {
        LocalRateLimiter limiter = limiter(TokenBucket.of(10, 1, HOUR));
        TokenBucket empty = TokenBucket.builder()
                .capacity(10)
                .refill(1, HOUR)
                .initialTokens(0)
                .build();
        limiter.reconfigure(empty, Carry.AS_IS);
        assertThat(limiter.peek(1).remaining()).isEqualTo(10);
        limiter.reconfigure(empty, Carry.RESET);
        assertThat(limiter.peek(1).remaining()).isZero();
    }

    /** Every grant is decided by one state or the next, and none is forgotten. */
    @Test
    void reconfigure_whileThreadsTake_losesAndDoublesNothing() {
        for (int round = 0; round < 50; round++) {
            LocalRateLimiter limiter = limiter(TokenBucket.of(100_000, 1, HOUR));
            AtomicBoolean done = new AtomicBoolean();
            long granted = Threads.sum(4, thread -> {
                long sum = 0;
                if (thread == 0) {
                    for (int i = 0; i < 200; i++) {
                        limiter.reconfigure(
                                i % 2 == 0 ? SlidingWindowLog.of(100_000, HOUR) : TokenBucket.of(100_000, 1, HOUR),
                                Carry.AS_IS);
                    }
                    done.set(true);
                }
                while (thread > 0 && !done.get()) {
                    sum += limiter.tryAcquire() ? 1 : 0;
                }
                return sum;
            });
            assertThat(limiter.peek(1).remaining()).isEqualTo(Math.max(0, 100_000 - granted));
        }
    }

    private LocalRateLimiter limiter(Limit limit) {
        return LocalRateLimiter.builder(limit).nanoClock(clock).build();
    }
}
