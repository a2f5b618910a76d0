package dev.ashlar.trie;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * A question to an index, in detail. Every method returns a new question and leaves this as it is, so threads may share it.
 *
 * <pre>{@code
 * List<Match> matches = completer.query("recieve")
 *         .typos(Typos.AUTO)
 *         .exactFirst()
 *         .filter(completion -> !blocked.contains(completion.text()))
 *         .matches(5);
 * }</pre>
 */
public final class Query {
    private final CompletionIndex index;
    private final String prefix;
    private final Typos typos;
    private final boolean exactFirst;
    private final Predicate<? super Completion> filter;

    Query(CompletionIndex index, String prefix) {
        this(index, Objects.requireNonNull(prefix, "prefix"), Typos.NONE, false, completion -> true);
    }

    private Query(
            CompletionIndex index,
            String prefix,
            Typos typos,
            boolean exactFirst,
            Predicate<? super Completion> filter) {
        this.index = index;
        this.prefix = prefix;
        this.typos = typos;
        this.exactFirst = exactFirst;
        this.filter = filter;
    }

    /**
     * Forgives typos; those with fewer come first.
     *
     * @param rule how many are forgiven
     * @return the question with it
     */
    public Query typos(Typos rule) {
        return new Query(index, prefix, Objects.requireNonNull(rule, "rule"), exactFirst, filter);
    }

    /**
     * Puts the entry that is all of what was typed, if there is one, before all others.
     *
     * @return the question with it
     */
    public Query exactFirst() {
        return new Query(index, prefix, typos, true, filter);
    }

    /**
     * Passes completions over; those behind them move up, and none is lost. Each call narrows the one before.
     *
     * @param wanted tells which completions to keep. Of {@code k} it is asked for as many as there are before the last one kept
     * @return the question with it
     */
    public Query filter(Predicate<? super Completion> wanted) {
        Objects.requireNonNull(wanted, "wanted");
        Predicate<? super Completion> before = filter;
        return new Query(
                index, prefix, typos, exactFirst, completion -> before.test(completion) && wanted.test(completion));
    }

    /**
     * Answers with completions.
     *
     * @param k how many to return at most, 0 or more
     * @return the best first; unmodifiable
     * @throws IllegalArgumentException if {@code k < 0}
     */
    public List<Completion> top(int k) {
        List<Completion> found = new ArrayList<>(capacity(k));
        Cursor cursor = cursor();
        while (found.size() < k && cursor.next()) {
            Completion completion = new Completion(cursor.text(), cursor.weight());
            if (filter.test(completion)) {
                found.add(completion);
            }
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * Answers with completions and how they were found, which takes longer.
     *
     * @param k how many to return at most, 0 or more
     * @return the best first; unmodifiable
     * @throws IllegalArgumentException if {@code k < 0}
     */
    public List<Match> matches(int k) {
        List<Match> found = new ArrayList<>(capacity(k));
        Cursor cursor = cursor();
        while (found.size() < k && cursor.next()) {
            Match match = cursor.match();
            if (filter.test(match.completion())) {
                found.add(match);
            }
        }
        return Collections.unmodifiableList(found);
    }

    /** How many are asked for may be far more than there are. */
    private static int capacity(int k) {
        if (k < 0) {
            throw new IllegalArgumentException("k must be >= 0: k=" + k);
        }
        return Math.min(k, 16);
    }

    private Cursor cursor() {
        return index.cursor().typos(typos).exactFirst(exactFirst).seek(prefix);
    }
}
