package dev.ashlar.ratelimit.http;

import dev.ashlar.ratelimit.Decision;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What remains of a quota, as a server tells its clients: an item of {@code RateLimit}. Immutable.
 *
 * @param name of the {@link QuotaPolicy}: printable ASCII
 * @param remaining how much may still be used, 0 to 999 999 999 999 999
 * @param reset when there will be more, in whole seconds; empty if it is not told
 * @param partitionKey as of {@link QuotaPolicy}
 */
public record ServiceLimit(String name, long remaining, Optional<Duration> reset, String partitionKey) {
    /**
     * Creates a limit.
     *
     * @param name printable ASCII
     * @param remaining 0 to 999 999 999 999 999
     * @param reset whole seconds, or empty
     * @param partitionKey for whom, or empty
     * @throws IllegalArgumentException if one of them is not that
     */
    public ServiceLimit {
        FieldChecks.text("name", name);
        FieldChecks.integer("remaining", remaining);
        reset.ifPresent(span -> FieldChecks.seconds("reset", 0, span));
        Objects.requireNonNull(partitionKey, "partitionKey");
    }

    /**
     * Tells a client what was decided: what remains, and when there will be more. That is the time to retry if permits
     * were refused, and the time to recover if they were granted.
     *
     * @param policy whose quota
     * @param decision what was decided
     * @return the limit
     */
    public static ServiceLimit of(QuotaPolicy policy, Decision decision) {
        Duration time = decision.granted() || decision.isNever() ? decision.resetAfter() : decision.retryAfter();
        return new ServiceLimit(
                policy.name(),
                Math.min(decision.remaining(), StructuredFields.MAX_INTEGER),
                Optional.of(Duration.ofSeconds(FieldChecks.roundedUp(time))),
                policy.partitionKey());
    }

    @Override
    public String toString() {
        return StructuredFields.quoted(name) + ";r=" + remaining
                + reset.map(span -> ";t=" + span.toSeconds()).orElse("")
                + (partitionKey.isEmpty() ? "" : ";pk=" + StructuredFields.binary(partitionKey));
    }
}
