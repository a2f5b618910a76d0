package dev.ashlar.trie;

import org.jspecify.annotations.Nullable;

/** What a person has typed, in the forms by which entries are found. For one thread; used again and again. */
final class Typed {
    private @Nullable Edits edits;
    private int[] letters = {};
    private String text = "";
    private Forms forms = new Forms(Folding.EXACT, Matching.PREFIX);
    private boolean isAscii;
    private byte[] bytes = new byte[64];
    private int length;
    /** Of the whole text. */
    private int encoded;

    /** Returns the automaton that {@link #typos} sets. */
    Edits edits() {
        if (edits == null) {
            edits = new Edits();
            letters = new int[Edits.MAX_LENGTH];
        }
        return edits;
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** Takes a text; tells whether it can be the begin of one. */
    boolean set(String typed, Forms itsForms) {
        text = typed;
        forms = itsForms;
        if (typed.length() > Completer.MAX_TEXT_BYTES || !encode(typed)) {
            return false;
        }
        encoded = length;
        isAscii = length == typed.length();
        return true;
    }

    /** Makes the form for a tier; tells whether there is one. */
    boolean form(Tier tier) {
        if (forms.folding() == Folding.EXACT) {
            // The bytes are still those that set() has made.
            length = encoded;
            return tier == Tier.LITERAL;
        }
        if (!isAscii) {
            String form = forms.typed(text, tier);
            return form != null && encode(form);
        }
        if (tier != Tier.LITERAL) {
            return false;
        }
        room(text.length() + 1);
        length = 0;
        if (forms.haveKinds()) {
            bytes[length++] = Forms.LITERAL;
        }
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) Character.toLowerCase(text.charAt(i));
        }
        return true;
    }

    private boolean encode(String form) {
        room(3 * form.length());
        length = Utf8.encode(form, bytes, 0);
        return length >= 0;
    }

    private void room(int needed) {
        if (bytes.length < needed) {
            bytes = new byte[Math.max(needed, bytes.length * 2)];
        }
    }

    /**
     * Sets the automaton, for the letters that may be mistyped, and the form, to those before them.
     *
     * @return whether as many typos are forgiven
     */
    boolean typos(Typos rule, int count) {
        if (!form(Tier.KEYS) && !form(Tier.LITERAL)) {
            return false;
        }
        Edits automaton = edits();
        int kind = forms.haveKinds() ? 1 : 0;
        int size = 0;
        int exact = kind;
        for (int at = kind; at < length; size++) {
            if (size == letters.length) {
                return false;
            }
            int itsLength = Utf8.length(bytes[at]);
            int letter = itsLength == 1 ? bytes[at] : bytes[at] & (0xFF >> (itsLength + 1));
            for (int i = 1; i < itsLength; i++) {
                letter = letter << 6 | (bytes[at + i] & 0x3F);
            }
            letters[size] = letter;
            at += itsLength;
            if (size < rule.exact()) {
                exact = at;
            }
        }
        if (rule.forgiven(size) < count) {
            return false;
        }
        int exactLetters = Math.min(rule.exact(), size);
        automaton.pattern(letters, exactLetters, size, count);
        length = exact;
        return true;
    }

    /** Returns the forms that entries have. */
    Forms forms() {
        return forms;
    }

    String text() {
        return text;
    }

    /** Returns the form that tells entries apart. */
    String folded() {
        return forms.folding().fold(text);
    }
}
