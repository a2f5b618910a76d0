package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random operations on random keys against a plain map of exact buckets that is never cleaned. */
class KeyedRateLimiterModelTest {
    private static final long FILL = 7 * 1_000_000_000L * 2 / 3 + 1;

    private final FakeClock clock = new FakeClock();
    private final Map<Integer, ExactBucket> exact = new HashMap<>();

    @Test
    void randomSteps_roomForAll_areThoseOfBucketsNeverDropped() {
        Seeds.run(1, random -> {
            long fewest = Long.MAX_VALUE;
            KeyedRateLimiter<Integer> limiter = limiter(2000, OverflowPolicy.DENY_NEW_KEYS);
            for (int i = 0; i < 300_000; i++) {
                move(random);
                int key = key(random, 2000);
                long permits = 1 + random.nextLong(8);
                check(limiter, key, permits);
                fewest = i < 50_000 ? fewest : Math.min(fewest, limiter.keys());
                assertThat(limiter.keys()).isLessThanOrEqualTo(exact.size());
            }
            assertThat(exact).hasSizeGreaterThan(1900);
            assertThat(fewest).as("keys are dropped").isLessThan(1500);
        });
    }

    @Test
    void randomSteps_noRoomAndDeny_refuseOnlyKeysWithoutAState() {
        Seeds.run(2, random -> {
            KeyedRateLimiter<Integer> limiter = limiter(50, OverflowPolicy.DENY_NEW_KEYS);
            int refused = 0;
            for (int i = 0; i < 300_000; i++) {
                move(random);
                int key = key(random, 2000);
                long permits = 1 + random.nextLong(7);
                ExactBucket bucket = exact(key);
                if (limiter.keys() == 50
                        && bucket.isFull(clock.elapsed())
                        && limiter.peek(key, permits).equals(overflow())) {
                    if (limiter.tryAcquire(key, permits)) {
                        bucket.take(permits, clock.elapsed());
                    } else {
                        refused++;
                    }
                } else {
                    check(limiter, key, permits);
                }
                assertThat(limiter.keys()).isLessThanOrEqualTo(50);
            }
            assertThat(refused).isBetween(1000, 299_000);
        });
    }

    private void check(KeyedRateLimiter<Integer> limiter, int key, long permits) {
        long now = clock.elapsed();
        ExactBucket bucket = exact(key);
        boolean granted = bucket.has(permits, now);
        long wait = permits > bucket.capacity ? Long.MAX_VALUE : bucket.waitNanos(permits, now);
        assertThat(limiter.peek(key, permits)).isEqualTo(decision(bucket, granted, wait));
        if (granted) {
            bucket.take(permits, now);
        }
        if (permits % 2 == 0) {
            assertThat(limiter.tryAcquireNanos(key, permits)).isEqualTo(wait);
        } else {
            assertThat(limiter.decide(key, permits)).isEqualTo(decision(bucket, granted, wait));
        }
    }

    private Decision decision(ExactBucket bucket, boolean granted, long wait) {
        long now = clock.elapsed();
        return new Decision(
                granted,
                bucket.capacity,
                bucket.remaining(now),
                Duration.ofNanos(wait),
                Duration.ofNanos(bucket.waitNanos(bucket.capacity, now)));
    }

    private static Decision overflow() {
        return new Decision(false, 7, 0, Duration.ofNanos(FILL), Duration.ofNanos(FILL));
    }

    private ExactBucket exact(int key) {
        return exact.computeIfAbsent(key, absent -> new ExactBucket(7, 3, 2_000_000_000, 7));
    }

    private void move(SplittableRandom random) {
        clock.advance(random.nextInt(100) == 0 ? random.nextLong(FILL / 10) : random.nextLong(5_000_000));
    }

    /** Some keys are much more frequent than others. */
    private static int key(SplittableRandom random, int keys) {
        return random.nextInt(1 + random.nextInt(keys));
    }

    private KeyedRateLimiter<Integer> limiter(long maxKeys, OverflowPolicy overflow) {
        exact.clear();
        return KeyedRateLimiter.<Integer>builder()
                .limit(TokenBucket.of(7, 3, Duration.ofSeconds(2)))
                .maxKeys(maxKeys)
                .overflow(overflow)
                .nanoClock(clock)
                .build();
    }
}
