package dev.ashlar.examples.shortener;

import dev.ashlar.examples.Console;
import dev.ashlar.examples.UsageException;
import dev.ashlar.kvstore.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shortens a list of URLs, measures it, and proves that every code still leads to its URL after a restart. */
@Command(
        name = "shortener",
        description = {
            "Shortens many URLs, measures writes and reads, closes the store, opens it again, and proves that every "
                    + "code still leads to its URL. By default the URLs are those in the POM files of the local Maven "
                    + "repository. A second run on the same directory finds the links of the first.",
            "",
            "With the subcommand 'serve' it is an HTTP service instead."
        },
        usageHelpAutoWidth = true)
public final class ShortenerCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @ArgGroup(exclusive = true)
    private @Nullable Input input;

    @Mixin
    private StoreArguments store = new StoreArguments();

    @Option(
            names = "--durability",
            paramLabel = "MODE",
            defaultValue = "os",
            description = "What a link survives once it is made: none (an orderly close), os (kill -9) or sync (power "
                    + "loss). Default: ${DEFAULT-VALUE}")
    private Durability durability = Durability.OS;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many threads read in the read phase. Default: ${DEFAULT-VALUE}")
    private int threads = 1;

    private ShortenerCommand(Console console) {
        this.console = console;
    }

    /** Where the URLs come from. */
    private static final class Input {
        @Option(
                names = "--input",
                paramLabel = "FILE",
                description = "A file with one URL a line, or - for the standard input.")
        private @Nullable String file;

        @Option(
                names = "--repository",
                paramLabel = "DIR",
                description = "A Maven repository whose POM files have the URLs. Default: the system property "
                        + "maven.repo.local, or ~/.m2/repository")
        private @Nullable Path repository;
    }

    /**
     * Makes the command with its subcommand.
     *
     * @param console where it reads and prints
     * @return to be added to a launcher
     */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new ShortenerCommand(console)).addSubcommand(ServeCommand.commandLine(console));
    }

    @Override
    public Integer call() throws IOException {
        if (threads < 1 || threads > 1024) {
            throw new UsageException("--threads must be 1 to 1024: " + threads);
        }
        LinkOptions options = store.options(durability, InstantSource.system());
        try (UrlSource source = source()) {
            String first = source.next();
            if (first == null) {
                throw new UsageException(
                        "there must be at least one URL to shorten, but there is none in " + source.description());
            }
            ImportRun run = new ImportRun(console, System::nanoTime, store.data(), store.shards(), options, threads);
            console.out().println("codes:        " + store.way());
            return run.run(source, first);
        }
    }

    private UrlSource source() throws IOException {
        String file = input == null ? null : input.file;
        if (file == null) {
            return pomSource(input == null ? null : input.repository);
        }
        if (file.equals("-")) {
            return new LineSource(console.in(), "the standard input");
        }
        Path path = Path.of(file);
        if (!Files.isRegularFile(path) && !isPipe(path)) {
            throw new UsageException("--input must be a file that is there: " + file);
        }
        return new LineSource(Files.newInputStream(path), file);
    }

    /** Such as what a shell makes of {@code <(command)}. */
    private static boolean isPipe(Path path) {
        return Files.exists(path) && !Files.isDirectory(path);
    }

    private static UrlSource pomSource(@Nullable Path directory) throws IOException {
        Path repository = directory == null ? localRepository() : directory;
        if (!Files.isDirectory(repository)) {
            throw new UsageException(
                    "the Maven repository must be a directory that is there (or give --input FILE): " + repository);
        }
        return new PomSource(repository);
    }

    private static Path localRepository() {
        String property = System.getProperty("maven.repo.local");
        return property == null || property.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".m2", "repository")
                : Path.of(property);
    }
}
