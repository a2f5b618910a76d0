package dev.ashlar.trie;

/**
 * Where in a text that lies which was typed.
 *
 * @param start the first char of it
 * @param end the char behind it
 */
record Span(int start, int end) {
    /**
     * Finds the first place where a match begins; of the ends that are near enough, the last.
     *
     * @param exact how many letters at the begin must be right if there are typos
     */
    static Span of(String text, Typed typed, Tier tier, int exact) {
        if (tier == Tier.EXACT) {
            return new Span(0, text.length());
        }
        Forms forms = typed.forms();
        if (tier == Tier.LITERAL && forms.areTexts()) {
            return new Span(0, typed.text().length());
        }
        Tier by = tier;
        if (tier.edits() > 0) {
            by = forms.typed(typed.text(), Tier.KEYS) != null ? Tier.KEYS : Tier.LITERAL;
        }
        String wanted = String.valueOf(forms.typed(typed.text(), by));
        String folded = forms.folding().fold(text);
        int letters = exact + (forms.haveKinds() ? 1 : 0);
        int right = wanted.codePointCount(0, wanted.length()) <= letters
                ? wanted.length()
                : wanted.offsetByCodePoints(0, letters);
        for (int start = 0; start < text.length(); start = text.offsetByCodePoints(start, 1)) {
            int at = start == 0
                    ? 0
                    : forms.folding().fold(text.substring(0, start)).length();
            if (at < folded.length() && forms.matching().mayBegin(folded, at)) {
                int end = end(text, start, wanted, right, by, tier.edits(), forms);
                if (end >= 0) {
                    return new Span(start, end);
                }
            }
        }
        // A mark that was typed in another order than it is stored in: it matches as a whole only.
        return new Span(0, text.length());
    }

    private static int end(String text, int start, String wanted, int right, Tier by, int edits, Forms forms) {
        int found = -1;
        for (int end = start; ; end = text.offsetByCodePoints(end, 1)) {
            String form = String.valueOf(forms.typed(text.substring(start, end), by));
            if (edits == 0) {
                if (form.startsWith(wanted)) {
                    return end;
                }
            } else if (form.startsWith(wanted.substring(0, right))
                    && distance(form.substring(right), wanted.substring(right)) <= edits) {
                found = end;
            }
            if (end == text.length() || form.length() > wanted.length() + 2 * edits + 1) {
                return found;
            }
        }
    }

    /** Returns how many edits lie between two texts; no letter is edited twice (optimal string alignment). */
    static int distance(String a, String b) {
        int[] from = a.codePoints().toArray();
        int[] to = b.codePoints().toArray();
        int[] beforeLast = new int[to.length + 1];
        int[] last = new int[to.length + 1];
        int[] row = new int[to.length + 1];
        for (int j = 0; j <= to.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length; i++) {
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= to.length; j++) {
                int exchanged = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.min(exchanged, 1 + Math.min(last[j], row[j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1]) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[to.length];
    }
}
