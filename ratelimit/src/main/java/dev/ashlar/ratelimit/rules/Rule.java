package dev.ashlar.ratelimit.rules;

import dev.ashlar.ratelimit.Limit;
import java.util.Objects;

/**
 * A limit for the descriptors of a pattern. Immutable.
 *
 * @param name by which people know it: the domain and the pattern, unless it has been given one
 * @param pattern which descriptors it is for: in values, {@code *} at the end stands for anything
 * @param limit what each combination of values is allowed
 * @param shadow whether it counts but refuses nobody
 */
public record Rule(String name, Descriptor pattern, Limit limit, boolean shadow) {
    /**
     * Creates a rule.
     *
     * @param name by which people know it
     * @param pattern which descriptors it is for
     * @param limit what each combination of values is allowed
     * @param shadow whether it counts but refuses nobody
     */
    public Rule {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(limit, "limit");
    }

    /**
     * Tells the states of this rule apart: a text for each combination of values.
     *
     * @param descriptor one that this rule is for
     * @return the rule's name and the values, each after its length, so that no two combinations have the same
     */
    String stateKey(Descriptor descriptor) {
        StringBuilder key =
                new StringBuilder().append(name.length()).append(':').append(name);
        for (Descriptor.Entry entry : descriptor.entries()) {
            key.append('|').append(entry.value().length()).append(':').append(entry.value());
        }
        return key.toString();
    }
}
