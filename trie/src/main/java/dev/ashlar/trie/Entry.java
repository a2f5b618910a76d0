package dev.ashlar.trie;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A text to be completed to, with what is known of it. Immutable. */
final class Entry {
    /** The best first: greater weights, and of equal ones the lesser text by code points. */
    static final Comparator<Entry> RANKING = (a, b) -> {
        int weights = Long.compare(b.weight, a.weight);
        return weights != 0 ? weights : compare(a.utf8, a.head, b.utf8, b.head);
    };

    final String text;
    final byte[] utf8;
    final String folded;
    final long weight;
    final @Nullable String payload;
    /** The first bytes of the text, so that most comparisons need no more. */
    private final long head;

    Entry(String text, byte[] utf8, String folded, long weight, @Nullable String payload) {
        this.text = text;
        this.utf8 = utf8;
        this.folded = folded;
        this.weight = weight;
        this.payload = payload;
        this.head = head(utf8);
    }

    /**
     * Makes an entry of what a user gives.
     *
     * @throws IllegalArgumentException if the text is empty, too long, or has a lone surrogate
     */
    static Entry of(String text, long weight, @Nullable String payload, Forms forms) {
        check("text", text);
        if (text.isEmpty()) {
            throw new IllegalArgumentException("text must not be empty");
        }
        if (payload != null) {
            check("payload", payload);
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        checkLength("text", utf8.length);
        String folded = forms.folding().fold(text);
        // A syllable of Hangul is one char, and up to five keys of three bytes.
        if (folded.length() > Completer.MAX_TEXT_BYTES / 16) {
            forms.forEach(folded, form -> checkLength("folded text", form.length - 1));
        }
        return new Entry(text, utf8, folded, weight, payload);
    }

    private static void check(String name, String text) {
        checkLength(name, text.length());
        if (!Utf8.isWellFormed(text)) {
            throw new IllegalArgumentException(name + " must not have lone surrogates");
        }
    }

    private static void checkLength(String name, int length) {
        if (length > Completer.MAX_TEXT_BYTES) {
            throw new IllegalArgumentException(
                    name + " must have at most " + Completer.MAX_TEXT_BYTES + " bytes of UTF-8: length=" + length);
        }
    }

    Entry withWeight(long other) {
        return new Entry(text, utf8, folded, other, payload);
    }

    /** Compares texts by code points. */
    int compareTexts(Entry other) {
        return compare(utf8, head, other.utf8, other.head);
    }

    private static int compare(byte[] a, long headOfA, byte[] b, long headOfB) {
        int heads = Long.compareUnsigned(headOfA, headOfB);
        return heads != 0 ? heads : Arrays.compareUnsigned(a, b);
    }

    /** Returns the first eight bytes, with zeros behind shorter ones; their unsigned order is that of the bytes. */
    static long head(byte[] bytes) {
        return head(bytes, 0, bytes.length);
    }

    /** Returns the first eight bytes from a place on, with zeros behind fewer. */
    static long head(byte[] bytes, int from, int to) {
        if (bytes.length - from >= Long.BYTES) {
            int unused = Long.BYTES - Math.min(to - from, Long.BYTES);
            return unused == Long.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong(from) & (-1L << (8 * unused));
        }
        long head = 0;
        for (int i = from; i < from + Long.BYTES; i++) {
            head = head << 8 | (i < to ? bytes[i] & 0xFF : 0);
        }
        return head;
    }
}
