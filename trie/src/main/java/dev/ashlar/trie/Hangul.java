package dev.ashlar.trie;

/**
 * Hangul as it is typed: by the keys of a keyboard with two sets of letters, and by the first consonants of syllables.
 *
 * <p>All take folded texts, whose syllables are taken apart into conjoining jamo (Unicode, chapter 3.12).
 */
final class Hangul {
    private static final int LEADING = 0x1100;
    private static final int VOWEL = 0x1161;
    /** The code point before that of the first trailing consonant, which stands for none. */
    private static final int TRAILING = 0x11A7;

    private static final int SYLLABLE = 0xAC00;
    private static final int VOWELS = 21;
    private static final int TRAILINGS = 28;

    /** The keys of each jamo; a doubled consonant is one key with shift. */
    private static final String[] LEADING_KEYS = "ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ".split(" ");

    private static final String[] VOWEL_KEYS = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split(" ");
    private static final String[] TRAILING_KEYS =
            "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ".split(" ");

    /** Two clusters are no modern leading consonants, yet what compatibility decomposition makes of the letters ㅀ and ㅄ. */
    private static final char LEADING_RIEUL_HIEUH = 0x111A;

    private static final char LEADING_PIEUP_SIOS = 0x1121;

    private Hangul() {}

    /** Puts jamo together to syllables, and leaves all else decomposed. */
    @SuppressWarnings("IncrementInForLoopAndHeader") // a syllable is up to three chars
    static String compose(String folded) {
        if (!isHangul(folded)) {
            return folded;
        }
        StringBuilder composed = new StringBuilder(folded.length());
        for (int i = 0; i < folded.length(); i++) {
            int leading = folded.charAt(i) - LEADING;
            int vowel = i + 1 < folded.length() ? folded.charAt(i + 1) - VOWEL : -1;
            if (!isBelow(leading, LEADING_KEYS.length) || !isBelow(vowel, VOWELS)) {
                composed.append(folded.charAt(i));
                continue;
            }
            i++;
            int trailing = i + 1 < folded.length() ? folded.charAt(i + 1) - TRAILING : 0;
            if (trailing <= 0 || trailing >= TRAILINGS) {
                trailing = 0;
            } else {
                i++;
            }
            composed.append((char) (SYLLABLE + (leading * VOWELS + vowel) * TRAILINGS + trailing));
        }
        return composed.toString();
    }

    /** Returns the keys that were pressed to type a text. */
    static String keys(String folded) {
        StringBuilder keys = new StringBuilder(folded.length() + 8);
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (isBelow(c - LEADING, LEADING_KEYS.length)) {
                keys.append(LEADING_KEYS[c - LEADING]);
            } else if (isBelow(c - VOWEL, VOWELS)) {
                keys.append(VOWEL_KEYS[c - VOWEL]);
            } else if (isBelow(c - TRAILING - 1, TRAILINGS - 1)) {
                keys.append(TRAILING_KEYS[c - TRAILING - 1]);
            } else if (c == LEADING_RIEUL_HIEUH) {
                keys.append("ㄹㅎ");
            } else if (c == LEADING_PIEUP_SIOS) {
                keys.append("ㅂㅅ");
            } else {
                keys.append(c);
            }
        }
        return keys.toString();
    }

    /**
     * Returns a text with the leading consonant only of each syllable; what is no syllable stays. A trailing consonant without a
     * vowel before it is none of a syllable: a keyboard makes one letter of two consonants, such as ㄳ.
     */
    static String initials(String folded) {
        StringBuilder initials = new StringBuilder(folded.length());
        boolean hasLeading = false;
        boolean hasVowel = false;
        for (int i = 0; i < folded.length(); i++) {
            char c = folded.charAt(i);
            if (isBelow(c - LEADING, LEADING_KEYS.length)) {
                initials.append(LEADING_KEYS[c - LEADING]);
                hasLeading = true;
                hasVowel = false;
            } else if (hasLeading && isBelow(c - VOWEL, VOWELS)) {
                hasVowel = true;
            } else {
                if (!hasVowel || !isBelow(c - TRAILING - 1, TRAILINGS - 1)) {
                    initials.append(keys(String.valueOf(c)));
                }
                hasLeading = false;
                hasVowel = false;
            }
        }
        return initials.toString();
    }

    /** Tells whether a text has conjoining jamo. */
    static boolean isHangul(String folded) {
        return folded.chars().anyMatch(Hangul::isJamo);
    }

    /** Tells whether all Hangul of a text is consonants, and there is some. */
    static boolean isConsonants(String folded) {
        return isHangul(folded) && folded.chars().noneMatch(c -> isBelow(c - VOWEL, VOWELS));
    }

    private static boolean isJamo(int c) {
        return isBelow(c - LEADING, LEADING_KEYS.length)
                || isBelow(c - VOWEL, VOWELS)
                || isBelow(c - TRAILING - 1, TRAILINGS - 1)
                || c == LEADING_RIEUL_HIEUH
                || c == LEADING_PIEUP_SIOS;
    }

    private static boolean isBelow(int value, int bound) {
        return value >= 0 && value < bound;
    }
}
