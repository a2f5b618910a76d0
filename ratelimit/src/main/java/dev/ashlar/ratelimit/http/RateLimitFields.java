package dev.ashlar.ratelimit.http;

import dev.ashlar.ratelimit.Decision;
import dev.ashlar.ratelimit.http.StructuredFields.Item;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the HTTP fields of rate limits. Without state, so threads may share it.
 */
public final class RateLimitFields {
    /** The name of the field with {@link QuotaPolicy} items. */
    public static final String POLICY = "RateLimit-Policy";

    /** The name of the field with {@link ServiceLimit} items. */
    public static final String LIMIT = "RateLimit";

    /** The name of the field that says when to come again. */
    public static final String RETRY_AFTER = "Retry-After";

    private RateLimitFields() {}

    /**
     * Writes all fields of a decision: {@code RateLimit-Policy}, {@code RateLimit}, {@code X-Ratelimit-Limit} and
     * {@code X-Ratelimit-Remaining}; and if permits were refused, but not for ever, {@code Retry-After} and
     * {@code X-Ratelimit-Retry-After}.
     *
     * @param policy what is allowed
     * @param decision what was decided
     * @param header called with the name and the value of each field
     */
    public static void write(QuotaPolicy policy, Decision decision, BiConsumer<String, String> header) {
        header.accept(POLICY, policy.toString());
        header.accept(LIMIT, ServiceLimit.of(policy, decision).toString());
        header.accept("X-Ratelimit-Limit", Long.toString(decision.limit()));
        header.accept("X-Ratelimit-Remaining", Long.toString(decision.remaining()));
        if (!decision.granted() && !decision.isNever()) {
            String seconds = Long.toString(FieldChecks.roundedUp(decision.retryAfter()));
            header.accept(RETRY_AFTER, seconds);
            header.accept("X-Ratelimit-Retry-After", seconds);
        }
    }

    /**
     * Returns the value of {@code RateLimit-Policy}.
     *
     * @param policies one or more
     * @return the items, in their order
     * @throws IllegalArgumentException if there are none
     */
    public static String policy(List<QuotaPolicy> policies) {
        return list("policies", policies);
    }

    /**
     * Returns the value of {@code RateLimit}.
     *
     * @param limits one or more
     * @return the items, in their order
     * @throws IllegalArgumentException if there are none
     */
    public static String limit(List<ServiceLimit> limits) {
        return list("limits", limits);
    }

    private static String list(String name, List<?> items) {
        if (items.isEmpty()) {
            throw new IllegalArgumentException(name + " must be one or more: " + name + "=[]");
        }
        return items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /**
     * Reads {@code RateLimit-Policy}.
     *
     * @param value of the field; of several lines of it, joined by commas
     * @return the items; none if the field is malformed, as when an item has no quota or one below zero
     */
    public static List<QuotaPolicy> parsePolicy(String value) {
        try {
            return StructuredFields.parseList(value).stream()
                    .map(item -> new QuotaPolicy(
                            text(item),
                            required(item, "q"),
                            seconds(item, "w"),
                            item.parameters().containsKey("qu") ? cast(String.class, item, "qu") : "",
                            partitionKey(item)))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /**
     * Reads {@code RateLimit}.
     *
     * @param value of the field; of several lines of it, joined by commas
     * @return the items; none if the field is malformed, as when an item does not say what remains
     */
    public static List<ServiceLimit> parseLimit(String value) {
        try {
            return StructuredFields.parseList(value).stream()
                    .map(item ->
                            new ServiceLimit(text(item), required(item, "r"), seconds(item, "t"), partitionKey(item)))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /**
     * Reads {@code Retry-After}, seconds or a date in one of the three forms of RFC 9110, section 5.6.7.
     *
     * @param value of the field
     * @param now the present time, from which a date is counted
     * @return how long to wait, zero or more; empty if the field is malformed
     */
    public static Optional<Duration> parseRetryAfter(String value, Instant now) {
        String text = value.strip();
        if (!text.isEmpty() && text.length() <= 15 && text.chars().allMatch(c -> '0' <= c && c <= '9')) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant date = HttpDate.parse(text, now);
            return Optional.of(date.isBefore(now) ? Duration.ZERO : Duration.between(now, date));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String text(Item item) {
        if (item.value() instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("item must be a String");
    }

    private static long required(Item item, String key) {
        return cast(Long.class, item, key);
    }

    private static Optional<Duration> seconds(Item item, String key) {
        return item.parameters().containsKey(key)
                ? Optional.of(Duration.ofSeconds(cast(Long.class, item, key)))
                : Optional.empty();
    }

    private static String partitionKey(Item item) {
        return item.parameters().containsKey("pk") ? StructuredFields.utf8(cast(byte[].class, item, "pk")) : "";
    }

    private static <T> T cast(Class<T> type, Item item, String key) {
        @Nullable Object value = item.parameters().get(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("parameter must be there and of its type: key=" + key);
        }
        return type.cast(value);
    }
}
