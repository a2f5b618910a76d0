package dev.ashlar.examples.shortener;

import dev.ashlar.ratelimit.Decision;
import dev.ashlar.ratelimit.KeyedRateLimiter;
import dev.ashlar.ratelimit.OverflowPolicy;
import dev.ashlar.ratelimit.TokenBucket;
import io.javalin.http.Context;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.LongSupplier;

/**
 * A token bucket for every client, who is known by the address of the connection. Of an IPv6 address the first 64 bits
 * count, for the rest is the client's to choose. What a client says of itself, as in X-Forwarded-For, does not count.
 */
final class ClientLimits {
    /** Some 15 MB. When they are all in use, clients that are new share one bucket. */
    private static final long MAX_CLIENTS = 100_000;

    private static final int NETWORK_BYTES = 8;

    private final KeyedRateLimiter<String> limiter;

    /**
     * Sets the limit.
     *
     * @param burst how many requests a client can make at once, 1 or more
     * @throws IllegalArgumentException if the bucket would take longer than 10 000 days to fill
     */
    ClientLimits(Rate rate, long burst, LongSupplier nanoClock) {
        limiter = KeyedRateLimiter.<String>builder()
                .limit(TokenBucket.of(burst, rate.requests(), rate.period()))
                .maxKeys(MAX_CLIENTS)
                .overflow(OverflowPolicy.SHARE_ONE_LIMIT)
                .nanoClock(nanoClock)
                .build();
    }

    /** Counts a request; says in the answer's header what is left, and refuses with 429 if nothing was. */
    void count(Context context) {
        Decision decision = limiter.decide(client(context.ip()));
        context.header("X-Ratelimit-Limit", Long.toString(decision.limit()));
        context.header("X-Ratelimit-Remaining", Long.toString(decision.remaining()));
        if (!decision.granted()) {
            String seconds = Long.toString(wholeSeconds(decision.retryAfter()));
            context.header("Retry-After", seconds);
            context.header("X-Ratelimit-Retry-After", seconds);
            throw new ApiError(
                    429,
                    "too_many_requests",
                    "too many requests from your address; try again in " + seconds
                            + (seconds.equals("1") ? " second" : " seconds"));
        }
    }

    /** Rounded up, so that who waits for so long is not refused again. */
    private static long wholeSeconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }

    static String client(String ip) {
        try {
            // An address in digits is not looked up anywhere.
            InetAddress address = InetAddress.getByName(ip);
            return address instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_BYTES))
                    : address.getHostAddress();
        } catch (UnknownHostException e) {
            return ip;
        }
    }
}
