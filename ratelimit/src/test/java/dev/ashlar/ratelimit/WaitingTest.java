package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that wait, on a clock that the test moves; parked threads only yield. */
class WaitingTest {
    private static final long SECOND = 1_000_000_000;

    private final FakeClock clock = new FakeClock(Long.MAX_VALUE - 3);

    static Stream<Limit> limits() {
        Duration second = Duration.ofSeconds(1);
        return Stream.of(
                TokenBucket.of(1, 1, second),
                TokenBucket.of(5, 7, second),
                TokenBucket.builder().capacity(5).refillAtIntervals(2, second).build(),
                FixedWindow.of(2, second),
                SlidingWindowLog.of(3, second),
                SlidingWindowCounter.of(3, second),
                SlidingWindowCounter.estimating(3, second, 1),
                LeakyBucket.shaper(1000, 1, second),
                CompositeLimit.of(TokenBucket.of(5, 1, second), FixedWindow.of(30, second.multipliedBy(40))));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void acquire_manyThreads_areServedInTheOrderOfArrival(Limit limit) throws InterruptedException {
        LocalRateLimiter limiter = limiter(limit);
        takeAll(limiter);
        ConcurrentLinkedQueue<Integer> served = new ConcurrentLinkedQueue<>();
        List<Thread> threads = new ArrayList<>();
        List<Reservation> reservations = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            reservations.add(limiter.reserve(1));
            int number = i;
            threads.add(new Thread(() -> {
                try {
                    reservations.get(number).await();
                    served.add(number);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (int i = 0; i < 20; i++) {
            clock.set(reservations.get(i).delay().toNanos());
            threads.get(i).join();
        }
        assertThat(served).hasSize(20);
        assertThat(reservations).isSortedAccordingTo((a, b) -> a.delay().compareTo(b.delay()));
    }

    /** Threads wait, are interrupted at random, and others fail in time: when all are gone, nothing is missing. */
    @ParameterizedTest
    @MethodSource("limits")
    void acquire_stormOfInterrupts_leaksNothing(Limit limit) throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            LocalRateLimiter limiter = limiter(limit);
            takeAll(limiter);
            Decision before = limiter.peek(1);
            List<Thread> threads = new ArrayList<>();
            AtomicLong interrupted = new AtomicLong();
            for (int i = 0; i < 16; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        limiter.acquire();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                    }
                });
                threads.add(thread);
                thread.start();
                assertThat(limiter.tryAcquire(1, Duration.ofNanos(1))).isFalse();
            }
            SplittableRandom random = new SplittableRandom(round);
            while (!threads.isEmpty()) {
                Thread thread = threads.remove(random.nextInt(threads.size()));
                thread.interrupt();
                thread.join();
            }
            assertThat(interrupted).hasValue(16);
            assertThat(limiter.peek(1)).isEqualTo(before);
        }
    }

