package dev.ashlar.examples.autocomplete;

import dev.ashlar.trie.Completer;
import dev.ashlar.trie.Decay;
import dev.ashlar.trie.LiveCompleter;
import dev.ashlar.trie.Match;
import dev.ashlar.trie.Typos;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Suggestions that follow what people pick: each pick is written to a log and counts at once, and the log is read again at the
 * next start. Threads may share it.
 */
final class Suggestions implements Closeable {
    static final Decay DECAY = Decay.halfLife(Duration.ofDays(7));
    private static final int MOST_CODE_POINTS = 50;

    private final LiveCompleter completer;
    private final Writer log;
    private final InstantSource clock;
    private final long passedOver;

    private Suggestions(LiveCompleter completer, Writer log, InstantSource clock, long passedOver) {
        this.completer = completer;
        this.log = log;
        this.clock = clock;
        this.passedOver = passedOver;
    }

    /** Takes a vocabulary, adds what a log says was picked, and goes on with the log. */
    static Suggestions open(Completer vocabulary, Path file, InstantSource clock) throws IOException {
        LiveCompleter completer = LiveCompleter.of(vocabulary, DECAY);
        long passedOver = 0;
        if (Files.exists(file)) {
            try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    passedOver += record(line, completer) ? 0 : 1;
                }
            }
        }
        completer.compact();
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Writer log = Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        return new Suggestions(completer, log, clock, passedOver);
    }

    /** Counts what a line of the log says was picked, as it was counted then; tells whether it says so. */
    private static boolean record(String line, LiveCompleter completer) {
        int tab = line.indexOf('\t');
        try {
            if (tab <= 0) {
                return false;
            }
            completer.record(line.substring(tab + 1), Instant.parse(line.substring(0, tab)));
            return true;
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    List<Match> top(String typed, int k) {
        return completer.query(typed).typos(Typos.AUTO).matches(k);
    }

    /** Counts what someone has picked, or typed to its end; tells whether it can be suggested. */
    synchronized boolean pick(String text) throws IOException {
        String stripped = text.strip();
        boolean isLine = stripped.codePoints().noneMatch(Character::isISOControl);
        if (stripped.isEmpty() || !isLine || stripped.codePointCount(0, stripped.length()) > MOST_CODE_POINTS) {
            return false;
        }
        Instant now = clock.instant();
        try {
            completer.record(stripped, now);
        } catch (IllegalArgumentException e) {
            return false; // half a surrogate pair
        }
        log.write(now + "\t" + stripped + "\n");
        log.flush();
        // One who picks pays for all before: a build takes about a second for a million texts.
        if (completer.changes() > 10_000 + completer.size() / 10) {
            completer.compact();
        }
        return true;
    }

    int size() {
        return completer.size();
    }

    long passedOver() {
        return passedOver;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }
}
