package dev.ashlar.benchmarks.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.util.concurrent.RateLimiter;
import dev.ashlar.ratelimit.KeyedRateLimiter;
import dev.ashlar.ratelimit.TokenBucket;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jol.info.GraphLayout;

/** A permit of one of a million keys, which are asked for by Zipf's law (0.99); each has 1000 permits a second. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KeyedBenchmark {
    /** Walking the objects of all keys would take minutes. */
    private static final int WEIGHED = 40_000;

    private static final int KEYS = 1_000_000;
    private static final int REQUESTS = 1 << 22;

    @Param({"ashlar", "bucket4j-caffeine", "guava-map", "map-floor"})
    public String limiter;

    private Predicate<String> gate;
    private String[] requests;

    /** Where a thread is in the list of requests. */
    @State(Scope.Thread)
    public static class Position {
        private int next = Long.hashCode(Thread.currentThread().getId() * 0x9E3779B97F4A7C15L);
    }

    @Setup
    public void create() {
        String[] keys = new String[KEYS];
        for (int i = 0; i < KEYS; i++) {
            keys[i] = "client-" + Integer.toHexString(i * 0x9E3779B9);
        }
        gate = gate();
        for (String key : keys) {
            if (!gate.test(key)) {
                throw new IllegalStateException("the first request of a key must be granted");
            }
        }
        requests = zipf(keys);
    }

    private Predicate<String> gate() {
        return switch (limiter) {
            case "ashlar" -> {
                KeyedRateLimiter<String> keyed = keyed();
                yield keyed::tryAcquire;
            }
            case "bucket4j-caffeine" -> {
                Cache<String, Bucket> cache =
                        Caffeine.newBuilder().maximumSize(2 * KEYS).build();
                yield key -> cache.get(key, absent -> bucket()).tryConsume(1);
            }
            case "guava-map" -> {
                ConcurrentHashMap<String, RateLimiter> map = new ConcurrentHashMap<>();
                yield key -> {
                    RateLimiter known = map.get(key);
                    return (known != null ? known : map.computeIfAbsent(key, absent -> RateLimiter.create(1000)))
                            .tryAcquire();
                };
            }
            case "map-floor" -> {
                ConcurrentHashMap<String, long[]> map = new ConcurrentHashMap<>();
                yield key -> map.computeIfAbsent(key, absent -> new long[1])[0] <= System.nanoTime();
            }
            default -> throw new IllegalArgumentException("limiter must be known: limiter=" + limiter);
        };
    }

    private static KeyedRateLimiter<String> keyed() {
        return KeyedRateLimiter.<String>builder()
                .limit(TokenBucket.of(1000, 1000, Duration.ofSeconds(1)))
                .maxKeys(2 * KEYS)
                .build();
    }

    private static Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(1000).refillGreedy(1000, Duration.ofSeconds(1)))
                .withCustomTimePrecision(TimeMeter.SYSTEM_NANOTIME)
                .build();
    }

    private static String[] zipf(String[] keys) {
        double[] sums = new double[keys.length];
        double sum = 0;
        for (int i = 0; i < keys.length; i++) {
            sum += Math.pow(i + 1.0, -0.99);
            sums[i] = sum;
        }
        SplittableRandom random = new SplittableRandom(1);
        String[] requests = new String[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            int found = Arrays.binarySearch(sums, random.nextDouble() * sum);
            requests[i] = keys[Math.min(keys.length - 1, found < 0 ? -found - 1 : found)];
        }
        return requests;
    }

    @Benchmark
    public boolean one(Position position) {
        return gate.test(requests[position.next++ & (REQUESTS - 1)]);
    }

    @Benchmark
    @Threads(2)
    public boolean two(Position position) {
        return gate.test(requests[position.next++ & (REQUESTS - 1)]);
    }

    /** Prints bytes a key, with the key: {@code java -Djol.magicFieldOffset=true -cp benchmarks.jar ...KeyedBenchmark}. */
    public static void main(String[] args) {
        KeyedRateLimiter<Integer> keyed = KeyedRateLimiter.<Integer>builder()
                .limit(TokenBucket.of(1000, 1, Duration.ofHours(1)))
                .maxKeys(KEYS)
                .build();
        print("KeyedRateLimiter", keyed, keyed::tryAcquire);
        Cache<Integer, Bucket> cache = Caffeine.newBuilder().maximumSize(KEYS).build();
        print(
                "Bucket4j in a Caffeine cache",
                cache,
                key -> cache.get(key, absent -> bucket()).tryConsume(1));
        ConcurrentHashMap<Integer, RateLimiter> map = new ConcurrentHashMap<>();
        print(
                "map of Guava's",
                map,
                key -> map.computeIfAbsent(key, absent -> RateLimiter.create(1000))
                        .tryAcquire());
    }

    /** By how much the object graph grows from the first half of the keys to the last; keys are Integers of 16 bytes. */
    private static void print(String name, Object root, Predicate<Integer> gate) {
        int granted = 0;
        for (int i = 0; i < WEIGHED / 2; i++) {
            granted += gate.test(i) ? 1 : 0;
        }
        long half = GraphLayout.parseInstance(root).totalSize();
        for (int i = WEIGHED / 2; i < WEIGHED; i++) {
            granted += gate.test(i) ? 1 : 0;
        }
        if (granted != WEIGHED) {
            throw new IllegalStateException("the first request of a key must be granted");
        }
        long whole = GraphLayout.parseInstance(root).totalSize();
        System.out.println(name + ": " + whole / WEIGHED + " bytes a key with " + WEIGHED + " keys, "
                + (half / (WEIGHED / 2)) + " with " + WEIGHED / 2);
    }
}
