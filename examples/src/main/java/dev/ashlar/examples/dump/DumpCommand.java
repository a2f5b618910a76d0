package dev.ashlar.examples.dump;

import dev.ashlar.examples.Console;
import dev.ashlar.examples.Main;
import dev.ashlar.examples.UsageException;
import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the logs, manifests and tables of a store, and checks every checksum in them. */
@Command(
        name = "dump",
        description =
                "Shows what is in the files of a key-value store, and checks every checksum in them. Changes nothing; "
                        + "the store may be open.",
        usageHelpAutoWidth = true)
public final class DumpCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = "--entries",
            description = "Show every entry too: what it does, its number, its key, and how long its value is.")
    private boolean entries;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "A log, a manifest or a table, or a directory of them.")
    private List<Path> paths = new ArrayList<>();

    private DumpCommand(Console console) {
        this.console = console;
    }

    /**
     * Returns the command for the launcher.
     *
     * @param console where it reads and prints
     * @return a new command
     */
    public static CommandLine commandLine(Console console) {
        return new CommandLine(new DumpCommand(console));
    }

    @Override
    public Integer call() throws IOException {
        boolean whole = true;
        for (Path path : paths) {
            boolean isListed = Files.isDirectory(path);
            for (Path file : isListed ? filesIn(path) : List.of(path)) {
                whole &= dump(file, isListed);
            }
        }
        return whole ? 0 : Main.FAILED;
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.filter(StoreFiles::isStoreFile).sorted().toList();
        }
        if (files.isEmpty()) {
            throw new UsageException("PATH must be a file of a store, or a directory of them: " + directory);
        }
        return files;
    }

    /** Tells whether a file is whole; of one that is not, what is wrong is said, and others are shown all the same. */
    private boolean dump(Path file, boolean isListed) throws IOException {
        if (!StoreFiles.isStoreFile(file)) {
            throw new UsageException("PATH must be a log, a manifest or a table: " + file);
        }
        try {
            StoreFiles.show(file, entries, console.out());
            return true;
        } catch (NoSuchFileException e) {
            if (!isListed) {
                throw e;
            }
            console.out().println(file + ": deleted meanwhile");
            return true;
        } catch (CorruptionException e) {
            console.out().flush();
            console.err().println(e.getMessage());
            return false;
        }
    }
}
