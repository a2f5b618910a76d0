package dev.ashlar.trie;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is not to be suggested: completions that have one of its texts in them as a word, or as words one behind the other.
 *
 * <pre>{@code
 * Blocklist blocked = Blocklist.of(Folding.UNICODE, List.of("badword", "a bad phrase"));
 * completer.query("b").filter(blocked).top(5);
 * }</pre>
 *
 * <p>Words begin behind what {@link Matching#WORDS} has for the end of one, and end before or behind it, so that c++ is found, too. Immutable, so threads may share it.
 */
public final class Blocklist implements Predicate<Completion> {
    private final Folding folding;
    private final Set<String> blocked;
    private final int longest;

    private Blocklist(Folding folding, Set<String> blocked) {
        this.folding = folding;
        this.blocked = blocked;
        this.longest = blocked.stream().mapToInt(String::length).max().orElse(0);
    }

    /**
     * Creates a list.
     *
     * @param folding which texts are the same
     * @param texts words, phrases and whole texts
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
        for (int begin = 0; begin < folded.length(); begin++) {
            if (begin > 0 && !Matching.isSeparator(folded.charAt(begin - 1))) {
                continue;
            }
            for (int end = begin + 1; end <= Math.min(folded.length(), begin + longest); end++) {
                if (isEnd(folded, end) && blocked.contains(folded.substring(begin, end))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isEnd(String text, int at) {
        return at == text.length()
                || Matching.isSeparator(text.charAt(at))
                || Matching.isSeparator(text.charAt(at - 1));
    }
}
