package dev.ashlar.benchmarks.ratelimit;

import dev.ashlar.ratelimit.TokenBucket;
import dev.ashlar.ratelimit.redis.RedisExecutor;
import dev.ashlar.ratelimit.redis.RedisRateLimiter;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import redis.embedded.RedisServer;

/** Decisions a second on one hot key of a Redis server on this machine, by 32 callers on one connection of Lettuce. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Threads(32)
public class RedisBenchmark {
    /** {@code ping} is one round trip that decides nothing. */
    @Param({"ashlar", "bucket4j", "ping"})
    public String limiter;

    @Param({"grant", "deny"})
    public String outcome;

    private RedisServer server;
    private RedisClient client;
    private Gate gate;

    @Setup
    public void start() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        server = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        server.start();
        client = RedisClient.create("redis://127.0.0.1:" + port);
        gate = gate(outcome.equals("grant"));
        if (!gate.tryAcquire() || gate.tryAcquire() != (outcome.equals("grant") || limiter.equals("ping"))) {
            throw new IllegalStateException("the limiter must " + outcome);
        }
    }

    private Gate gate(boolean grant) {
        long permits = grant ? 1_000_000_000 : 1;
        Duration period = grant ? Duration.ofSeconds(1) : Duration.ofDays(1);
        return switch (limiter) {
            case "ashlar" -> {
                RedisAsyncCommands<String, String> redis = client.connect().async();
                RedisExecutor executor = (script, isDigest, key, args) -> isDigest
                        ? redis.evalsha(script, ScriptOutputType.MULTI, new String[] {key}, args)
                        : redis.eval(script, ScriptOutputType.MULTI, new String[] {key}, args);
                RedisRateLimiter bucket = RedisRateLimiter.builder(executor, TokenBucket.of(permits, permits, period))
                        .key("hot")
                        .timeout(Duration.ofSeconds(10))
                        .build();
                yield bucket::tryAcquire;
            }
            case "bucket4j" -> {
                BucketConfiguration configuration = BucketConfiguration.builder()
                        .addLimit(limit -> limit.capacity(permits).refillGreedy(permits, period))
                        .build();
                Bucket bucket = Bucket4jLettuce.casBasedBuilder(
                                client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)))
                        .build()
                        .getProxy("hot", () -> configuration);
                yield () -> bucket.tryConsume(1);
            }
            case "ping" -> {
                RedisAsyncCommands<String, String> redis = client.connect().async();
                yield () -> redis.ping().toCompletableFuture().join().equals("PONG");
            }
            default -> throw new IllegalArgumentException("limiter must be known: limiter=" + limiter);
        };
    }

    @TearDown
    public void stop() throws IOException {
        client.shutdown();
        server.stop();
    }

    @Benchmark
    public boolean decide() {
        return gate.tryAcquire();
    }
}
