package dev.ashlar.trie;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is not to be suggested: completions that are one of its texts, or have one of them as a word.
 *
 * <pre>{@code
 * Blocklist blocked = Blocklist.of(Folding.UNICODE, List.of("badword", "a bad phrase"));
 * completer.query("b").filter(blocked).top(5);
 * }</pre>
 *
 * <p>Words begin and end as {@link Matching#WORDS} has it. Immutable, so threads may share it.
 */
public final class Blocklist implements Predicate<Completion> {
    private final Folding folding;
    private final Set<String> blocked;

    private Blocklist(Folding folding, Set<String> blocked) {
        this.folding = folding;
        this.blocked = blocked;
    }

    /**
     * Creates a list.
     *
     * @param folding which texts are the same
     * @param texts words and whole texts
     * @return the list
     */
    public static Blocklist of(Folding folding, Collection<String> texts) {
        Objects.requireNonNull(folding, "folding");
        return new Blocklist(folding, texts.stream().map(folding::fold).collect(Collectors.toUnmodifiableSet()));
    }

    /**
     * Tells whether a completion may be suggested.
     *
     * @param completion the completion
     * @return false if it is blocked
     */
    @Override
    public boolean test(Completion completion) {
        String folded = folding.fold(completion.text());
        if (blocked.contains(folded)) {
            return false;
        }
        int begin = 0;
        for (int i = 0; i <= folded.length(); i++) {
            if (i == folded.length() || Matching.isSeparator(folded.charAt(i))) {
                if (blocked.contains(folded.substring(begin, i))) {
                    return false;
                }
                begin = i + 1;
            }
        }
        return true;
    }
}
