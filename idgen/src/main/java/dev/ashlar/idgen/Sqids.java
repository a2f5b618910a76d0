package dev.ashlar.idgen;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Short codes that do not look like a sequence: from one number or a few, and back, without any table.
 *
 * <p>1, 2, 3 become {@code Uk}, {@code gb}, {@code Ef}. The numbers are mixed by an alphabet whose order is the only secret,
 * which hides a sequence from the eye and not from an attacker. Every set of numbers has one code (two different sets
 * never share one), but a text that is not the code of anything may decode to something too: where codes come from
 * outside, check that {@code encode(decode(code))} is the code.
 *
 * <p>Compatible with Sqids (sqids.org) where that is given the same alphabet, minimum length and words. Unlike it, this has
 * no list of words of its own: give the one you want, such as the public one. Numbers are positive longs; the reference
 * implementation ends at 2^53-1.
 *
 * <p>Immutable, so threads may share it. Cost: some hundred nanoseconds a code.
 */
public final class Sqids {
    /** The alphabet if none is given: that of Sqids. */
    public static final String DEFAULT_ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /** The greatest minimum length. */
    public static final int MAX_MIN_LENGTH = 255;

    private static final int MIN_ALPHABET = 3;
    private static final int MIN_WORD = 3;

    private final byte[] alphabet;
    private final int minLength;
    private final String[] words;

    private Sqids(byte[] alphabet, int minLength, String[] words) {
        this.alphabet = alphabet;
        this.minLength = minLength;
        this.words = words;
    }

    /**
     * Returns codes over the default alphabet, of any length and with any words.
     *
     * @return the codes
     */
    public static Sqids create() {
        return of(DEFAULT_ALPHABET, 0, Set.of());
    }

    /**
     * Returns codes. All three must stay the same for ever, or old codes mean something else.
     *
     * @param alphabet 3 characters of ASCII or more, each once; their order is the secret
     * @param minLength the length of the shortest codes, 0 to 255
     * @param words what codes may not contain, in any case; words of less than 3 characters, or of others than the
     *     alphabet's, are passed over
     * @return the codes
     * @throws IllegalArgumentException if {@code alphabet} or {@code minLength} is something else
     */
    public static Sqids of(String alphabet, int minLength, Set<String> words) {
        if (alphabet.length() < MIN_ALPHABET || alphabet.chars().anyMatch(c -> c > 127)) {
            throw new IllegalArgumentException("alphabet must be 3 or more characters of ASCII: alphabet=" + alphabet);
        }
        if (alphabet.chars().distinct().count() != alphabet.length()) {
            throw new IllegalArgumentException("alphabet must have each character once: alphabet=" + alphabet);
        }
        if (minLength < 0 || minLength > MAX_MIN_LENGTH) {
            throw new IllegalArgumentException("minLength must be 0 to " + MAX_MIN_LENGTH + ": minLength=" + minLength);
        }
        byte[] letters = alphabet.getBytes(StandardCharsets.US_ASCII);
        shuffle(letters);
        return new Sqids(letters, minLength, usable(words, alphabet.toLowerCase(Locale.ROOT)));
    }

    /**
     * Returns the code of some numbers.
     *
     * @param numbers the numbers, each 0 or more, in this order
     * @return the code; empty if there are no numbers
     * @throws IllegalArgumentException if a number is negative
     * @throws IllegalStateException if all codes of these numbers contain one of the words
     */
    public String encode(long... numbers) {
        for (long number : numbers) {
            if (number < 0) {
                throw new IllegalArgumentException("number must be >= 0: number=" + number);
            }
        }
        if (numbers.length == 0) {
            return "";
        }
        for (int attempt = 0; attempt <= alphabet.length; attempt++) {
            String code = code(numbers, attempt);
            if (!hasWord(code)) {
                return code;
            }
        }
        throw new IllegalStateException("one code must be without the words: numbers=" + Arrays.toString(numbers));
    }

