package dev.ashlar.trie;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The forms by which entries are found: what is a key of the trie.
 *
 * @param folding which texts are the same
 * @param matching where in an entry a match may begin
 */
record Forms(Folding folding, Matching matching) {
    /** Of the longest form, its kind included. */
    static final int MAX_BYTES = 1 << 16;

    // The first byte of a form tells its kind, where there is more than one.
    static final char LITERAL = 1;
    private static final char KEYS = 2;
    private static final char INITIALS = 3;

    /** Tells whether the only form of a text is the text. */
    boolean areTexts() {
        return folding == Folding.EXACT && matching == Matching.PREFIX;
    }

    /** Tells whether forms begin with their kind. */
    boolean haveKinds() {
        return folding == Folding.HANGUL;
    }

    /** Tells whether an entry may have several forms. */
    boolean areMany() {
        return haveKinds() || matching != Matching.PREFIX;
    }

    /** Gives all forms of an entry, each once for every place where it begins. */
    void forEach(String folded, Consumer<byte[]> to) {
        for (int i = 0; i < folded.length(); i++) {
            if (matching.mayBegin(folded, i)) {
                String from = folded.substring(i);
                if (!haveKinds()) {
                    to.accept(bytes(from));
                    continue;
                }
                to.accept(bytes(LITERAL + from));
                String jamo = UnicodeFold.fold(from);
                if (Hangul.isHangul(jamo)) {
                    to.accept(bytes(KEYS + Hangul.keys(jamo)));
                    to.accept(bytes(INITIALS + Hangul.initials(jamo)));
                }
            }
        }
    }

    /** Returns the form that begins as the entry itself does, of what was typed, for a tier; or null if the tier has none. */
    @Nullable
    String typed(String text, Tier tier) {
        if (!haveKinds()) {
            return tier == Tier.LITERAL ? folding.fold(text) : null;
        }
        String jamo = UnicodeFold.fold(text);
        return switch (tier) {
            case LITERAL -> LITERAL + Hangul.compose(jamo);
            case KEYS -> Hangul.isHangul(jamo) ? KEYS + Hangul.keys(jamo) : null;
            case INITIALS -> Hangul.isConsonants(jamo) ? INITIALS + Hangul.initials(jamo) : null;
            default -> null;
        };
    }

    private static byte[] bytes(String form) {
        return form.getBytes(StandardCharsets.UTF_8);
    }
}