    /** Some are interrupted, the others get through: as many as were granted have been taken, and no more. */
    @ParameterizedTest
    @MethodSource("limits")
    void acquire_someInterrupted_countsTheOthersOnly(Limit limit) throws InterruptedException {
        for (int round = 0; round < 10; round++) {
            LocalRateLimiter limiter = limiter(limit);
            takeAll(limiter);
            AtomicLong granted = new AtomicLong();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                threads.add(new Thread(() -> {
                    try {
                        limiter.acquire();
                        granted.incrementAndGet();
                    } catch (InterruptedException e) {
                        // gives back
                    }
                }));
            }
            threads.forEach(Thread::start);
            SplittableRandom random = new SplittableRandom(round);
            while (threads.stream().anyMatch(Thread::isAlive)) {
                clock.advance(random.nextLong(SECOND / 20));
                if (random.nextInt(20) == 0) {
                    threads.get(random.nextInt(threads.size())).interrupt();
                }
                Thread.onSpinWait();
            }
            long late = limiter.peek(1).resetAfter().toNanos();
            clock.advance(late);
            assertThat(limiter.peek(1).resetAfter()).isZero();
            assertThat(granted.get()).isBetween(0L, 12L);
        }
    }

    @Test
    void cancel_anyOrder_leavesTheBucketAsIfTheyHadNeverBeen() {
        Seeds.run(1, random -> {
            for (int round = 0; round < 2000; round++) {
                LocalRateLimiter limiter = limiter(TokenBucket.of(1 + random.nextLong(10), 3, Duration.ofSeconds(2)));
                takeAll(limiter);
                Decision before = limiter.peek(1);
                List<Reservation> made = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    if (made.isEmpty() || random.nextInt(3) > 0) {
                        made.add(limiter.reserve(
                                1 + random.nextLong(limiter.limit().permits())));
                    } else {
                        assertThat(made.remove(random.nextInt(made.size())).cancel())
                                .isTrue();
                    }
                }
                while (!made.isEmpty()) {
                    assertThat(made.remove(random.nextInt(made.size())).cancel())
                            .isTrue();
                }
                assertThat(limiter.peek(1)).isEqualTo(before);
            }
        });
    }

    /** Reserve, cancel and take at random: what was used never exceeds capacity + rate * T in any span. */
    @Test
    void cancelAndTake_atRandom_keepTheBoundOfEverySpan() {
        Seeds.run(2, random -> {
            for (int round = 0; round < 300; round++) {
                long capacity = 1 + random.nextLong(6);
                checkSpans(new SplittableRandom(random.nextLong()), capacity);
            }
        });
    }

    private void checkSpans(SplittableRandom random, long capacity) {
        clock.set(0);
        LocalRateLimiter limiter = limiter(TokenBucket.of(capacity, 1, Duration.ofNanos(10)));
        List<long[]> used = new ArrayList<>(); // time, permits
        List<Reservation> waiting = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        for (int step = 0; step < 200; step++) {
            long now = clock.elapsed();
            for (int i = times.size() - 1; i >= 0; i--) {
                if (times.get(i) <= now) {
                    used.add(new long[] {times.remove(i), waiting.remove(i).permits()});
                }
            }
            long permits = 1 + random.nextLong(capacity);
            switch (random.nextInt(5)) {
                case 0 -> {
                    if (limiter.tryAcquire(permits)) {
                        used.add(new long[] {now, permits});
                    }
                }
                case 1, 2 -> {
                    Reservation reservation = limiter.reserve(permits, Duration.ofNanos(200));
                    if (reservation.isGranted()) {
                        waiting.add(reservation);
                        times.add(now + reservation.delay().toNanos());
                    }
                }
                case 3 -> {
                    if (!waiting.isEmpty()) {
                        int i = random.nextInt(waiting.size());
                        if (waiting.get(i).cancel()) {
                            waiting.remove(i);
                            times.remove(i);
                        }
                    }
                }
                default -> clock.advance(random.nextLong(15));
            }
        }
        for (int i = 0; i < times.size(); i++) {
            used.add(new long[] {times.get(i), waiting.get(i).permits()});
        }
        for (long[] from : used) {
            for (long[] to : used) {
                long sum = used.stream()
                        .filter(use -> from[0] <= use[0] && use[0] <= to[0])
                        .mapToLong(use -> use[1])
                        .sum();
                assertThat(sum <= 0 || to[0] < from[0] || 10 * sum <= 10 * capacity + to[0] - from[0])
                        .as("%d permits from %d to %d", sum, from[0], to[0])
                        .isTrue();
            }
        }
    }

    @Test
    void shaper_queueFull_refusesAtOnceAndTellsWhenThereIsRoom() throws InterruptedException {
        LocalRateLimiter limiter = limiter(LeakyBucket.shaper(3, 1, Duration.ofSeconds(1)));
        assertThat(limiter.tryAcquire()).isTrue();
        assertThat(limiter.tryAcquire()).isFalse();
        Reservation first = limiter.reserve(1);
        Reservation second = limiter.reserve(1);
        Reservation third = limiter.reserve(1);
        assertThat(third.delay()).isEqualTo(Duration.ofSeconds(3));
        assertThat(limiter.reserve(1).delay()).isEqualTo(Duration.ofSeconds(1));
        assertThatExceptionOfType(PermitsRefusedException.class)
                .isThrownBy(limiter::acquire)
                .matches(refused -> !refused.isNever())
                .withMessage("cannot wait for permits now: permits=1, retryAfter=PT1S");
        assertThat(limiter.tryAcquire(1, Duration.ofDays(1))).isFalse();
        assertThat(limiter.reserve(4).delay()).isEqualTo(Decision.NEVER);
        assertThat(second.cancel()).isTrue();
        assertThat(limiter.reserve(1).delay()).isEqualTo(Duration.ofSeconds(4));
        clock.advance(SECOND);
        first.await();
        assertThat(limiter.reserve(1).isGranted()).isTrue();
    }

    @Test
    void shaper_afterARest_letsOutOneAtATime() {
        LocalRateLimiter limiter = limiter(LeakyBucket.shaper(10, 5, Duration.ofSeconds(1)));
        clock.advance(3600 * SECOND);
        assertThat(limiter.tryAcquire()).isTrue();
        assertThat(limiter.tryAcquireNanos(1)).isEqualTo(SECOND / 5);
        clock.advance(SECOND / 5);
        assertThat(limiter.tryAcquire(3)).isTrue();
        assertThat(limiter.tryAcquireNanos(1)).isEqualTo(3 * SECOND / 5);
    }

    @Test
    void await_interruptedWhenItsTimeHasCome_isGrantedAndKeepsTheInterrupt() throws InterruptedException {
        FakeClock own = new FakeClock();
        LocalRateLimiter limiter = LocalRateLimiter.builder(TokenBucket.of(1, 1, Duration.ofSeconds(1)))
                .nanoClock(own)
                .parker(nanos -> {
                    own.advance(nanos);
                    Thread.currentThread().interrupt();
                })
                .build();
        limiter.acquire();
        limiter.acquire();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(limiter.tryAcquire()).isFalse();
    }

    @Test
    void await_anotherThreadCancels_isNotGranted() {
        FakeClock own = new FakeClock();
        List<Reservation> waiting = new ArrayList<>();
        LocalRateLimiter limiter = LocalRateLimiter.builder(TokenBucket.of(1, 1, Duration.ofSeconds(1)))
                .nanoClock(own)
                .parker(nanos -> {
                    assertThat(waiting.get(0).cancel()).isTrue();
                    own.advance(nanos);
                })
                .build();
        assertThat(limiter.tryAcquire()).isTrue();
        waiting.add(limiter.reserve(1));
        assertThatIllegalStateException().isThrownBy(waiting.get(0)::await).withMessage("reservation was cancelled");
        assertThat(limiter.tryAcquire()).isTrue();
    }

    @Test
    void await_anotherThreadCancels_endsAtOnce() throws InterruptedException {
        LocalRateLimiter limiter = LocalRateLimiter.of(TokenBucket.of(1, 1, Duration.ofDays(1)));
        assertThat(limiter.tryAcquire()).isTrue();
        Reservation reservation = limiter.reserve(1);
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                reservation.await();
            } catch (InterruptedException | IllegalStateException e) {
                failures.add(e);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.yield();
        }
        assertThat(reservation.cancel()).isTrue();
        thread.join(30_000);
        assertThat(thread.isAlive()).isFalse();
        assertThat(failures).singleElement().isInstanceOf(IllegalStateException.class);
    }

    @Test
    void cancel_awaitedByAClockThatWasAhead_isTooLate() throws InterruptedException {
        LocalRateLimiter limiter = limiter(TokenBucket.of(1, 1, Duration.ofSeconds(1)));
        assertThat(limiter.tryAcquire()).isTrue();
        Reservation reservation = limiter.reserve(1);
        clock.advance(SECOND);
        reservation.await();
        clock.advance(-1);
        assertThat(reservation.cancel()).as("the permits are used").isFalse();
    }

    private LocalRateLimiter limiter(Limit limit) {
        return LocalRateLimiter.builder(limit)
                .nanoClock(clock)
                .parker(nanos -> Thread.yield())
                .build();
    }

    private static void takeAll(RateLimiter limiter) {
        while (limiter.tryAcquire()) {
            assertThat(limiter.peek(1).limit()).isPositive();
        }
    }
}
