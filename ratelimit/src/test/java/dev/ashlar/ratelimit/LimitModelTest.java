package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random requests and reservations, of every algorithm, against its definition. */
@Execution(ExecutionMode.CONCURRENT)
class LimitModelTest {
    private static final int STEPS = 4000;

    record Case(Limit limit, Oracle oracle, long window) {
        @Override
        public String toString() {
            return limit.toString();
        }
    }

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (long window : new long[] {12, 1200, 120_000_000_000L}) {
            Duration w = Duration.ofNanos(window);
            for (long limit : new long[] {1, 7, 12}) {
                cases.add(new Case(SlidingWindowLog.of(limit * 20, w), Oracle.log(limit * 20, window), window));
                cases.add(new Case(FixedWindow.of(limit, w), Oracle.fixed(limit, window, 0), window));
                for (int slots : new int[] {1, 2, 6}) {
                    cases.add(new Case(
                            SlidingWindowCounter.of(limit, w, slots),
                            Oracle.counter(limit, window / slots, slots),
                            window));
                    cases.add(new Case(
                            SlidingWindowCounter.estimating(limit, w, slots),
                            Oracle.estimate(limit, window / slots, slots),
                            window));
                }
                cases.add(new Case(
                        TokenBucket.builder()
                                .capacity(limit * 3)
                                .refillAtIntervals(limit, w)
                                .build(),
                        Oracle.interval(limit * 3, limit, window),
                        window));
                cases.add(new Case(LeakyBucket.shaper(limit, 3, w), Oracle.shaper(3, window), window));
                cases.add(new Case(LeakyBucket.meter(limit, 3, w), Oracle.bucket(limit, 3, window), window));
                cases.add(new Case(
                        CompositeLimit.of(
                                TokenBucket.of(limit, 4, w),
                                FixedWindow.of(limit * 2, w.multipliedBy(3)),
                                SlidingWindowLog.of(limit + 1, w)),
                        Oracle.all(
                                Oracle.bucket(limit, 4, window),
                                Oracle.fixed(limit * 2, window * 3, 0),
                                Oracle.log(limit + 1, window)),
                        window));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void randomSteps_areThoseOfTheDefinition(Case test) {
        Seeds.run(test.toString().hashCode(), random -> new Run(random, test).steps(STEPS));
    }

    private static final class Run {
        private final SplittableRandom random;
        private final Case test;
        private final FakeClock clock;
        private final LocalRateLimiter limiter;
        /** Reserved and not yet told to the oracle: who comes next is after them. */
        private final ArrayDeque<Long> promisedAt = new ArrayDeque<>();

        Run(SplittableRandom random, Case test) {
            this.random = random;
            this.test = test;
            this.clock = new FakeClock(random.nextLong());
            this.limiter = LocalRateLimiter.builder(test.limit).nanoClock(clock).build();
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                while (!promisedAt.isEmpty() && promisedAt.peek() <= clock.elapsed()) {
                    promisedAt.remove();
                }
                step(1 + random.nextLong(random.nextInt(4) == 0 ? test.limit.permits() : 2));
                if (random.nextInt(3) > 0) {
                    clock.advance(random.nextLong(1 + test.window / (1 + random.nextInt(20))));
                }
            }
        }

        private void step(long wanted) {
            long permits = Math.min(wanted, test.limit.permits());
            long now = clock.elapsed();
            long from = promisedAt.isEmpty() ? now : promisedAt.peekLast();
            Decision peek = limiter.peek(permits);
            assertThat(peek.granted()).isEqualTo(from == now && test.oracle.has(permits, now));
            long wait = peek.retryAfter().toNanos();
            if (wait > 0) {
                assertThat(test.oracle.has(permits, now + wait)).isTrue();
                assertThat(now + wait == from || !test.oracle.has(permits, now + wait - 1))
                        .isTrue();
            }
            assertThat(limiter.peek(permits)).isEqualTo(peek);
            if (random.nextInt(10) == 0 && promisedAt.size() < 5) {
                Reservation reservation = limiter.reserve(permits);
                if (reservation.isGranted()) {
                    assertThat(reservation.delay()).isEqualTo(peek.retryAfter());
                    test.oracle.take(permits, now + wait);
                    if (wait > 0) {
                        promisedAt.add(now + wait);
                    }
                }
            } else {
                assertThat(limiter.tryAcquireNanos(permits)).isEqualTo(wait);
                if (wait == 0) {
                    test.oracle.take(permits, now);
                }
            }
        }
    }

    /** Greedy and patient, at random: no window gets more than the algorithm says, and some come close. */
    @ParameterizedTest
    @MethodSource("cases")
    void anyWindow_hasNoMoreThanItsWorstCase(Case test) {
        if (!(test.oracle instanceof Oracle.History history)) {
            return;
        }
        Seeds.run(test.toString().hashCode(), random -> {
            new Run(random, test).steps(STEPS / 8);
            long limit = test.limit.permits();
            boolean exact = test.limit instanceof SlidingWindowLog
                    || test.limit instanceof SlidingWindowCounter counter && !counter.isEstimating();
            assertThat(history.worst(test.window - 1)).isLessThanOrEqualTo(exact ? limit : 2 * limit);
        });
    }
}
