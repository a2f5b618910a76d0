package dev.ashlar.ratelimit.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ashlar.ratelimit.FixedWindow;
import dev.ashlar.ratelimit.Limit;
import dev.ashlar.ratelimit.LocalRateLimiter;
import dev.ashlar.ratelimit.RateLimiter;
import dev.ashlar.ratelimit.Reservation;
import dev.ashlar.ratelimit.SlidingWindowCounter;
import dev.ashlar.ratelimit.SlidingWindowLog;
import dev.ashlar.ratelimit.TokenBucket;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisPooled;

/** On a real server, with its own time. */
class RedisRateLimiterTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration PATIENT = Duration.ofSeconds(30);
    private static final AtomicInteger KEYS = new AtomicInteger();

    private static RealRedis redis;

    @BeforeAll
    static void start() {
        redis = new RealRedis();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    static Stream<Limit> limits() {
        return Stream.of(
                TokenBucket.of(1000, 1, DAY),
                FixedWindow.of(1000, Duration.ofDays(1000)),
                SlidingWindowCounter.of(1000, Duration.ofDays(30)),
                SlidingWindowCounter.estimating(1000, Duration.ofDays(30), 1));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void tryAcquire_32Callers_grantExactlyTheLimit(Limit limit) throws Exception {
        RateLimiter limiter = limiter(limit);
        ExecutorService callers = Executors.newFixedThreadPool(32);
        List<Future<Integer>> granted = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            granted.add(callers.submit(() -> {
                int sum = 0;
                for (int call = 0; call < 100; call++) {
                    sum += limiter.tryAcquire() ? 1 : 0;
                }
                return sum;
            }));
        }
        int sum = 0;
        for (Future<Integer> of : granted) {
            sum += of.get();
        }
        callers.shutdown();
        assertThat(sum).isEqualTo(1000);
    }

    @ParameterizedTest
    @MethodSource("limits")
    void tryAcquire_scriptsFlushed_areSentAgain(Limit limit) {
        RateLimiter limiter = limiter(limit);
        assertThat(limiter.tryAcquire(999)).isTrue();
        redis.connection().sync().scriptFlush();
        assertThat(limiter.tryAcquire(2)).isFalse();
        assertThat(limiter.tryAcquire()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void key_expires_notBeforeTheLimitHasRecovered(Limit limit) {
        String key = "expiry" + KEYS.incrementAndGet();
        RateLimiter limiter = RedisRateLimiter.builder(redis.executor(), limit)
                .key(key)
                .timeout(PATIENT)
                .build();
        RedisCommands<String, String> commands = redis.connection().sync();
        assertThat(limiter.peek(1).granted()).isTrue();
        assertThat(limiter.decide(2000).isNever()).isTrue();
        assertThat(commands.exists(key)).as("a question leaves nothing").isZero();
        long reset = limiter.decide(1).resetAfter().toMillis();
        assertThat(commands.pttl(key)).isBetween(reset - 10_000, reset + 2);
        limiter.refund(1);
        assertThat(commands.exists(key)).as("as new").isZero();
    }

    @ParameterizedTest
    @MethodSource("limits")
    void state_isOneHash_withNothingButNumbers(Limit limit) {
        String key = "format" + KEYS.incrementAndGet();
        RateLimiter limiter = RedisRateLimiter.builder(redis.executor(), limit)
                .key(key)
                .timeout(PATIENT)
                .build();
        limiter.tryAcquire(7);
        assertThat(redis.connection().sync().keys(key + "*")).containsExactly(key);
        assertThat(redis.connection().sync().hgetall(key)).allSatisfy((field, value) -> {
            assertThat(field).matches("[ltuspdi]|[0-9]+");
            assertThat(value).matches("-?[0-9]+(:[0-9]+)*");
        });
    }

    @Test
    void tryAcquire_throughJedis_decidesTheSame() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxWait(PATIENT);
        HostAndPort address = new HostAndPort("127.0.0.1", redis.port());
        try (JedisPooled jedis = new JedisPooled(
                pool,
                address,
                DefaultJedisClientConfig.builder().timeoutMillis(30_000).build())) {
            RedisExecutor executor = (script, isDigest, key, args) -> {
                Object reply = isDigest
                        ? jedis.evalsha(script, List.of(key), List.of(args))
                        : jedis.eval(script, List.of(key), List.of(args));
                return CompletableFuture.completedFuture(
                        ((List<?>) reply).stream().map(Long.class::cast).toList());
            };
            RedisRateLimiter limiter = RedisRateLimiter.builder(executor, TokenBucket.of(3, 1, DAY))
                    .key("jedis")
                    .build();
            redis.connection().sync().scriptFlush();
            assertThat(limiter.tryAcquire(2)).isTrue();
            RateLimiter lettuce = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(3, 1, DAY))
                    .key("jedis")
                    .timeout(PATIENT)
                    .build();
            assertThat(lettuce.tryAcquire(2)).isFalse();
            assertThat(lettuce.tryAcquire()).isTrue();
            assertThat(limiter.tryAcquire()).isFalse();
            assertThat(limiter.withKey("other").tryAcquire(3)).isTrue();
        }
    }

    /** Clients' clocks are hours apart; the server's counts. */
    @Test
    void tryAcquire_clientsClocksDiffer_decideAlike() {
        AtomicLong ahead = new AtomicLong(Duration.ofHours(5).toNanos());
        String key = "skew" + KEYS.incrementAndGet();
        RateLimiter one = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(2, 1, Duration.ofHours(1)))
                .key(key)
                .timeout(PATIENT)
                .build();
        RateLimiter other = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(2, 1, Duration.ofHours(1)))
                .key(key)
                .timeout(PATIENT)
                .clocks(ahead::get, nanos -> {}, null)
                .build();
        assertThat(one.tryAcquire()).isTrue();
        assertThat(other.tryAcquire()).isTrue();
        assertThat(other.tryAcquire()).isFalse();
        assertThat(one.tryAcquire()).isFalse();
    }

    @Test
    void tryAcquire_serversTimeGoesBack_grantsNoMoreThanIfItStoodStill() {
        AtomicLong time = new AtomicLong(Duration.ofDays(20_000).toNanos() / 1000);
        for (Limit limit : List.of(TokenBucket.of(10, 1, Duration.ofSeconds(1)), SlidingWindowCounter.of(10, DAY))) {
            RateLimiter limiter = RedisRateLimiter.builder(redis.executor(), limit)
                    .key("back" + KEYS.incrementAndGet())
                    .timeout(PATIENT)
                    .clocks(System::nanoTime, nanos -> {}, time::get)
                    .build();
            assertThat(limiter.tryAcquire(10)).isTrue();
            long wait = limiter.tryAcquireNanos(1);
            time.addAndGet(-3_600_000_000L);
            assertThat(limiter.tryAcquireNanos(1)).isEqualTo(wait + 3_600_000_000_000L);
            time.addAndGet(3_600_000_000L);
            assertThat(limiter.tryAcquireNanos(1)).isEqualTo(wait);
        }
    }

    @Test
    void tryAcquire_anotherLimitOnTheKey_keepsWhatWasUsed() {
        String key = "change" + KEYS.incrementAndGet();
        RateLimiter before = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(10, 1, Duration.ofHours(1)))
                .key(key)
                .timeout(PATIENT)
                .build();
        RateLimiter after = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(20, 7, Duration.ofDays(2)))
                .key(key)
                .timeout(PATIENT)
                .build();
        assertThat(before.tryAcquire(6)).isTrue();
        assertThat(after.peek(1).remaining()).isEqualTo(4);
        assertThat(after.tryAcquire(3)).isTrue();
        assertThat(before.peek(1).remaining()).isEqualTo(1);
    }

    @Test
    void tryAcquire_anotherLimitAndMuchIsReserved_owesNoMoreThanThatAllowsAtOnce() {
        String key = "debt" + KEYS.incrementAndGet();
        RateLimiter before = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(1000, 1000, SECOND))
                .key(key)
                .timeout(PATIENT)
                .build();
        RateLimiter after = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(10, 1, DAY))
                .key(key)
                .timeout(PATIENT)
                .build();
        Reservation last = before.reserve(1000);
        for (int i = 0; i < 600; i++) {
            last = before.reserve(1000);
        }
        assertThat(last.delay()).isGreaterThan(Duration.ofSeconds(500));
        assertThat(after.tryAcquireNanos(1)).isBetween(DAY.toNanos() * 11 - SECOND.toNanos() * 60, DAY.toNanos() * 11);
        assertThat(after.reserve(1).delay()).isLessThanOrEqualTo(DAY.multipliedBy(11));
        assertThat(last.cancel()).as("it counts as used").isFalse();
    }

    /** The unit of both is the same. */
    @Test
    void tryAcquire_smallerLimitOfTheSameUnit_owesNoMoreThanThatAllowsAtOnce() {
        String key = "debt" + KEYS.incrementAndGet();
        RateLimiter before = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(100, 1, SECOND))
                .key(key)
                .timeout(PATIENT)
                .build();
        RateLimiter after = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(10, 1, SECOND))
                .key(key)
                .timeout(PATIENT)
                .build();
        for (int i = 0; i < 4; i++) {
            before.reserve(100);
        }
        assertThat(after.peek(1).retryAfter()).isLessThanOrEqualTo(Duration.ofSeconds(11));
        assertThat(before.peek(1).retryAfter()).as("a question changes nothing").isGreaterThan(Duration.ofSeconds(200));
    }

    @Test
    void tryAcquireNanos_waitBeyondALong_isNotNever() {
        List<Long> reply = List.of(0L, Long.MAX_VALUE / 999, 0L, 0L, 0L, 0L, 0L);
        RateLimiter limiter = RedisRateLimiter.builder(
                        (script, isDigest, key, args) -> CompletableFuture.completedFuture(reply),
                        TokenBucket.of(1, 1, SECOND))
                .key("k")
                .build();
        assertThat(limiter.tryAcquireNanos(1)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(limiter.tryAcquire(1)).isFalse();
        assertThat(limiter.reserve(1).isGranted()).isFalse();
    }

    @Test
    void cancel_othersBehind_neverGivesBackMoreThanIsRight() {
        RateLimiter limiter = limiter(TokenBucket.of(10, 1, Duration.ofHours(1)));
        limiter.tryAcquire(10);
        Reservation one = limiter.reserve(10);
        Reservation two = limiter.reserve(9);
        Duration before = limiter.peek(1).retryAfter();
        assertThat(one.cancel()).isTrue();
        // At the time of the second the bucket holds 10, of which the second takes 9: one permit is gained.
        assertThat(before.minus(limiter.peek(1).retryAfter())).isBetween(Duration.ofHours(1), Duration.ofMinutes(61));
        assertThat(two.cancel()).isTrue();
    }

    @Test
    void tryAcquire_serverRestarts_comesBack() {
        try (RealRedis own = new RealRedis()) {
            AtomicLong clock = new AtomicLong();
            List<Throwable> failures = new ArrayList<>();
            RateLimiter limiter = RedisRateLimiter.builder(own.executor(), TokenBucket.of(5, 1, DAY))
                    .key("restart")
                    .timeout(Duration.ofMillis(200))
                    .pause(Duration.ofSeconds(1))
                    .onUnavailable(failures::add)
                    .clocks(() -> System.nanoTime() + clock.get(), nanos -> {}, null)
                    .build();
            while (!limiter.tryAcquire(2)) {
                clock.addAndGet(1_000_000_000); // a slow machine
            }
            failures.clear();
            own.stop();
            assertThat(limiter.decide(1).granted()).isFalse();
            assertThat(limiter.decide(1).retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(failures).hasSize(1);
            own.start();
            while (!limiter.tryAcquire(5)) {
                clock.addAndGet(1_000_000_000);
                Thread.onSpinWait();
            }
            assertThat(limiter.tryAcquire())
                    .as("the data were lost, the limit is there")
                    .isFalse();
        }
    }

    @Test
    void tryAcquire_noAnswer_isDecidedByThePolicyWithinTheTimeout() {
        AtomicInteger asked = new AtomicInteger();
        RedisExecutor silent = (script, isDigest, key, args) -> {
            asked.incrementAndGet();
            return new CompletableFuture<>();
        };
        AtomicLong clock = new AtomicLong();
        RedisRateLimiter.Builder builder = RedisRateLimiter.builder(silent, TokenBucket.of(5, 1, DAY))
                .key("silent")
                .timeout(Duration.ofMillis(1))
                .clocks(clock::get, nanos -> {}, null);
        RateLimiter closed = builder.closedWhenUnavailable().build();
        assertThat(closed.tryAcquireNanos(1)).isEqualTo(1_000_000_000);
        assertThat(closed.reserve(1).isGranted()).isFalse();
        assertThat(closed.tryAcquire(6)).isFalse();
        assertThat(asked).as("one caller a pause").hasValue(1);
        clock.addAndGet(1_000_000_001);
        assertThat(closed.tryAcquire()).isFalse();
        assertThat(closed.tryAcquire()).isFalse();
        assertThat(asked).hasValue(2);
        assertThat(builder.openWhenUnavailable().build().tryAcquire(5)).isTrue();
        assertThat(builder.openWhenUnavailable().build().decide(6).isNever())
                .as("more than ever, open or not")
                .isTrue();
        RateLimiter local = LocalRateLimiter.of(TokenBucket.of(1, 1, DAY));
        RateLimiter fallback = builder.whenUnavailable(local).build();
        assertThat(fallback.tryAcquire()).isTrue();
        assertThat(fallback.decide(1).granted()).isFalse();
        fallback.refund(1);
        assertThat(fallback.peek(1).granted()).isTrue();
    }

    @Test
    void tryAcquire_noAnswer_cancelsTheRequest() {
        CompletableFuture<List<Long>> never = new CompletableFuture<>();
        RateLimiter limiter = RedisRateLimiter.builder(
                        (script, isDigest, key, args) -> never, TokenBucket.of(5, 1, DAY))
                .key("silent")
                .timeout(Duration.ofMillis(1))
                .build();
        assertThat(limiter.tryAcquire()).isFalse();
        assertThat(never).isCancelled();
    }

    @Test
    void tryAcquire_executorFailsOrAnswersNonsense_isUnavailable() {
        RuntimeException failure = new IllegalStateException("ERR no");
        RedisExecutor[] bad = {
            (script, isDigest, key, args) -> {
                throw failure;
            },
            (script, isDigest, key, args) -> CompletableFuture.failedFuture(failure),
            (script, isDigest, key, args) -> CompletableFuture.completedFuture(List.of(1L)),
        };
        for (RedisExecutor executor : bad) {
            List<Throwable> failures = new ArrayList<>();
            RateLimiter limiter = RedisRateLimiter.builder(executor, TokenBucket.of(5, 1, DAY))
                    .key("bad")
                    .onUnavailable(failures::add)
                    .build();
            assertThat(limiter.tryAcquire()).isFalse();
            assertThat(failures).hasSize(1);
        }
    }

    @Test
    void tryAcquire_oneKeyIsNoHash_doesNotTakeTheOthersDown() {
        List<Throwable> failures = new ArrayList<>();
        RedisRateLimiter limiter = RedisRateLimiter.builder(redis.executor(), TokenBucket.of(5, 1, DAY))
                .key("good")
                .timeout(PATIENT)
                .onUnavailable(failures::add)
                .build();
        redis.connection().sync().set("foreign", "text");
        assertThat(limiter.withKey("foreign").tryAcquire()).isFalse();
        assertThat(failures).hasSize(1);
        assertThat(limiter.tryAcquire()).isTrue();
    }

    @Test
    void builder_illegal_isRefused() {
        RedisExecutor executor = redis.executor();
        TokenBucket bucket = TokenBucket.of(5, 1, DAY);
        refused(
                () -> RedisRateLimiter.builder(executor, SlidingWindowLog.of(5, DAY)),
                "limit must be a token bucket without initial tokens, a meter, a fixed window or a sliding window "
                        + "counter: limit=SlidingWindowLog[5 per PT24H]");
        refused(
                () -> RedisRateLimiter.builder(executor, TokenBucket.of(1_000_000, 86_399, DAY)),
                "limit must be a fraction of smaller numbers to be kept exactly: limit=TokenBucket[capacity=1000000, "
                        + "refill=86399 per PT24H]");
        refused(
                () -> RedisRateLimiter.builder(executor, FixedWindow.of(1, Duration.ofNanos(1500))),
                "period must be whole microseconds: limit=FixedWindow[1 per PT0.0000015S]");
        refused(
                () -> RedisRateLimiter.builder(executor, SlidingWindowCounter.of(1, DAY, 125)),
                "slots must be <= 100: limit=SlidingWindowCounter[1 per PT24H, slots=125]");
        refused(() -> RedisRateLimiter.builder(executor, bucket).key(""), "key must not be empty: key=");
        refused(
                () -> RedisRateLimiter.builder(executor, bucket).timeout(Duration.ZERO),
                "timeout must be > 0 and <= PT1H: timeout=PT0S");
        assertThatIllegalStateException()
                .isThrownBy(() -> RedisRateLimiter.builder(executor, bucket).build())
                .withMessage("key must be set");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    private static RateLimiter limiter(Limit limit) {
        return RedisRateLimiter.builder(redis.executor(), limit)
                .key("{test}:" + KEYS.incrementAndGet())
                .timeout(PATIENT)
                .build();
    }
}
