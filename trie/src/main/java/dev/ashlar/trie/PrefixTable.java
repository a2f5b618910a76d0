package dev.ashlar.trie;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A completer as a table, for a key-value store: each prefix up to a length with its best completions.
 *
 * <pre>{@code
 * PrefixTable.forEach(completer, 10, 5, (prefix, best) ->
 *         put(prefix.getBytes(StandardCharsets.UTF_8), PrefixTable.encode(best)));
 * }</pre>
 *
 * <p>There {@code put} is a method of yours, which gives both to the store and wraps the checked exceptions of the store.
 *
 * <p>Takes about ten times the memory of the completer and more; it is for those who have a store and no process to hold one.
 * Stateless.
 */
public final class PrefixTable {
    private PrefixTable() {}

    /**
     * Gives every prefix that has completions, the empty one too, once, in the order of code points.
     *
     * @param completer what to export. Prefixes are folded as it folds: look up {@link #key} of what was typed
     * @param maxCodePoints of the longest prefix, 0 or more
     * @param k how many completions of each, 1 or more
     * @param to gets each prefix and its completions, the best first
     * @throws IllegalArgumentException if a number is out of its range, or the completer has {@link Folding#HANGUL}, by which
     *     most prefixes are none of any text
     */
    public static void forEach(Completer completer, int maxCodePoints, int k, BiConsumer<String, List<Completion>> to) {
        if (maxCodePoints < 0) {
            throw new IllegalArgumentException("maxCodePoints must be >= 0: maxCodePoints=" + maxCodePoints);
        }
        if (k < 1) {
            throw new IllegalArgumentException("k must be >= 1: k=" + k);
        }
        if (completer.folding() == Folding.HANGUL) {
            throw new IllegalArgumentException("completer must not have the folding HANGUL");
        }
        List<String> texts = new ArrayList<>();
        completer
                .view()
                .base()
                .forEach((entry, rank) -> addStarts(entry.folded, completer.matching(), maxCodePoints, texts));
        texts.sort(Completion::byCodePoint);
        String before = "";
        if (completer.size() > 0) {
            to.accept("", completer.top("", k));
        }
        for (String text : texts) {
            int end = 0;
            while (end < text.length()) {
                end = text.offsetByCodePoints(end, 1);
                if (!before.startsWith(text.substring(0, end))) {
                    String prefix = text.substring(0, end);
                    to.accept(prefix, completer.top(prefix, k));
                }
            }
            before = text;
        }
    }

    private static void addStarts(String folded, Matching matching, int most, List<String> texts) {
        for (int i = 0; i < folded.length(); i++) {
            if (matching.mayBegin(folded, i)) {
                texts.add(cut(folded.substring(i), most));
            }
        }
    }

    private static String cut(String text, int codePoints) {
        return text.codePointCount(0, text.length()) <= codePoints
                ? text
                : text.substring(0, text.offsetByCodePoints(0, codePoints));
    }

    /**
     * Returns the prefix to look up.
     *
     * @param folding that of the completer
     * @param typed what was typed
     * @param maxCodePoints of the longest prefix in the table
     * @return the key. If it is shorter than what was typed, its completions may be others: keep those that begin as typed
     */
    public static String key(Folding folding, String typed, int maxCodePoints) {
        return cut(folding.fold(typed), maxCodePoints);
    }

    /**
     * Writes completions as bytes: of each its weight (8 bytes, little-endian), the length of its text (4 bytes) and the text in
     * UTF-8.
     *
     * @param completions the completions
     * @return the bytes
     */
    public static byte[] encode(List<Completion> completions) {
        ByteArrayWriter bytes = new ByteArrayWriter();
        for (Completion completion : completions) {
            byte[] text = completion.text().getBytes(StandardCharsets.UTF_8);
            bytes.fixed(completion.weight(), Long.BYTES);
            bytes.fixed(text.length, Integer.BYTES);
            bytes.bytes(text, 0, text.length);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param bytes the bytes
     * @return the completions
     * @throws SnapshotFormatException if the bytes are something else
     */
    public static List<Completion> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        List<Completion> completions = new ArrayList<>();
        try {
            while (in.hasRemaining()) {
                long weight = in.getLong();
                int length = in.getInt();
                boolean isText = length > 0
                        && length <= in.remaining()
                        && Utf8.isValid(in, in.position(), in.position() + length);
                if (!isText) {
                    throw SnapshotFormatException.wild("text length", length, in.position() - Integer.BYTES);
                }
                String text = new String(bytes, in.position(), length, StandardCharsets.UTF_8);
                in.position(in.position() + length);
                completions.add(new Completion(text, weight));
            }
        } catch (BufferUnderflowException e) {
            throw new SnapshotFormatException("completions are cut off", e);
        }
        return Collections.unmodifiableList(completions);
    }
}
