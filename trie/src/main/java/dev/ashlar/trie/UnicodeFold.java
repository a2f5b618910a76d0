package dev.ashlar.trie;

import java.text.Normalizer;

/**
 * Folds texts that people take for the same into one: compatibility decomposition (NFKD), then each code point to lower case
 * by itself, whatever the locale and its neighbours.
 *
 * <p>Decomposed, because the composed form of "cafe" and an accent does not begin with "cafe". Code point by code point,
 * because the lower case of a text is not a prefix of that of a longer one: a capital sigma that ends a word becomes another
 * letter than one within. Texts fold alike on every JDK: what came into Unicode after version 13 and would be changed by the
 * JDK's later tables is left as it is.
 */
final class UnicodeFold {
    /** The version of Unicode by which texts are folded, whatever the JDK has. */
    static final int UNICODE_VERSION = 13;

    /** First and last code points that later versions decompose, reorder or fold, and version 13 does not know. */
    private static final int[] LATER = {
        0x0897, 0x089F, 0x08CA, 0x08D2, 0x0C3C, 0x0C3C, 0x1715, 0x1715, 0x1AC1, 0x1ACE, 0x1C89, 0x1C89, 0x1DFA, 0x1DFA,
        0x2C2F, 0x2C2F, 0xA7C0, 0xA7C0, 0xA7CB, 0xA7CC, 0xA7D0, 0xA7D0, 0xA7D6, 0xA7D6, 0xA7D8, 0xA7D8, 0xA7DA, 0xA7DA,
        0xA7DC, 0xA7DC, 0xA7F2, 0xA7F4, 0x10570, 0x1057A, 0x1057C, 0x1058A, 0x1058C, 0x10592, 0x10594, 0x10595, 0x105C9,
        0x105C9, 0x105E4, 0x105E4, 0x10781, 0x10785, 0x10787, 0x107B0, 0x107B2, 0x107BA, 0x10D50, 0x10D65, 0x10D69,
        0x10D6D, 0x10EFD, 0x10EFF, 0x10F82, 0x10F85, 0x11070, 0x11070, 0x11383, 0x11383, 0x11385, 0x11385, 0x1138E,
        0x1138E, 0x11391, 0x11391, 0x113C5, 0x113C5, 0x113C7, 0x113C8, 0x113CE, 0x113D0, 0x11F41, 0x11F42, 0x16121,
        0x16128, 0x1612F, 0x1612F, 0x16D68, 0x16D6A, 0x1CCD6, 0x1CCF9, 0x1E030, 0x1E06D, 0x1E08F, 0x1E08F, 0x1E2AE,
        0x1E2AE, 0x1E4EC, 0x1E4EF, 0x1E5EE, 0x1E5EF
    };

    private UnicodeFold() {}

    static String fold(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return foldUnicode(text);
            }
        }
        return foldCodePoints(text);
    }

    private static String foldUnicode(String text) {
        StringBuilder folded = new StringBuilder(text.length() + 16);
        int known = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            if (isLater(codePoint)) {
                folded.append(foldKnown(text.substring(known, i))).appendCodePoint(codePoint);
                known = next;
            }
            i = next;
        }
        return folded.append(foldKnown(text.substring(known))).toString();
    }

    private static String foldKnown(String text) {
        return foldCodePoints(Normalizer.normalize(text, Normalizer.Form.NFKD));
    }

    private static String foldCodePoints(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        text.codePoints()
                .map(codePoint -> Character.toLowerCase(Character.toUpperCase(codePoint)))
                .forEach(folded::appendCodePoint);
        return folded.toString();
    }

    private static boolean isLater(int codePoint) {
        for (int i = 0; i < LATER.length && LATER[i] <= codePoint; i += 2) {
            if (codePoint <= LATER[i + 1]) {
                return true;
            }
        }
        return false;
    }
}
