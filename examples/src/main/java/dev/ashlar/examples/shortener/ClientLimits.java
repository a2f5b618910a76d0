package dev.ashlar.examples.shortener;

import dev.ashlar.examples.UsageException;
import dev.ashlar.ratelimit.TokenBucket;
import dev.ashlar.ratelimit.http.QuotaPolicy;
import dev.ashlar.ratelimit.http.RateLimitFields;
import dev.ashlar.ratelimit.rules.Descriptor;
import dev.ashlar.ratelimit.rules.RateLimitRules;
import dev.ashlar.ratelimit.rules.Rule;
import dev.ashlar.ratelimit.rules.RuleDecision;
import dev.ashlar.ratelimit.rules.RulesFormatException;
import dev.ashlar.ratelimit.rules.YamlRules;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What every client may do how often. A request is described by what it does, {@code (action, shorten)},
 * {@code (action, follow)} or {@code (action, details)}, and whose it is, {@code (client, ADDRESS)}: the address of the
 * connection. Of an IPv6 address the first 64 bits count, for the rest is the client's to choose. What a client says of
 * itself, as in X-Forwarded-For, does not count.
 */
final class ClientLimits {
    /** For each rule, some 15 MB. When they are all in use, clients that are new share one limit. */
    private static final long MAX_CLIENTS = 100_000;

    private static final int NETWORK_BYTES = 8;

    private final RateLimitRules rules;
    private final Map<Rule, QuotaPolicy> policies = new HashMap<>();

    private ClientLimits(RateLimitRules.Builder builder) {
        rules = builder.maxKeys(MAX_CLIENTS).build();
        for (Rule rule : rules.rules()) {
            policies.put(rule, QuotaPolicy.of(rule.name(), rule.limit()));
        }
    }

    /**
     * Limits how many URLs a client can shorten, and nothing else.
     *
     * @param burst how many at once, 1 or more
     * @throws IllegalArgumentException if the bucket would take longer than 10 000 days to fill
     */
    static ClientLimits shortening(Rate rate, long burst, LongSupplier nanoClock) {
        return new ClientLimits(RateLimitRules.builder("shortener")
                .nanoClock(nanoClock)
                .rule(
                        "shorten",
                        Descriptor.of("action", "shorten", "client", "*"),
                        TokenBucket.of(burst, rate.requests(), rate.period()),
                        false));
    }

    /**
     * Limits what a file says, as of {@link YamlRules}.
     *
     * @throws UsageException if it says nothing of the kind
     */
    static ClientLimits read(Path file, LongSupplier nanoClock) throws IOException {
        try {
            return new ClientLimits(YamlRules.read(file).nanoClock(nanoClock));
        } catch (RulesFormatException e) {
            throw new UsageException("--limits must be rules: " + file + ": " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--limits must have names that clients can be told: " + file + ": " + e.getMessage());
        }
    }

    /** Counts a request; says in the answer's header what is left, and refuses with 429 if nothing was. */
    void count(Context context, String action) {
        RuleDecision decision = rules.evaluate(Descriptor.of("action", action, "client", client(context.ip())));
        if (decision.rule().isEmpty()) {
            return;
        }
        QuotaPolicy policy = policies.get(decision.rule().get());
        if (policy == null) {
            throw new IllegalStateException("every rule has a policy");
        }
        RateLimitFields.write(policy, decision.decision(), context::header);
        if (!decision.granted()) {
            throw new ApiError(429, "too_many_requests", "too many requests from your address" + retry(decision));
        }
    }

    /** Rounded up, so that who waits for so long is not refused again. */
    private static String retry(RuleDecision decision) {
        if (decision.decision().isNever()) {
            return "";
        }
        long seconds = decision.decision().retryAfter().plusNanos(999_999_999).toSeconds();
        return "; try again in " + seconds + (seconds == 1 ? " second" : " seconds");
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
