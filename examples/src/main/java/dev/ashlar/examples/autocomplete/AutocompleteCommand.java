package dev.ashlar.examples.autocomplete;

import dev.ashlar.examples.Console;
import dev.ashlar.examples.UsageException;
import dev.ashlar.trie.Completer;
import dev.ashlar.trie.Match;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Suggests completions as one types, on a page or for one prefix. */
@Command(
        name = "autocomplete",
        description = {
            "Serves a page that suggests completions as one types, with typos and Hangul, at any word of a text. What is "
                    + "picked is written to a log and comes first from then on, fading by half in a week."
        },
        usageHelpAutoWidth = true)
public final class AutocompleteCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = "--words",
            paramLabel = "FILE",
            description =
                    "What to suggest: lines of a text, a tab and how often it occurs, UTF-8. Default: the names of "
                            + "countries and languages in ten languages, from the JDK")
    private @Nullable Path words;

    @Option(
            names = "--log",
            paramLabel = "FILE",
            defaultValue = "data/autocomplete/picks.log",
            description = "Where picks are written to and read from. Default: ${DEFAULT-VALUE}")
    private Path log = Path.of("data/autocomplete/picks.log");

    @Option(names = "--query", paramLabel = "PREFIX", description = "Print the suggestions for this, and end.")
    private @Nullable String query;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address to listen on. Default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8081",
            description = "The port to listen on; 0 for any that is free. Default: ${DEFAULT-VALUE}")
    private int port = 8081;

    private AutocompleteCommand(Console console) {
        this.console = console;
    }

    /**
     * Returns the command.
     *
     * @param console where it prints
     * @return for the launcher
     */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new AutocompleteCommand(console));
    }

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > 65_535) {
            throw new UsageException("--port must be 0 to 65535: " + port);
        }
        Completer vocabulary = Vocabulary.load(words, Suggestions.DECAY);
        try (Suggestions suggestions = Suggestions.open(vocabulary, log, InstantSource.system())) {
            console.out()
                    .printf(
                            Locale.ROOT,
                            "texts:        %,d, in %,d bytes%n",
                            suggestions.size(),
                            vocabulary.sizeInBytes());
            if (suggestions.passedOver() > 0) {
                console.err()
                        .printf(
                                Locale.ROOT,
                                "autocomplete: passed over %,d lines of %s%n",
                                suggestions.passedOver(),
                                log);
            }
            if (query != null) {
                print(suggestions, query);
            } else {
                serve(suggestions);
            }
        }
        return 0;
    }

    private void print(Suggestions suggestions, String typed) {
        for (Match match : suggestions.top(typed, 5)) {
            console.out().println("  " + match.text() + (match.edits() > 0 ? "  (typos: " + match.edits() + ")" : ""));
        }
    }

    /** Until the thread is interrupted, or the process is told to end. */
    private void serve(Suggestions suggestions) throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (SuggestionServer server = SuggestionServer.start(suggestions, host, port)) {
            console.out().println("serving:      http://" + host + ":" + server.port() + "/");
            console.out().flush();
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
