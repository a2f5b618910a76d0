package dev.ashlar.trie;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A completion, and how it was found. Immutable, so threads may share it.
 *
 * @param completion the text and its weight
 * @param payload what was stored with it, or null
 * @param tier how it was found
 * @param start where in the text the match begins, in chars
 * @param end where it ends; of the nearest matches, the longest
 */
public record Match(Completion completion, @Nullable String payload, Tier tier, int start, int end) {
    /**
     * Creates a match.
     *
     * @param completion the text and its weight
     * @param payload what was stored with it, or null
     * @param tier how it was found
     * @param start where in the text the match begins, in chars
     * @param end where it ends
     */
    public Match {
        Objects.requireNonNull(completion, "completion");
        Objects.requireNonNull(tier, "tier");
    }

    /**
     * Returns the text.
     *
     * @return that of the completion
     */
    public String text() {
        return completion.text();
    }

    /**
     * Returns the weight.
     *
     * @return that of the completion
     */
    public long weight() {
        return completion.weight();
    }

    /**
     * Returns how many typos there are between the match and what was typed.
     *
     * @return 0, 1 or 2
     */
    public int edits() {
        return tier.edits();
    }
}
