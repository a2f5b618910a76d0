package dev.ashlar.trie;

import java.util.List;
import java.util.Optional;

/**
 * Texts with weights, which can be asked for the best that begin with what a person has typed so far.
 *
 * <p>Answers are exact, and in a total order: greater weights first, and of equal ones the lesser text by code points. So
 * the first five are the first five of the first ten. Threads may share every index.
 */
public sealed interface CompletionIndex permits Completer, LiveCompleter, LiveCompleter.Snapshot {
    /**
     * Returns the best completions of what was typed; no typo is forgiven.
     *
     * @param prefix what was typed. Empty, it completes to every text; with a lone surrogate, to none
     * @param k how many to return at most, 0 or more
     * @return the best first, as many as there are up to {@code k}; unmodifiable. With {@link Folding#HANGUL}, by {@link Tier}
     *     first
     * @throws IllegalArgumentException if {@code k < 0}
     */
    default List<Completion> top(String prefix, int k) {
        return query(prefix).top(k);
    }

    /**
     * Asks in more detail: with typos, filters, or the exact match first.
     *
     * @param prefix what was typed
     * @return the question, to be completed
     */
    default Query query(String prefix) {
        return new Query(this, prefix);
    }

    /**
     * Returns a cursor, which goes through completions without making objects, for one thread.
     *
     * @return a cursor, before nothing until {@link Cursor#seek} is called
     */
    Cursor cursor();

    /**
     * Finds an entry.
     *
     * @param text the text, or another that folds to the same
     * @return the entry as it is stored, or empty if there is none
     */
    default Optional<Completion> find(String text) {
        Cursor cursor = cursor().exactFirst(true).seek(text);
        return cursor.next() && cursor.tier() == Tier.EXACT
                ? Optional.of(new Completion(cursor.text(), cursor.weight()))
                : Optional.empty();
    }

    /**
     * Returns how many entries there are.
     *
     * @return 0 or more
     */
    int size();
}
