package dev.ashlar.idgen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The digits of a base, to and from ASCII. Immutable. */
final class Digits {
    private final byte[] characters;
    private final byte[] values = new byte[128];
    private final String rule;

    /** The digits in order, and how to say what they are. */
    Digits(String characters, String rule) {
        this.characters = characters.getBytes(StandardCharsets.US_ASCII);
        this.rule = rule;
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < this.characters.length; i++) {
            values[this.characters[i]] = (byte) i;
        }
    }

    /** Lets the lower-case letters mean what the upper-case ones do, and each of the aliases what the other one does. */
    Digits ignoringCase(String aliases, String meanings) {
        for (int i = 0; i < aliases.length(); i++) {
            values[aliases.charAt(i)] = values[meanings.charAt(i)];
        }
        for (char upper = 'A'; upper <= 'Z'; upper++) {
            values[Character.toLowerCase(upper)] = values[upper];
        }
        return this;
    }

    byte character(int digit) {
        return characters[digit];
    }

    /** The digit at a position of a text; throws if the character is none. */
    int at(CharSequence text, int position) {
        char c = text.charAt(position);
        int digit = c < values.length ? values[c] : -1;
        if (digit < 0) {
            throw new IllegalArgumentException("text must be of " + rule + ": text=" + text + ", position=" + position
                    + ", character=" + String.format("U+%04X", (int) c));
        }
        return digit;
    }

    static void checkLength(CharSequence text, int min, int max) {
        int length = text.length();
        if (length < min || length > max) {
            // Not the text itself, which may be of any length.
            throw new IllegalArgumentException(
                    min == max
                            ? "text must have " + max + " characters: length=" + length
                            : "text must have " + min + " to " + max + " characters: length=" + length);
        }
    }

    static IllegalArgumentException tooGreat(CharSequence text, int bits) {
        return new IllegalArgumentException("text must be less than 2^" + bits + ": text=" + text);
    }
}
