package dev.ashlar.ratelimit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import redis.embedded.RedisServer;

/** A Redis server of this machine, and Lettuce. */
public final class RealRedis implements AutoCloseable {
    private final int port = freePort();
    private RedisServer server;
    private final RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
    private final StatefulRedisConnection<String, String> connection;

    /** Starts it. */
    public RealRedis() {
        start();
        client.setOptions(ClientOptions.builder().autoReconnect(true).build());
        connection = client.connect();
    }

    /** How many fields a hash has. */
    public long fields(String key) {
        return connection.sync().hlen(key);
    }

    int port() {
        return port;
    }

    StatefulRedisConnection<String, String> connection() {
        return connection;
    }

    /** Sends scripts to it. */
    public RedisExecutor executor() {
        RedisAsyncCommands<String, String> redis = connection.async();
        return (script, isDigest, key, args) -> isDigest
                ? redis.evalsha(script, ScriptOutputType.MULTI, new String[] {key}, args)
                : redis.eval(script, ScriptOutputType.MULTI, new String[] {key}, args);
    }

    void start() {
        try {
            server = RedisServer.newRedisServer()
                    .port(port)
                    .bind("127.0.0.1")
                    .setting("save \"\"")
                    .build();
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        client.shutdown();
        stop();
    }

    /** Lets scripts and callers run on a clock of the test. */
    public static RedisRateLimiter onClock(
            RedisRateLimiter.Builder builder, LongSupplier nanoClock, LongConsumer parker, long microOrigin) {
        return builder.clocks(nanoClock, parker, () -> microOrigin + nanoClock.getAsLong() / 1000)
                .build();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
