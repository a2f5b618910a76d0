package dev.ashlar.ratelimit.redis;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Runs scripts on a Redis server, of version 5 or later, by whatever client there is. Must be safe for threads. One that
 * waits for the answer, as with a synchronous client, must end by a timeout of the client's. Commands should not be
 * repeated by the client: a take that runs twice loses permits, a refund or cancellation admits them twice.
 */
@FunctionalInterface
public interface RedisExecutor {
    /**
     * Runs a script with {@code EVALSHA} or {@code EVAL}.
     *
     * @param script the SHA-1 digest of the script in hexadecimal, or the script
     * @param isDigest which of them it is
     * @param key the only key that the script uses
     * @param args its other arguments
     * @return the integers that the script returns, now or later; or the failure of the command, of which the message or
     *     that of a cause begins with {@code NOSCRIPT} if the server does not know the digest. Failures may be thrown
     *     as well.
     */
    CompletionStage<List<Long>> eval(String script, boolean isDigest, String key, String[] args);
}
