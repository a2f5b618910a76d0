package dev.ashlar.trie;

/**
 * Which texts are taken for the same, both as entries and as what a person has typed. Entries come back as they were given.
 *
 * <p>Texts fold alike on every JDK, by Unicode 13; characters that came later stand for themselves. Stateless, so threads may
 * share it.
 */
public enum Folding {
    /** Every text stands for itself. The fastest, and the least memory: texts are not stored beside their forms. */
    EXACT,

    /**
     * Upper and lower case, composed and decomposed, full-width and half-width characters are the same: CAFÉ, café and
     * full-width Ｃａｆé. By compatibility decomposition (NFKD) and the lower case of each code point by itself, the same in
     * every locale.
     *
     * <p>Accents count, and come behind their letters. So a letter alone finds one with an accent only while the accent would be
     * the next thing typed: cafe finds café, and sen finds Señor, but cafe n does not find café noir, nor senor Señor. An accent
     * that is left out is one typo, as {@link Typos} forgives it. ß is not ss, and other letters that are no letter with an accent,
     * such as ø and ł, stand for themselves too.
     */
    UNICODE,

    /**
     * As {@link #UNICODE}, and Hangul is found as it is typed: first where whole syllables are the same, then by the keys that
     * were pressed (ㅎ, 하 and 한ㄱ find 한국; 각 finds 가고), then by initial consonants (ㅎㄱ finds 한국). Texts with Hangul
     * take about three times the memory.
     */
    HANGUL;

    /**
     * Returns the form that tells entries apart: texts with the same one are the same.
     *
     * @param text any text without lone surrogates
     * @return the form; folded again, it stays as it is
     */
    public String fold(String text) {
        return switch (this) {
            case EXACT -> text;
            case UNICODE -> UnicodeFold.fold(text);
            case HANGUL -> Hangul.compose(UnicodeFold.fold(text));
        };
    }
}
