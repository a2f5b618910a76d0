package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Uses a bucket at random, and then looks whether any span had more than {@code capacity + rate * T}. */
final class SpanCheck {
    private record Use(long at, long permits) {}

    private record Waiting(long due, Reservation reservation) {}

    private final RateLimiter limiter;
    private final FakeClock clock;
    private final long capacity;
    private final long nanosPerPermit;
    private final List<Use> used = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();

    SpanCheck(RateLimiter limiter, FakeClock clock, long capacity, long nanosPerPermit) {
        this.limiter = limiter;
        this.clock = clock;
        this.capacity = capacity;
        this.nanosPerPermit = nanosPerPermit;
    }

    void run(SplittableRandom random, int steps) {
        for (int i = 0; i < steps; i++) {
            step(random);
        }
        waiting.forEach(each -> used.add(new Use(each.due, each.reservation.permits())));
        used.sort(Comparator.comparingLong(Use::at));
        long owed = 0; // of the worst span that ends here, less what came in it
        long last = 0;
        for (Use use : used) {
            owed = Math.max(0, owed - (use.at - last)) + use.permits * nanosPerPermit;
            last = use.at;
            assertThat(owed).as("until %d of %s", use.at, used).isLessThanOrEqualTo(capacity * nanosPerPermit);
        }
    }

    private void step(SplittableRandom random) {
        long now = clock.elapsed();
        long permits = 1 + random.nextLong(capacity);
        switch (random.nextInt(6)) {
            case 0 -> {
                if (limiter.tryAcquire(permits)) {
                    used.add(new Use(now, permits));
                }
            }
            case 1, 2 -> {
                Reservation reservation = limiter.reserve(permits, Duration.ofNanos(20 * nanosPerPermit));
                if (reservation.isGranted()) {
                    waiting.add(new Waiting(now + reservation.delay().toNanos(), reservation));
                }
            }
            case 3 -> {
                if (!waiting.isEmpty()) {
                    int i = random.nextInt(waiting.size());
                    if (waiting.get(i).reservation.cancel()) {
                        waiting.remove(i);
                    }
                }
            }
            case 4 -> {
                Use last = used.isEmpty() ? new Use(-1, 0) : used.get(used.size() - 1);
                if (last.at == now) {
                    used.remove(used.size() - 1);
                    limiter.refund(last.permits);
                }
            }
            default -> clock.advance(random.nextLong(nanosPerPermit * 3 / 2) / 1000 * 1000);
        }
    }
}
