package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of README.md, as they stand there but for the place of the file. */
class ReadmeTest {
    @TempDir
    private Path folder;

    @Test
    void example_asWritten_runs() throws IOException {
        Path words = folder.resolve("words.trie");
        // example: start
        Completer completer = Completer.builder()
                .add("tree", 10)
                .add("true", 35)
                .add("try", 29)
                .build();
        List<Completion> best = completer.top("tr", 2); // true, try

        completer.write(words); // one file, the same bytes for the same texts
        Completer mapped = Completer.open(words); // at once, whatever its size

        List<Match> near =
                mapped.query("ture").typos(Typos.AUTO).exactFirst().matches(5); // true and tree, and where they match
        // example: end

        assertThat(best).extracting(Completion::text).containsExactly("true", "try");
        assertThat(near).extracting(Match::text).containsExactly("true", "tree");
    }

    @Test
    void logExample_asWritten_runs() throws IOException {
        Instant now = Instant.parse("2026-11-21T12:00:00Z");
        BufferedReader lines = new BufferedReader(
                new StringReader("2026-11-21T10:15:30Z\ttree\n9999-01-01T00:00:00Z\tbad\nno such line\n"));
        // example: start
        QueryLog log = QueryLog.window(Duration.ofDays(1), 7).notAfter(now);
        long passedOver = log.read(lines);
        Completer published =
                log.addTo(Completer.builder().folding(Folding.UNICODE)).build();
        // example: end

        assertThat(passedOver).isEqualTo(2);
        assertThat(published.top("", 5)).containsExactly(new Completion("tree", 1));
    }

    @Test
    void readme_examples_areThoseOfThisTest() throws IOException {
        String readme = Files.readString(Path.of("README.md"), StandardCharsets.UTF_8);
        String test =
                Files.readString(Path.of("src/test/java/dev/ashlar/trie/ReadmeTest.java"), StandardCharsets.UTF_8);
        List<String> shown = find("```java\n(.*?)```", readme);
        assertThat(shown).hasSize(2);
        assertThat(shown).isEqualTo(find("// example: start\n(.*?)// example: end", test));
    }

    /** Without white space, as the formatter has its own. */
    private static List<String> find(String pattern, String in) {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(in)
                .results()
                .map((MatchResult found) -> found.group(1)
                        .replace("Path.of(\"words.trie\")", "words")
                        .replaceAll("\\s", ""))
                .toList();
    }
}
