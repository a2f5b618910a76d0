package dev.ashlar.trie;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a completer must answer, by going through everything: no structure, nothing shared with the code under test but folding. */
final class Oracle {
    private final Folding folding;
    private final Matching matching;
    private final Map<String, Completion> byFolded = new HashMap<>();
    /** Made before, for they are made again and again. */
    private final Map<String, Optional<String>> forms = new HashMap<>();

    Oracle(Folding folding, Matching matching) {
        this.folding = folding;
        this.matching = matching;
    }

    void put(String text, long weight) {
        byFolded.put(folding.fold(text), new Completion(text, weight));
    }

    void remove(String text) {
        byFolded.remove(folding.fold(text));
    }

    Completion get(String text) {
        return byFolded.get(folding.fold(text));
    }

    int size() {
        return byFolded.size();
    }

    List<Completion> all() {
        return new ArrayList<>(byFolded.values());
    }

    List<Completion> top(String prefix, Typos typos, boolean exactFirst, Predicate<Completion> filter, int k) {
        List<Completion> found = new ArrayList<>();
        Set<Completion> told = new HashSet<>();
        Completion exact = get(prefix);
        if (exactFirst && exact != null) {
            found.add(exact);
            told.add(exact);
        }
        for (Tier tier : Tier.values()) {
            if (tier == Tier.EXACT) {
                continue;
            }
            List<Completion> ofTier = new ArrayList<>();
            byFolded.forEach((folded, completion) -> {
                if (!told.contains(completion) && matches(folded, prefix, tier, typos)) {
                    ofTier.add(completion);
                }
            });
            ofTier.sort(Comparator.comparing(Completion::weight)
                    .reversed()
                    .thenComparing(completion -> completion.text().codePoints().toArray(), java.util.Arrays::compare));
            told.addAll(ofTier);
            found.addAll(ofTier);
        }
        return found.stream().filter(filter).limit(k).toList();
    }

    private boolean matches(String folded, String prefix, Tier tier, Typos typos) {
        for (int at = 0; at < folded.length(); at++) {
            boolean begins = at == 0
                    || (matching == Matching.ANYWHERE && !Character.isLowSurrogate(folded.charAt(at)))
                    || (matching == Matching.WORDS
                            && isSeparator(folded.charAt(at - 1))
                            && !isSeparator(folded.charAt(at)));
            if (begins && matchesFrom(folded.substring(at), prefix, tier, typos)) {
                return true;
            }
        }
        return false;
    }

    /** Of the characters in the texts of these tests. */
    private static boolean isSeparator(char c) {
        return c == ' ' || c == 0;
    }

    private boolean matchesFrom(String text, String prefix, Tier tier, Typos typos) {
        if (tier.edits() > 0) {
            return matchesWithTypos(text, prefix, tier.edits(), typos);
        }
        String wanted = form(prefix, tier, true);
        String form = form(text, tier, false);
        return wanted != null && form != null && form.startsWith(wanted);
    }

    private boolean matchesWithTypos(String text, String prefix, int edits, Typos typos) {
        Tier by = form(prefix, Tier.KEYS, true) != null ? Tier.KEYS : Tier.LITERAL;
        String wanted = form(prefix, by, true);
        String form = form(text, by, false);
        if (wanted == null || form == null) {
            return false;
        }
        int[] letters = wanted.codePoints().toArray();
        int[] of = form.codePoints().toArray();
        int exact = Math.min(typos.exact(), letters.length);
        if (typos.forgiven(letters.length) < edits
                || of.length < exact
                || !java.util.Arrays.equals(letters, 0, exact, of, 0, exact)) {
            return false;
        }
        for (int end = exact; end <= of.length; end++) {
            if (distance(of, exact, end, letters, exact) <= edits) {
                return true;
            }
        }
        return false;
    }

    /** Optimal string alignment, by its definition and without memory. */
    private static int distance(int[] a, int from, int to, int[] b, int bFrom) {
        int[][] d = new int[to - from + 1][b.length - bFrom + 1];
        for (int i = 0; i < d.length; i++) {
            for (int j = 0; j < d[0].length; j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                boolean same = a[from + i - 1] == b[bFrom + j - 1];
                d[i][j] = Math.min(d[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a[from + i - 1] == b[bFrom + j - 2] && a[from + i - 2] == b[bFrom + j - 1]) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[to - from][b.length - bFrom];
    }

    private String form(String text, Tier tier, boolean isTyped) {
        return forms.computeIfAbsent(text + tier + isTyped, key -> Optional.ofNullable(newForm(text, tier, isTyped)))
                .orElse(null);
    }

    private String newForm(String text, Tier tier, boolean isTyped) {
        if (folding != Folding.HANGUL) {
            return tier == Tier.LITERAL ? folding.fold(text) : null;
        }
        String jamo = UnicodeFold.fold(text);
        boolean isHangul = jamo.chars().anyMatch(c -> c >= 0x1100 && c < 0x1200);
        boolean hasVowel = jamo.chars().anyMatch(c -> c >= 0x1161 && c < 0x11A8);
        return switch (tier) {
            case LITERAL -> Hangul.compose(jamo);
            case KEYS -> isHangul ? Hangul.keys(jamo) : null;
            case INITIALS -> isHangul && !(isTyped && hasVowel) ? Hangul.initials(jamo) : null;
            default -> null;
        };
    }
}
