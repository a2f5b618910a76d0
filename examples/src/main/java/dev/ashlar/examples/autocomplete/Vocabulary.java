package dev.ashlar.examples.autocomplete;

import dev.ashlar.examples.UsageException;
import dev.ashlar.trie.Completer;
import dev.ashlar.trie.CompleterBuilder;
import dev.ashlar.trie.Decay;
import dev.ashlar.trie.Duplicates;
import dev.ashlar.trie.Folding;
import dev.ashlar.trie.Matching;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be suggested at first: the words of a file, or the names of countries and languages that every JDK has. */
final class Vocabulary {
    private static final List<String> LANGUAGES = List.of("en", "ko", "ja", "zh", "fr", "de", "es", "ru", "el", "ar");

    private final Decay decay;
    private final CompleterBuilder builder =
            Completer.builder().folding(Folding.HANGUL).matching(Matching.WORDS).duplicates(Duplicates.MAX);

    private Vocabulary(Decay decay) {
        this.decay = decay;
    }

    /** Reads lines of a text, a tab and how often it occurs; or takes the names of the JDK if there is no file. */
    static Completer load(@Nullable Path file, Decay decay) throws IOException {
        Vocabulary vocabulary = new Vocabulary(decay);
        if (file == null) {
            vocabulary.addNames();
        } else {
            vocabulary.read(file);
        }
        return vocabulary.builder.build();
    }

    private void read(Path file) throws IOException {
        long number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                int tab = line.lastIndexOf('\t');
                try {
                    add(line.substring(0, tab), Long.parseLong(line.substring(tab + 1)));
                } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
                    throw new UsageException(
                            "line " + number + " of " + file + " must be a text, a tab and a number of 0 or more");
                }
            }
        }
    }

    /** A name counts as often as there are locales that have it. */
    private void addNames() {
        Map<String, Long> counts = new HashMap<>();
        for (String language : LANGUAGES) {
            Locale in = Locale.forLanguageTag(language);
            for (Locale locale : Locale.getAvailableLocales()) {
                counts.merge(locale.getDisplayCountry(in), 1L, Long::sum);
                counts.merge(locale.getDisplayLanguage(in), 1L, Long::sum);
            }
        }
        counts.forEach(this::add);
    }

    /** All that is in the vocabulary counts as if it had been picked when the decay began; so what is picked now comes first. */
    private void add(String text, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must be >= 0: count=" + count);
        }
        if (!text.isEmpty()) {
            builder.add(text, decay.score(decay.landmark(), (double) count + 1));
        }
    }
}
