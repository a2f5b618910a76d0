package dev.ashlar.benchmarks.trie;

import dev.ashlar.trie.Completion;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;

/** Texts with weights: those of the file that {@code -Dtrie.corpus} names, or else made up. */
final class Corpus {
    private static final int MADE_UP = 870_000;
    private static final String[] LETTERS = {
        "abcdefghijklmnopqrstuvwxyz", "abcdefghijklmnopqrstuvwxyzéèüöäß ", "가나다라마바사아자차카타파하고노도로모보소오조한국어말"
    };

    private Corpus() {}

    /** Returns distinct texts in random order, the same one each time. */
    static List<Completion> load() {
        String file = System.getProperty("trie.corpus");
        List<Completion> texts = file == null ? madeUp() : read(Path.of(file));
        Collections.shuffle(texts, new Random(1));
        return texts;
    }

    private static List<Completion> read(Path file) {
        List<Completion> texts = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                int tab = line.lastIndexOf('\t');
                texts.add(new Completion(line.substring(0, tab), Long.parseLong(line.substring(tab + 1))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    /** Words of three alphabets and the first characters of a fourth, with weights by Zipf's law and many of 0. */
    private static List<Completion> madeUp() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Long> weights = new HashMap<>();
        while (weights.size() < MADE_UP) {
            StringBuilder text = new StringBuilder();
            int script = random.nextInt(LETTERS.length + 1);
            int length = 2 + (int) (8 * Math.pow(random.nextDouble(), script == 0 ? 0.5 : 2));
            for (int i = 0; i < length; i++) {
                if (script == LETTERS.length) {
                    text.appendCodePoint(0x4E00 + (int) (8000 * Math.pow(random.nextDouble(), 3)));
                } else {
                    double skewed = Math.pow(random.nextDouble(), 2);
                    text.append(LETTERS[script].charAt((int) (skewed * LETTERS[script].length())));
                }
            }
            long weight = random.nextInt(3) == 0 ? 0 : (long) (2_000_000 / (1 + random.nextInt(MADE_UP)));
            weights.put(text.toString(), weight);
        }
        List<Completion> texts = new ArrayList<>();
        weights.forEach((text, weight) -> texts.add(new Completion(text, weight)));
        Collections.sort(texts);
        return texts;
    }

    /** Returns beginnings of random texts, of a number of code points. */
    static String[] prefixes(List<Completion> texts, int length, int count) {
        SplittableRandom random = new SplittableRandom(2);
        String[] prefixes = new String[count];
        for (int i = 0; i < count; ) {
            String text = texts.get(random.nextInt(texts.size())).text();
            if (text.codePointCount(0, text.length()) >= length) {
                prefixes[i++] = text.substring(0, text.offsetByCodePoints(0, length));
            }
        }
        return prefixes;
    }

    /** Returns the words of texts but for their first. */
    static List<Completion> laterWords(List<Completion> texts) {
        List<Completion> words = new ArrayList<>();
        for (Completion text : texts) {
            String[] split = text.text().split(" ", -1);
            for (int i = 1; i < split.length; i++) {
                if (!split[i].isEmpty()) {
                    words.add(new Completion(split[i], text.weight()));
                }
            }
        }
        return words;
    }

    /** Returns prefixes as they are typed: each letter of a text is a question, and heavier texts are typed more often. */
    static String[] typed(List<Completion> texts, int count) {
        List<Completion> sorted = new ArrayList<>(texts);
        Collections.sort(sorted);
        SplittableRandom random = new SplittableRandom(3);
        String[] typed = new String[count];
        for (int i = 0; i < count; i++) {
            int rank = (int) Math.pow(sorted.size(), random.nextDouble());
            String text = sorted.get(Math.min(rank, sorted.size() - 1)).text();
            int length = 1 + random.nextInt(Math.min(12, text.codePointCount(0, text.length())));
            typed[i] = text.substring(0, text.offsetByCodePoints(0, length));
        }
        return typed;
    }

    /** Returns the texts with one letter, but the first, exchanged for its neighbour or another. */
    static String[] mistyped(String[] prefixes) {
        SplittableRandom random = new SplittableRandom(4);
        String[] mistyped = new String[prefixes.length];
        for (int i = 0; i < prefixes.length; i++) {
            int[] letters = prefixes[i].codePoints().toArray();
            int at = 1 + random.nextInt(letters.length - 1);
            int other = random.nextInt(letters.length);
            letters[at] = letters[other] == letters[at] ? 'x' : letters[other];
            mistyped[i] = new String(letters, 0, letters.length);
        }
        return mistyped;
    }
}
