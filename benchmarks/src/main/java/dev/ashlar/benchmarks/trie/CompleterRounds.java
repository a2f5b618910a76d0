package dev.ashlar.benchmarks.trie;

import dev.ashlar.trie.Completion;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Compares completers by turns, for machines that others use too: all are asked in each round, and the lowest time of each counts. Takes
 * the kind of questions, {@link Rival rivals}, and lengths of what is typed.
 *
 * <pre>{@code
 * CompleterRounds prefixes ASHLAR_CURSOR LUCENE_WFST 1 2 4 8
 * CompleterRounds typos ASHLAR_TYPOS_CURSOR LUCENE_FUZZY 4 8
 * CompleterRounds words ASHLAR_WORDS_CURSOR LUCENE_INFIX 2 4
 * }</pre>
 */
public final class CompleterRounds {
    private static final int QUESTIONS = 1 << 14;
    private static final int ROUNDS = 12;
    private static final long NANOS_A_ROUND = 250_000_000;

    private CompleterRounds() {}

    public static void main(String[] args) {
        List<Completion> texts = Corpus.load();
        Map<Rival, Rival.Answers> rivals = new EnumMap<>(Rival.class);
        for (int i = 1; i < args.length; i++) {
            if (Character.isDigit(args[i].charAt(0))) {
                int length = Integer.parseInt(args[i]);
                rounds(rivals, questions(args[0], texts, length), length);
            } else {
                Rival rival = Rival.valueOf(args[i]);
                rivals.put(rival, rival.build(texts));
            }
        }
    }

    private static String[] questions(String kind, List<Completion> texts, int length) {
        return switch (kind) {
            case "prefixes" -> length == 0 ? Corpus.typed(texts, QUESTIONS) : Corpus.prefixes(texts, length, QUESTIONS);
            case "typos" -> Corpus.mistyped(Corpus.prefixes(texts, length, QUESTIONS));
            case "words" -> Corpus.prefixes(Corpus.laterWords(texts), length, QUESTIONS);
            default -> throw new IllegalArgumentException("questions must be prefixes, typos or words: " + kind);
        };
    }

    private static void rounds(Map<Rival, Rival.Answers> rivals, String[] questions, int length) {
        Map<Rival, Double> lowest = new EnumMap<>(Rival.class);
        for (int round = 0; round < ROUNDS; round++) {
            rivals.forEach((rival, answers) -> lowest.merge(rival, nanos(answers, questions), Math::min));
        }
        lowest.forEach((rival, nanos) ->
                System.out.print(String.format(Locale.ROOT, "length %d %-22s %,12.0f ns%n", length, rival, nanos)));
    }

    private static double nanos(Rival.Answers answers, String[] questions) {
        long start = System.nanoTime();
        long asked = 0;
        long taken;
        int found = 0;
        do {
            for (int i = 0; i < 64; i++) {
                found += answers.top(questions[(int) (asked++ & (QUESTIONS - 1))]) == null ? 0 : 1;
            }
            taken = System.nanoTime() - start;
        } while (taken < NANOS_A_ROUND);
        if (found == 0) {
            throw new IllegalStateException("no question was answered");
        }
        return (double) taken / asked;
    }
}
