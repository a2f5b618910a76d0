package dev.ashlar.trie;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Completer} from texts in any order. Equal texts with equal weights make equal bytes, whatever their order,
 * where the rule for duplicates does not depend on it. For one thread. It can go on after {@link #build()}.
 *
 * <p>Keeps the string of each text added, and about 64 bytes more for one of ten; building takes more again.
 */
public final class CompleterBuilder {
    private Folding folding = Folding.EXACT;
    private Matching matching = Matching.PREFIX;
    private Duplicates duplicates = Duplicates.SUM;
    private boolean isCompact;
    private final List<Entry> added = new ArrayList<>();

    CompleterBuilder() {}

    /**
     * Sets which texts are the same. {@link Folding#EXACT} if it is not called.
     *
     * @param rule which are
     * @return this
     * @throws IllegalStateException if a text was added before, or {@link #compact()} was called and the rule is another
     */
    public CompleterBuilder folding(Folding rule) {
        checkEmpty();
        checkCompact(isCompact, Objects.requireNonNull(rule, "rule"), matching);
        folding = rule;
        return this;
    }

    /**
     * Sets where in a text what was typed may begin. {@link Matching#PREFIX} if it is not called.
     *
     * @param rule where it may
     * @return this
     * @throws IllegalStateException if a text was added before, or {@link #compact()} was called and the rule is another
     */
    public CompleterBuilder matching(Matching rule) {
        checkEmpty();
        checkCompact(isCompact, folding, Objects.requireNonNull(rule, "rule"));
        matching = rule;
        return this;
    }

    /**
     * Sets what becomes of texts that are the same. {@link Duplicates#SUM} if it is not called.
     *
     * @param rule what does
     * @return this
     */
    public CompleterBuilder duplicates(Duplicates rule) {
        duplicates = Objects.requireNonNull(rule, "rule");
        return this;
    }

    /**
     * Takes less than half the memory of a trie, about 6 bytes a text of 10, with {@link Folding#EXACT} and {@link
     * Matching#PREFIX} only. Answers are the same, and take tens of times as long; with typos, as long as to read all texts that
     * begin with the letters which must be right. At most 134 million texts.
     *
     * @return this
     * @throws IllegalStateException if another folding or matching was set before
     */
    public CompleterBuilder compact() {
        checkCompact(true, folding, matching);
        isCompact = true;
        return this;
    }

    Folding folding() {
        return folding;
    }

    private static void checkCompact(boolean isCompact, Folding folding, Matching matching) {
        if (isCompact && !new Forms(folding, matching).areTexts()) {
            throw new IllegalStateException("compact must be with Folding.EXACT and Matching.PREFIX: folding=" + folding
                    + ", matching=" + matching);
        }
    }

    private void checkEmpty() {
        if (!added.isEmpty()) {
            throw new IllegalStateException("folding and matching must be set before the first text is added");
        }
    }

    /**
     * Adds a text.
     *
     * @param text 1 to 65,535 bytes of UTF-8, without lone surrogates
     * @param weight how popular it is; any number
     * @return this
     * @throws IllegalArgumentException if the text breaks a rule; then nothing is added
     */
    public CompleterBuilder add(String text, long weight) {
        return add(text, weight, null);
    }

    /**
     * Adds a text with something that belongs to it.
     *
     * @param text 1 to 65,535 bytes of UTF-8, without lone surrogates
     * @param weight how popular it is; any number
     * @param payload what {@link Match#payload()} is to return: at most 65,535 bytes of UTF-8, without lone surrogates; or null
     * @return this
     * @throws IllegalArgumentException if the text or the payload breaks a rule; then nothing is added
     */
    public CompleterBuilder add(String text, long weight, @Nullable String payload) {
        Objects.requireNonNull(text, "text");
        added.add(Entry.of(text, weight, payload, new Forms(folding, matching)));
        return this;
    }

    /**
     * Adds texts.
     *
     * @param completions the texts and their weights
     * @return this
     * @throws IllegalArgumentException if a text breaks a rule; those before it were added
     */
    public CompleterBuilder addAll(Iterable<Completion> completions) {
        completions.forEach(completion -> add(completion.text(), completion.weight()));
        return this;
    }

    /**
     * Builds.
     *
     * @return an index of all texts that were added
     * @throws IllegalStateException if the index would have more than 2 GiB, or its trie more than one; or if it is {@linkplain
     *     #compact() compact} with too many texts
     */
    public Completer build() {
        return build(new Forms(folding, matching), isCompact, distinct());
    }

    /** Builds of entries that are distinct. */
    static Completer build(Forms forms, boolean isCompact, Entry[] entries) {
        // Takes no time where they are in that order, as they are if texts are told apart as they are.
        Arrays.sort(entries, Entry::compareTexts);
        return Completer.of(isCompact ? CompactWriter.write(entries) : SnapshotWriter.write(forms, entries));
    }

    private Entry[] distinct() {
        Entry[] sorted = added.toArray(Entry[]::new);
        // Stable: of those that are the same, the later come later.
        Arrays.sort(
                sorted, folding == Folding.EXACT ? Entry::compareTexts : Comparator.comparing(entry -> entry.folded));
        int distinct = 0;
        for (int from = 0, to; from < sorted.length; from = to) {
            to = from + 1;
            while (to < sorted.length && sorted[to].folded.equals(sorted[from].folded)) {
                to++;
            }
            sorted[distinct++] = to - from == 1
                    ? sorted[from]
                    : duplicates.merge(Arrays.asList(sorted).subList(from, to));
        }
        return Arrays.copyOf(sorted, distinct);
    }
}
