package dev.ashlar.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedRateLimiterTest {
    private static final long SECOND = 1_000_000_000;
    private static final Duration FILL = Duration.ofSeconds(10);

    private final FakeClock clock = new FakeClock();

    @Test
    void tryAcquire_twoKeys_haveABucketEach() {
        KeyedRateLimiter<String> limiter = limiter(100, OverflowPolicy.DENY_NEW_KEYS);
        assertThat(limiter.tryAcquire("a", 10)).isTrue();
        assertThat(limiter.tryAcquire("a")).isFalse();
        assertThat(limiter.tryAcquire("b", 9)).isTrue();
        assertThat(limiter.tryAcquire("b")).isTrue();
        assertThat(limiter.tryAcquire("b")).isFalse();
        assertThat(limiter.keys()).isEqualTo(2);
    }

    @Test
    void tryAcquireNanos_denied_tellsTheLeastWait() {
        KeyedRateLimiter<String> limiter = limiter(100, OverflowPolicy.DENY_NEW_KEYS);
        assertThat(limiter.tryAcquireNanos("a", 10)).isZero();
        assertThat(limiter.tryAcquireNanos("a", 2)).isEqualTo(2 * SECOND);
        clock.advance(2 * SECOND - 1);
        assertThat(limiter.tryAcquireNanos("a", 2)).isEqualTo(1);
        clock.advance(1);
        assertThat(limiter.tryAcquireNanos("a", 2)).isZero();
    }

    @Test
    void decide_oneKey_tellsLimitRemainingAndWait() {
        KeyedRateLimiter<String> limiter = limiter(100, OverflowPolicy.DENY_NEW_KEYS);
        assertThat(limiter.decide("a")).isEqualTo(new Decision(true, 10, 9, Duration.ZERO, Duration.ofSeconds(1)));
        assertThat(limiter.decide("a", 8).remaining()).isEqualTo(1);
        assertThat(limiter.decide("a", 4))
                .isEqualTo(limiter.peek("a", 4))
                .isEqualTo(new Decision(false, 10, 1, Duration.ofSeconds(3), Duration.ofSeconds(9)));
    }

    @Test
    void decide_moreThanCapacity_isNeverAndMakesNoKey() {
        KeyedRateLimiter<String> limiter = limiter(1, OverflowPolicy.DENY_NEW_KEYS);
        Decision never = new Decision(false, 10, 10, Decision.NEVER, Duration.ZERO);
        assertThat(limiter.decide("a", 11)).isEqualTo(never).isEqualTo(limiter.peek("a", 11));
        assertThat(limiter.tryAcquireNanos("a", 11)).isEqualTo(Long.MAX_VALUE);
        assertThat(limiter.tryAcquire("a", 11)).isFalse();
        assertThat(limiter.keys()).isZero();
        assertThat(limiter.tryAcquire("b")).isTrue();
        assertThat(limiter.decide("a", 11).isNever()).isTrue();
        assertThat(limiter.peek("a", 11).isNever()).isTrue();
    }

    @Test
    void peek_unknownKey_isFullAndMakesNoKey() {
        KeyedRateLimiter<String> limiter = limiter(1, OverflowPolicy.DENY_NEW_KEYS);
        assertThat(limiter.peek("a", 10)).isEqualTo(new Decision(true, 10, 10, Duration.ZERO, Duration.ZERO));
        assertThat(limiter.keys()).isZero();
    }

    @Test
    void tryAcquire_fullBuckets_areDroppedForNewKeys() {
        KeyedRateLimiter<Integer> limiter = limiter(1000, OverflowPolicy.DENY_NEW_KEYS);
        for (int i = 0; i < 1000; i++) {
            assertThat(limiter.tryAcquire(i)).isTrue();
        }
        clock.advance(SECOND);
        for (int i = 1000; i < 2000; i++) {
            assertThat(limiter.tryAcquire(i)).isTrue();
        }
        assertThat(limiter.keys()).isEqualTo(1000);
        clock.advance(SECOND);
        for (int i = 2000; i < 2500; i++) {
            assertThat(limiter.tryAcquire(i)).isTrue();
        }
        assertThat(limiter.keys()).isBetween(500L, 510L);
    }

    @Test
    void tryAcquire_keysWithLimitsOfTheirOwn_haveThose() {
        TokenBucket small = TokenBucket.of(2, 1, Duration.ofSeconds(1));
        KeyedRateLimiter<String> limiter = KeyedRateLimiter.<String>builder()
                .limit(TokenBucket.of(10, 1, Duration.ofSeconds(1)))
                .limits(key -> key.equals("exact")
                        ? SlidingWindowLog.of(4, FILL)
                        : key.startsWith("small") ? small : TokenBucket.of(20, 1, Duration.ofSeconds(1)))
                .maxKeys(3)
                .overflow(OverflowPolicy.SHARE_ONE_LIMIT)
                .nanoClock(clock)
                .build();
        assertThat(limiter.decide("small1").limit()).isEqualTo(2);
        assertThat(limiter.tryAcquireNanos("small1", 3)).isEqualTo(Long.MAX_VALUE);
        assertThat(limiter.tryAcquireNanos("exact", 5)).isEqualTo(Long.MAX_VALUE);
        assertThat(limiter.tryAcquire("exact", 4)).isTrue();
        assertThat(limiter.tryAcquireNanos("exact", 1)).isEqualTo(FILL.toNanos());
        assertThat(limiter.tryAcquire("large", 20)).isTrue();
        assertThat(limiter.decide("other").limit()).as("shared").isEqualTo(10);
        clock.advance(FILL.toNanos());
        assertThat(limiter.tryAcquire("small2", 2)).isTrue();
        assertThat(limiter.decide("exact", 4).granted()).isTrue();
    }

    @Test
    void decide_noRoomAndDeny_refusesNewKeysOnly() {
        KeyedRateLimiter<String> limiter = limiter(2, OverflowPolicy.DENY_NEW_KEYS);
        limiter.tryAcquire("a");
        limiter.tryAcquire("b", 10);
        Decision refused = new Decision(false, 10, 0, FILL, FILL);
        assertThat(limiter.peek("c")).isEqualTo(refused);
        assertThat(limiter.decide("c")).isEqualTo(refused);
        assertThat(limiter.tryAcquire("c")).isFalse();
        assertThat(limiter.tryAcquireNanos("c", 10)).isEqualTo(FILL.toNanos());
        assertThat(limiter.tryAcquire("a", 9)).isTrue();
        assertThat(limiter.tryAcquire("b")).isFalse();
        clock.advance(FILL.toNanos());
        assertThat(limiter.tryAcquireNanos("c", 10)).isZero();
        assertThat(limiter.keys()).isEqualTo(1);
    }

    @Test
    void decide_noRoomAndShare_newKeysDrawOnOneBucket() {
        KeyedRateLimiter<String> limiter = limiter(1, OverflowPolicy.SHARE_ONE_LIMIT);
        limiter.tryAcquire("a", 10);
        assertThat(limiter.decide("b", 6).remaining()).isEqualTo(4);
        assertThat(limiter.peek("x").remaining()).isEqualTo(4);
        assertThat(limiter.decide("c", 4).remaining()).isZero();
        assertThat(limiter.tryAcquireNanos("d", 1)).isEqualTo(SECOND);
        assertThat(limiter.tryAcquire("a")).isFalse();
        assertThat(limiter.keys()).isEqualTo(1);
        clock.advance(FILL.toNanos());
        assertThat(limiter.tryAcquire("d", 10)).isTrue();
        assertThat(limiter.keys()).isEqualTo(1);
    }

    @Test
    void decide_noRoomAndMoreThanTheSharedLimit_isNotNowAndNotNever() {
        KeyedRateLimiter<String> limiter = KeyedRateLimiter.<String>builder()
                .limit(TokenBucket.of(5, 1, Duration.ofSeconds(1)))
                .limits(key -> TokenBucket.of(key.equals("big") ? 100 : 5, 1, Duration.ofSeconds(1)))
                .maxKeys(1)
                .overflow(OverflowPolicy.SHARE_ONE_LIMIT)
                .nanoClock(clock)
                .build();
        limiter.tryAcquire("a", 5);
        assertThat(limiter.tryAcquireNanos("big", 50)).isEqualTo(100 * SECOND);
        assertThat(limiter.decide("big", 50).isNever()).isFalse();
        assertThat(limiter.peek("big", 50).isNever()).isFalse();
        assertThat(limiter.limiter("big").reserve(50, Duration.ofSeconds(1)).isGranted())
                .isFalse();
        assertThat(limiter.tryAcquireNanos("big", 101)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void refund_keyWithoutAState_putsNothingBackForOthers() {
        KeyedRateLimiter<String> limiter = limiter(1, OverflowPolicy.SHARE_ONE_LIMIT);
        limiter.tryAcquire("a", 10);
        assertThat(limiter.tryAcquire("b", 10)).as("the shared one").isTrue();
        limiter.limiter("c").refund(10);
        assertThat(limiter.tryAcquire("d")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void tryAcquire_hostileFlood_staysWithinMaxKeysAndResetsNobody(OverflowPolicy policy) {
        KeyedRateLimiter<Integer> limiter = limiter(1000, policy);
        assertThat(limiter.tryAcquire(-1, 10)).isTrue();
        long granted = 0;
        for (int i = 0; i < 200_000; i++) {
            granted += limiter.tryAcquire(i) ? 1 : 0;
            if (i % 1000 == 0) {
                assertThat(limiter.keys()).isLessThanOrEqualTo(1000);
                assertThat(limiter.tryAcquire(-1)).isFalse();
            }
        }
        assertThat(limiter.keys()).isEqualTo(1000);
        assertThat(granted).isEqualTo(policy == OverflowPolicy.DENY_NEW_KEYS ? 999 : 999 + 10);
    }

    @Test
    void tryAcquire_manyThreadsFlood_staysWithinMaxKeys() {
        KeyedRateLimiter<Long> limiter = limiter(500, OverflowPolicy.DENY_NEW_KEYS);
        long over = Threads.sum(8, thread -> {
            long seen = 0;
            for (int i = 0; i < 20_000; i++) {
                limiter.tryAcquire(thread * 1_000_000L + i);
                clock.advance(100_000);
                seen += limiter.keys() > 500 ? 1 : 0;
            }
            return seen;
        });
        assertThat(over).isZero();
        clock.advance(FILL.toNanos());
        for (long key = -1; key > -1000; key--) {
            assertThat(limiter.tryAcquire(key, 10)).as("no place was leaked").isEqualTo(key >= -500);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void tryAcquire_threadsRaceToMakeAKey_grantTheCapacityOnce(int maxKeys) {
        for (int round = 0; round < 200; round++) {
            KeyedRateLimiter<String> limiter = limiter(maxKeys, OverflowPolicy.DENY_NEW_KEYS);
            long granted = Threads.sum(8, thread -> {
                long sum = 0;
                for (int i = 0; i < 10; i++) {
                    sum += limiter.tryAcquire("new") ? 1 : 0;
                }
                return sum;
            });
            assertThat(granted).isEqualTo(10);
            assertThat(limiter.keys()).isEqualTo(1);
        }
    }

    /** Buckets are full again after every other tick, so that they are dropped while others take from them. */
    @Test
    void tryAcquire_droppedMeanwhile_losesNoGrant() {
        KeyedRateLimiter<Long> limiter = KeyedRateLimiter.<Long>builder()
                .limit(TokenBucket.of(1, 1, Duration.ofNanos(100)))
                .maxKeys(1000)
                .nanoClock(clock)
                .build();
        int keys = 4;
        int threads = 8;
        AtomicLongArray granted = new AtomicLongArray(keys);
        Threads.sum(threads, thread -> {
            for (int i = 0; i < 200_000; i++) {
                if (thread < 2) {
                    clock.advance(1);
                    limiter.tryAcquire(1000L + i * 2L + thread); // drops others
                } else if (limiter.tryAcquire((long) i % keys)) {
                    granted.incrementAndGet(i % keys);
                }
            }
            return 0;
        });
        for (int key = 0; key < keys; key++) {
            assertThat(granted.get(key)).isBetween(1L, 1 + clock.elapsed() / 100);
        }
        // The keys of the two droppers alone would be 400 000.
        assertThat(limiter.keys()).isLessThanOrEqualTo(1000);
    }

    @Test
    void tryAcquire_clockBackBehindADrop_goesOnFromThere() {
        clock.set(5 * SECOND);
        KeyedRateLimiter<String> limiter = limiter(5, OverflowPolicy.DENY_NEW_KEYS);
        limiter.tryAcquire("a", 10);
        limiter.tryAcquire("x", 10);
        limiter.tryAcquire("y", 10);
        clock.advance(FILL.toNanos());
        limiter.tryAcquire("b"); // drops a and x
        assertThat(limiter.keys()).isEqualTo(2);
        clock.advance(-FILL.toNanos());
        assertThat(limiter.tryAcquire("a", 10)).isTrue();
        assertThat(limiter.tryAcquireNanos("a", 1)).isEqualTo(FILL.toNanos() + SECOND);
        assertThat(limiter.decide("a").resetAfter()).isEqualTo(FILL.multipliedBy(2));
        assertThat(limiter.decide("c", 3).resetAfter()).isEqualTo(FILL.plusSeconds(3));
        assertThat(limiter.peek("d").resetAfter()).isZero();
        clock.advance(FILL.toNanos());
        assertThat(limiter.tryAcquireNanos("a", 1)).isEqualTo(SECOND);
    }

    @Test
    void toString_any_tellsTheConfiguration() {
        assertThat(limiter(7, OverflowPolicy.DENY_NEW_KEYS))
                .hasToString(
                        "KeyedRateLimiter[TokenBucket[capacity=10, refill=1 per PT1S], maxKeys=7, overflow=DENY_NEW_KEYS]");
    }

    private <K> KeyedRateLimiter<K> limiter(long maxKeys, OverflowPolicy overflow) {
        return KeyedRateLimiter.<K>builder()
                .limit(TokenBucket.of(10, 1, Duration.ofSeconds(1)))
                .maxKeys(maxKeys)
                .overflow(overflow)
                .nanoClock(clock)
                .build();
    }
}
