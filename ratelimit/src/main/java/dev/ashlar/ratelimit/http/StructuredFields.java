package dev.ashlar.ratelimit.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Lists of Items as of RFC 9651, and writes their parts. Values are {@code Long} (Integer), {@code String}
 * (String), {@code byte[]} (Byte Sequence), and {@link #OTHER} of those that nobody here asks for.
 */
final class StructuredFields {
    static final Object OTHER = new Object();

    /** The greatest Integer. */
    static final long MAX_INTEGER = 999_999_999_999_999L;

    private static final int MAX_DIGITS = 15;
    private static final int MAX_DIGITS_OF_DECIMALS = 12;

    record Item(Object value, Map<String, Object> parameters) {}

    private final String text;
    private int at;

    private StructuredFields(String text) {
        this.text = text;
    }

    /**
     * Reads a list of items.
     *
     * @throws IllegalArgumentException if the text is none, or has inner lists
     */
    static List<Item> parseList(String text) {
        StructuredFields parser = new StructuredFields(text);
        List<Item> items = new ArrayList<>();
        parser.skipSpaces();
        while (parser.at < text.length()) {
            items.add(parser.item());
            parser.skipBlanks();
            if (parser.at == text.length()) {
                return items;
            }
            parser.expect(',');
            parser.skipBlanks();
            if (parser.at == text.length()) {
                throw parser.malformed();
            }
        }
        return items;
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    static boolean isQuotable(String text) {
        return text.chars().allMatch(c -> ' ' <= c && c <= '~');
    }

    static String binary(String text) {
        return ':' + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + ':';
    }

    /** The text of a Byte Sequence in UTF-8. */
    static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("byte sequence must be UTF-8", e);
        }
    }

    private Item item() {
        Object value = bare();
        Map<String, Object> parameters = new HashMap<>();
        while (at < text.length() && text.charAt(at) == ';') {
            at++;
            skipSpaces();
            String key = key();
            Object parameter = OTHER; // a Boolean that is true
            if (at < text.length() && text.charAt(at) == '=') {
                at++;
                parameter = bare();
            }
            parameters.put(key, parameter);
        }
        return new Item(value, parameters);
    }

    private String key() {
        int begin = at;
        if (!isLower(peek()) && peek() != '*') {
            throw malformed();
        }
        while (at < text.length() && (isLower(peek()) || isDigit(peek()) || "_-.*".indexOf(peek()) >= 0)) {
            at++;
        }
        return text.substring(begin, at);
    }

    private Object bare() {
        char first = peek();
        if (first == '"') {
            return string();
        }
        if (first == ':') {
            return bytes();
        }
        if (first == '-' || isDigit(first)) {
            return number();
        }
        if (first == '?') {
            at++;
            return next() == '0' || text.charAt(at - 1) == '1' ? OTHER : fail();
        }
        if (first == '@') {
            at++;
            return number() instanceof Long ? OTHER : fail();
        }
        if (first == '%') {
            return displayString();
        }
        return token();
    }

    private String string() {
        at++;
        StringBuilder string = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c == '\\') {
                c = next();
                if (c != '"' && c != '\\') {
                    throw malformed();
                }
            } else if (c < ' ' || c > '~') {
                throw malformed();
            }
            string.append(c);
        }
        return string.toString();
    }

    private byte[] bytes() {
        at++;
        int end = text.indexOf(':', at);
        if (end < 0) {
            throw malformed();
        }
        byte[] bytes = Base64.getDecoder().decode(text.substring(at, end));
        at = end + 1;
        return bytes;
    }

    private Object number() {
        int begin = at;
        at += peek() == '-' ? 1 : 0;
        int digits = digits();
        if (digits == 0 || digits > MAX_DIGITS) {
            throw malformed();
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            int decimals = digits();
            return digits <= MAX_DIGITS_OF_DECIMALS && decimals >= 1 && decimals <= 3 ? OTHER : fail();
        }
        return Long.parseLong(text.substring(begin, at));
    }

    private int digits() {
        int begin = at;
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
        return at - begin;
    }

    private Object displayString() {
        at++;
        expect('"');
        for (char c = next(); c != '"'; c = next()) {
            boolean escaped = c == '%' && isHex(next()) && isHex(next());
            if (c < ' ' || c > '~' || (c == '%' && !escaped)) {
                throw malformed();
            }
        }
        return OTHER;
    }

    private Object token() {
        char first = next();
        if (!isLower(first) && (first < 'A' || first > 'Z') && first != '*') {
            throw malformed();
        }
        while (at < text.length() && isOfToken(text.charAt(at))) {
            at++;
        }
        return OTHER;
    }

    private static boolean isOfToken(char c) {
        return isLower(c) || ('A' <= c && c <= 'Z') || isDigit(c) || "!#$%&'*+-.^_`|~:/".indexOf(c) >= 0;
    }

    private static boolean isLower(char c) {
        return 'a' <= c && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return '0' <= c && c <= '9';
    }

    private static boolean isHex(char c) {
        return isDigit(c) || ('a' <= c && c <= 'f');
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private char next() {
        if (at == text.length()) {
            throw malformed();
        }
        return text.charAt(at++);
    }

    private void expect(char c) {
        if (next() != c) {
            throw malformed();
        }
    }

    private void skipSpaces() {
        while (peek() == ' ') {
            at++;
        }
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') {
            at++;
        }
    }

    private Object fail() {
        throw malformed();
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("field must be a list of items: at=" + at);
    }
}
