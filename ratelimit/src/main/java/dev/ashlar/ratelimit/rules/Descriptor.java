package dev.ashlar.ratelimit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a request is: keys and values, from the general to the particular. Immutable.
 *
 * @param entries one or more
 */
public record Descriptor(List<Entry> entries) {
    /**
     * A key and its value.
     *
     * @param key what is described
     * @param value how it is; may be what a client has sent
     */
    public record Entry(String key, String value) {
        /**
         * Creates an entry.
         *
         * @param key what is described
         * @param value how it is
         */
        public Entry {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }

        @Override
        public String toString() {
            return "(" + key + ", " + value + ")";
        }
    }

    /**
     * Creates a descriptor.
     *
     * @param entries one or more
     * @throws IllegalArgumentException if there are none
     */
    public Descriptor {
        entries = List.copyOf(entries);
        if (entries.isEmpty()) {
            throw new IllegalArgumentException("entries must be one or more: entries=[]");
        }
    }

    /**
     * Creates a descriptor.
     *
     * @param keysAndValues a key, its value, another key, its value, and so on
     * @return the descriptor
     * @throws IllegalArgumentException if there are none, or a value is missing
     */
    public static Descriptor of(String... keysAndValues) {
        if (keysAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("keysAndValues must be pairs: keysAndValues=" + List.of(keysAndValues));
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            entries.add(new Entry(keysAndValues[i], keysAndValues[i + 1]));
        }
        return new Descriptor(entries);
    }

    @Override
    public String toString() {
        return entries.stream().map(Entry::toString).collect(Collectors.joining(", "));
    }
}
