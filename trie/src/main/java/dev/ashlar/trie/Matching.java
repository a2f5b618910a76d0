package dev.ashlar.trie;

/** Where in an entry that which was typed may begin. Stateless, so threads may share it. */
public enum Matching {
    /** At its begin only. */
    PREFIX,

    /**
     * At the begin of any of its words. A word begins behind ASCII that is no letter or digit, U+00A0, or a code point in U+2000-206F or
     * U+3000-303F. Each word takes memory like a text of its own, to the end of the entry.
     */
    WORDS,

    /** At any code point. Each takes memory like a text of its own, to the end of the entry: for short texts. */
    ANYWHERE;

    /** Tells whether what was typed may begin at a place of a folded text. */
    boolean mayBegin(String folded, int at) {
        if (at == 0) {
            return true;
        }
        return switch (this) {
            case PREFIX -> false;
            case WORDS -> isSeparator(folded.charAt(at - 1)) && !isSeparator(folded.charAt(at));
            case ANYWHERE -> !Character.isLowSurrogate(folded.charAt(at));
        };
    }

    // By ranges, so that no later table of Unicode cuts words elsewhere.
    static boolean isSeparator(char c) {
        if (c < 0x80) {
            return !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
        }
        return c == 0xA0 || (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F);
    }
}
