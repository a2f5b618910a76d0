package dev.ashlar.ratelimit.rules;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rules by their patterns. At each step the exact value goes before the longest beginning, and that before any value;
 * what a step has chosen is not given up later. Not changed once it is filled.
 *
 * @param <T> what is kept for a rule
 */
final class RuleTree<T> {
    private static final String ANY = "*";

    private final Map<String, Values<T>> keys = new HashMap<>();
    private @Nullable T rule;

    /** Adds what a pattern stands for; returns whether the pattern is new. */
    boolean put(List<Descriptor.Entry> pattern, T added) {
        if (pattern.isEmpty()) {
            boolean isNew = rule == null;
            rule = isNew ? added : rule;
            return isNew;
        }
        Descriptor.Entry first = pattern.get(0);
        return keys.computeIfAbsent(first.key(), key -> new Values<>())
                .of(first.value())
                .put(pattern.subList(1, pattern.size()), added);
    }

    @Nullable
    T find(List<Descriptor.Entry> entries) {
        RuleTree<T> node = this;
        for (Descriptor.Entry entry : entries) {
            Values<T> values = node.keys.get(entry.key());
            node = values == null ? null : values.find(entry.value());
            if (node == null) {
                return null;
            }
        }
        return node.rule;
    }

    private static final class Values<T> {
        private final Map<String, RuleTree<T>> exact = new HashMap<>();
        /** The longest first. */
        private final Map<String, RuleTree<T>> beginnings =
                new TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(text -> text));

        RuleTree<T> of(String pattern) {
            return pattern.endsWith(ANY)
                    ? beginnings.computeIfAbsent(pattern.substring(0, pattern.length() - 1), text -> new RuleTree<>())
                    : exact.computeIfAbsent(pattern, text -> new RuleTree<>());
        }

        @Nullable
        RuleTree<T> find(String value) {
            RuleTree<T> found = exact.get(value);
            if (found != null) {
                return found;
            }
            for (Map.Entry<String, RuleTree<T>> beginning : beginnings.entrySet()) {
                if (value.startsWith(beginning.getKey())) {
                    return beginning.getValue();
                }
            }
            return null;
        }
    }
}
