package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Takes, reserves, cancels and gives back at random, also what was taken long ago and before others took; and then looks
 * whether any span shorter than the window had more than it may.
 */
final class WindowCheck {
    private static final class Use {
        private final long at;
        private long permits;

        Use(long at, long permits) {
            this.at = at;
            this.permits = permits;
        }
    }

    private record Waiting(Use use, Reservation reservation) {}

    private final RateLimiter limiter;
    private final FakeClock clock;
    private final long limit;
    private final long window;
    private final List<Use> used = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private int refunds;

    WindowCheck(RateLimiter limiter, FakeClock clock, long limit, long window) {
        this.limiter = limiter;
        this.clock = clock;
        this.limit = limit;
        this.window = window;
    }

    void run(SplittableRandom random, int steps, long most) {
        for (int i = 0; i < steps; i++) {
            step(random);
        }
        assertThat(refunds).isPositive();
        for (Use first : used) {
            long sum = used.stream()
                    .filter(use -> first.at <= use.at && use.at < first.at + window)
                    .mapToLong(use -> use.permits)
                    .sum();
            assertThat(sum).as("from %d on", first.at).isLessThanOrEqualTo(most);
        }
    }

    private void step(SplittableRandom random) {
        long permits = 1 + random.nextLong(limit);
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> {
                if (limiter.tryAcquire(permits)) {
                    used.add(new Use(clock.elapsed(), permits));
                }
            }
            case 3 -> {
                Reservation reservation = limiter.reserve(permits, Duration.ofNanos(2 * window));
                if (reservation.isGranted()) {
                    Use use = new Use(clock.elapsed() + reservation.delay().toNanos(), permits);
                    used.add(use);
                    waiting.add(new Waiting(use, reservation));
                }
            }
            case 4 -> {
                if (!waiting.isEmpty()) {
                    Waiting one = waiting.remove(random.nextInt(waiting.size()));
                    if (one.reservation.cancel()) {
                        used.remove(one.use);
                    }
                }
            }
            case 5, 6 -> refund(random);
            default -> clock.advance(random.nextLong(window / 3) / 1000 * 1000);
        }
    }

    /** Part of what was taken and has not recovered. */
    private void refund(SplittableRandom random) {
        long now = clock.elapsed();
        List<Use> young = used.stream()
                .filter(use -> now - window < use.at && use.at <= now && use.permits > 0)
                .toList();
        if (!young.isEmpty()) {
            Use use = young.get(random.nextInt(young.size()));
            long back = 1 + random.nextLong(use.permits);
            long remaining = limiter.peek(1).remaining();
            limiter.refund(back);
            assertThat(limiter.peek(1).remaining()).isBetween(remaining, remaining + back);
            use.permits -= back;
            refunds++;
        }
    }
}
