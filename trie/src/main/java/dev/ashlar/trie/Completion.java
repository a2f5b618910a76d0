package dev.ashlar.trie;

import java.util.Comparator;
import java.util.Objects;

/**
 * A completion: a whole text that a prefix can be continued to, and its weight.
 *
 * <p>The natural order is the ranking: greater weight first, and of equal weights the lesser text first, compared by
 * Unicode code point (which is the order of the UTF-8 bytes, not that of {@link String#compareTo(String)} where
 * surrogate pairs meet characters from U+E000 on). It is consistent with equals. Immutable, so threads may share it.
 *
 * @param text the whole text, prefix included; not empty
 * @param weight how popular it is; any number, as long as the unit is one for all
 */
public record Completion(String text, long weight) implements Comparable<Completion> {
    private static final Comparator<Completion> RANKING = Comparator.comparingLong(Completion::weight)
            .reversed()
            .thenComparing(Completion::text, Completion::byCodePoint);

    /**
     * Creates a completion.
     *
     * @param text the whole text; not empty
     * @param weight how popular it is; any number
     * @throws IllegalArgumentException if {@code text} is empty
     */
    public Completion {
        Objects.requireNonNull(text, "text");
        if (text.isEmpty()) {
            throw new IllegalArgumentException("text must not be empty");
        }
    }

    @Override
    public int compareTo(Completion other) {
        return RANKING.compare(this, other);
    }

    /** Compares texts by code points. */
    static int byCodePoint(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // A surrogate stands for a code point above every other char.
                boolean xHigh = Character.isSurrogate(x);
                boolean yHigh = Character.isSurrogate(y);
                return xHigh == yHigh ? Character.compare(x, y) : Boolean.compare(xHigh, yHigh);
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
