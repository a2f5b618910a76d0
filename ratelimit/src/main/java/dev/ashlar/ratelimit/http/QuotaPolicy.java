package dev.ashlar.ratelimit.http;

import dev.ashlar.ratelimit.Limit;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server allows, as it tells its clients: an item of {@code RateLimit-Policy}. Immutable.
 *
 * @param name by which {@link ServiceLimit}s refer to it: printable ASCII
 * @param quota how much in a window, 0 to 999 999 999 999 999
 * @param window the window in whole seconds, from one on; empty if it is not told
 * @param unit of what: {@code "requests"}, which is also meant if it is empty, {@code "content-bytes"} or another one;
 *     printable ASCII
 * @param partitionKey for whom: which part of the clients shares the quota; empty if it is not told. Sent in UTF-8.
 */
public record QuotaPolicy(String name, long quota, Optional<Duration> window, String unit, String partitionKey) {
    /**
     * Creates a policy.
     *
     * @param name printable ASCII
     * @param quota 0 to 999 999 999 999 999
     * @param window whole seconds, from one on, or empty
     * @param unit printable ASCII, or empty
     * @param partitionKey for whom, or empty
     * @throws IllegalArgumentException if one of them is not that
     */
    public QuotaPolicy {
        FieldChecks.text("name", name);
        FieldChecks.integer("quota", quota);
        window.ifPresent(span -> FieldChecks.seconds("window", 1, span));
        FieldChecks.text("unit", unit);
        Objects.requireNonNull(partitionKey, "partitionKey");
    }

    /**
     * Tells clients of a limit on their requests.
     *
     * @param name printable ASCII
     * @param limit what is allowed; its window is rounded up to seconds, and its permits cut off at the greatest number
     *     that can be sent
     * @return the policy
     * @throws IllegalArgumentException if the name has other characters
     */
    public static QuotaPolicy of(String name, Limit limit) {
        long seconds = FieldChecks.roundedUp(limit.window());
        return new QuotaPolicy(
                name,
                Math.min(limit.permits(), StructuredFields.MAX_INTEGER),
                seconds == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds)),
                "",
                "");
    }

    @Override
    public String toString() {
        return StructuredFields.quoted(name) + ";q=" + quota
                + window.map(span -> ";w=" + span.toSeconds()).orElse("")
                + (unit.isEmpty() ? "" : ";qu=" + StructuredFields.quoted(unit))
                + (partitionKey.isEmpty() ? "" : ";pk=" + StructuredFields.binary(partitionKey));
    }
}