    /**
     * Returns the numbers of a code.
     *
     * @param code the code
     * @return the numbers; none if the code is empty
     * @throws IllegalArgumentException if it has a character that is not of the alphabet, or a number above 2^63-1
     */
    public long[] decode(CharSequence code) {
        int length = code.length();
        if (length == 0) {
            return new long[0];
        }
        for (int i = 0; i < length; i++) {
            if (indexOf(alphabet, code.charAt(i)) < 0) {
                throw new IllegalArgumentException("code must be of the alphabet: code=" + code + ", position=" + i);
            }
        }
        byte[] letters = rotated(indexOf(alphabet, code.charAt(0)));
        long[] numbers = new long[length];
        int count = 0;
        int from = 1;
        while (from < length) {
            int end = from;
            while (end < length && code.charAt(end) != letters[0]) {
                end++;
            }
            if (end == from) {
                break; // two separators: what follows only fills up
            }
            numbers[count++] = number(code, from, end, letters);
            if (end < length) {
                shuffle(letters);
            }
            from = end + 1;
        }
        return Arrays.copyOf(numbers, count);
    }

    /** The code with the letters turned a number of places further than they would be. */
    private String code(long[] numbers, int turn) {
        int size = alphabet.length;
        long offset = numbers.length;
        for (int i = 0; i < numbers.length; i++) {
            offset += alphabet[(int) (numbers[i] % size)] + i;
        }
        int start = (int) ((offset % size + turn) % size);
        byte[] letters = rotated(start);
        StringBuilder code = new StringBuilder(Math.max(minLength, 16)).append((char) alphabet[start]);
        for (int i = 0; i < numbers.length; i++) {
            append(code, numbers[i], letters);
            if (i < numbers.length - 1) {
                code.append((char) letters[0]);
                shuffle(letters);
            }
        }
        if (code.length() < minLength) {
            code.append((char) letters[0]);
            while (code.length() < minLength) {
                shuffle(letters);
                for (int i = 0; i < size && code.length() < minLength; i++) {
                    code.append((char) letters[i]);
                }
            }
        }
        return code.toString();
    }

    /** The alphabet from a place on and around, backwards. The first letter separates numbers, the others are digits. */
    private byte[] rotated(int start) {
        int size = alphabet.length;
        byte[] letters = new byte[size];
        for (int i = 0; i < size; i++) {
            letters[size - 1 - i] = alphabet[(start + i) % size];
        }
        return letters;
    }

    private static void append(StringBuilder code, long number, byte[] letters) {
        int base = letters.length - 1;
        int at = code.length();
        long rest = number;
        do {
            code.insert(at, (char) letters[1 + (int) (rest % base)]);
            rest /= base;
        } while (rest > 0);
    }

    private static long number(CharSequence code, int from, int end, byte[] letters) {
        int base = letters.length - 1;
        long number = 0;
        for (int i = from; i < end; i++) {
            int digit = indexOf(letters, code.charAt(i)) - 1;
            if (number > (Long.MAX_VALUE - digit) / base) {
                throw new IllegalArgumentException("code must be of numbers below 2^63: code=" + code);
            }
            number = number * base + digit;
        }
        return number;
    }

    private boolean hasWord(String code) {
        if (words.length == 0) {
            return false;
        }
        String lower = code.toLowerCase(Locale.ROOT);
        for (String word : words) {
            boolean found;
            if (lower.length() <= MIN_WORD || word.length() <= MIN_WORD) {
                found = lower.equals(word); // short words are everywhere
            } else if (word.chars().anyMatch(c -> c >= '0' && c <= '9')) {
                found = lower.startsWith(word) || lower.endsWith(word); // digits as letters are read at the ends only
            } else {
                found = lower.contains(word);
            }
            if (found) {
                return true;
            }
        }
        return false;
    }

    private static String[] usable(Set<String> words, String alphabet) {
        Set<String> usable = new HashSet<>();
        for (String word : words) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (lower.length() >= MIN_WORD && lower.chars().allMatch(c -> alphabet.indexOf(c) >= 0)) {
                usable.add(lower);
            }
        }
        return usable.toArray(String[]::new);
    }

    /** Mixes the letters, always in the same way. */
    private static void shuffle(byte[] letters) {
        for (int i = 0, j = letters.length - 1; j > 0; i++, j--) {
            int other = (i * j + letters[i] + letters[j]) % letters.length;
            byte letter = letters[i];
            letters[i] = letters[other];
            letters[other] = letter;
        }
    }

    private static int indexOf(byte[] letters, char c) {
        for (int i = 0; i < letters.length; i++) {
            if (letters[i] == c) {
                return i;
            }
        }
        return -1;
    }
}
