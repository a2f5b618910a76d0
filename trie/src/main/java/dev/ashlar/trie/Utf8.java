package dev.ashlar.trie;

import java.nio.ByteBuffer;

/**
 * UTF-8, which here is never lenient: the JDK's encoder makes a question mark of a lone surrogate, and a prefix that ends
 * in half a pair would complete to texts that begin with a question mark.
 */
final class Utf8 {
    private Utf8() {}

    /**
     * Encodes text.
     *
     * @param into at least three times as long as the text, from {@code at} on
     * @return where the bytes end, or -1 if the text has a lone surrogate
     */
    static int encode(CharSequence text, byte[] into, int at) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                into[at++] = (byte) c;
            } else if (!Character.isSurrogate(c)) {
                at = encode(c, into, at);
            } else {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return -1;
                }
                at = encode(Character.toCodePoint(c, text.charAt(++i)), into, at);
            }
        }
        return at;
    }

    /** Encodes a code point that is no surrogate; returns where its bytes end. */
    static int encode(int codePoint, byte[] into, int at) {
        if (codePoint < 0x80) {
            into[at++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            into[at++] = (byte) (0xC0 | codePoint >>> 6);
            into[at++] = (byte) (0x80 | (codePoint & 0x3F));
        } else if (codePoint < 0x10000) {
            into[at++] = (byte) (0xE0 | codePoint >>> 12);
            into[at++] = (byte) (0x80 | (codePoint >>> 6 & 0x3F));
            into[at++] = (byte) (0x80 | (codePoint & 0x3F));
        } else {
            into[at++] = (byte) (0xF0 | codePoint >>> 18);
            into[at++] = (byte) (0x80 | (codePoint >>> 12 & 0x3F));
            into[at++] = (byte) (0x80 | (codePoint >>> 6 & 0x3F));
            into[at++] = (byte) (0x80 | (codePoint & 0x3F));
        }
        return at;
    }

    /** Returns how many bytes the code point has that begins with this byte: 1 to 4, or 0 if none begins so. */
    static int length(byte lead) {
        if (lead >= 0) {
            return 1;
        }
        int unsigned = lead & 0xFF;
        return unsigned < 0xC2 ? 0 : unsigned < 0xE0 ? 2 : unsigned < 0xF0 ? 3 : unsigned < 0xF5 ? 4 : 0;
    }

    /** Tells whether text has no lone surrogate. */
    static boolean isWellFormed(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Tells whether bytes are the UTF-8 form of a text. */
    static boolean isValid(ByteBuffer bytes, int from, int to) {
        while (from < to) {
            byte lead = bytes.get(from);
            int length = length(lead);
            if (length == 0 || length > to - from) {
                return false;
            }
            int codePoint = length == 1 ? lead : lead & (0xFF >> (length + 1));
            for (int i = 1; i < length; i++) {
                byte next = bytes.get(from + i);
                if ((next & 0xC0) != 0x80) {
                    return false;
                }
                codePoint = codePoint << 6 | (next & 0x3F);
            }
            boolean shortest = length < 3 || codePoint >= (length == 3 ? 0x800 : 0x10000);
            if (!shortest || codePoint > Character.MAX_CODE_POINT || (codePoint >= 0xD800 && codePoint < 0xE000)) {
                return false;
            }
            from += length;
        }
        return true;
    }
}
