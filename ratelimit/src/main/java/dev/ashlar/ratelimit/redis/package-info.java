/**
 * Limits that many servers share through Redis.
 *
 * <p>A {@link dev.ashlar.ratelimit.redis.RedisRateLimiter} keeps the state of a limit in one key of a Redis server. Each
 * decision is one script, which Redis runs as one step: one round trip, and no race between servers. The time is the
 * server's; clients' clocks do not matter.
 *
 * <p>No client library comes with it: a {@link dev.ashlar.ratelimit.redis.RedisExecutor} of one method lends it yours.
 * With Lettuce:
 *
 * <pre>{@code
 * RedisAsyncCommands<String, String> redis = client.connect().async();
 * RedisExecutor executor = (script, isDigest, key, args) -> isDigest
 *         ? redis.evalsha(script, ScriptOutputType.MULTI, new String[] {key}, args)
 *         : redis.eval(script, ScriptOutputType.MULTI, new String[] {key}, args);
 * RateLimiter limiter = RedisRateLimiter.builder(executor, TokenBucket.of(20, 10, Duration.ofMinutes(1)))
 *         .key("limit:{" + client + "}")
 *         .build();
 * }</pre>
 *
 * <p>With Jedis, whose calls block until its own timeouts:
 *
 * <pre>{@code
 * ConnectionPoolConfig pool = new ConnectionPoolConfig();
 * pool.setMaxWait(Duration.ofMillis(100));
 * JedisPooled jedis = new JedisPooled(pool, new HostAndPort(host, port),
 *         DefaultJedisClientConfig.builder().timeoutMillis(100).build());
 * RedisExecutor executor = (script, isDigest, key, args) -> {
 *     Object reply = isDigest
 *             ? jedis.evalsha(script, List.of(key), List.of(args))
 *             : jedis.eval(script, List.of(key), List.of(args));
 *     return CompletableFuture.completedFuture(
 *             ((List<?>) reply).stream().map(Long.class::cast).toList());
 * };
 * }</pre>
 *
 * <p>All classes may be shared by threads.
 */
@NullMarked
package dev.ashlar.ratelimit.redis;

import org.jspecify.annotations.NullMarked;
