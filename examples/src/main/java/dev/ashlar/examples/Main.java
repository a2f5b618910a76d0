package dev.ashlar.examples;

import dev.ashlar.examples.autocomplete.AutocompleteCommand;
import dev.ashlar.examples.dump.DumpCommand;
import dev.ashlar.examples.shortener.ShortenerCommand;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;

/**
 * The launcher of all examples: {@code java -jar ashlar-examples.jar <example> [options]}.
 *
 * <p>Exit codes: 0 done; 1 it failed (a directory in use or damaged, a taken port, a check that did not hold, an output that
 * cannot be written); 2 it was
 * called in a way that cannot work. What went wrong is told in one line on the standard error; a user never sees a stack
 * trace.
 */
@Command(
        name = "ashlar-examples",
        description = "Runs whole systems that are built of the Ashlar libraries.",
        synopsisSubcommandLabel = "EXAMPLE",
        usageHelpAutoWidth = true)
public final class Main implements Runnable {
    /** Exit code of a run that failed. */
    public static final int FAILED = 1;

    /** Exit code of a call that cannot work. */
    public static final int BAD_USAGE = 2;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private Main() {}

    /**
     * Runs an example and ends the process.
     *
     * @param args the example and its options
     */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, true, Charset.defaultCharset());
        int exitCode = run(args, System.in, out, err);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    /**
     * Runs an example.
     *
     * @param args the example and its options
     * @param in the standard input
     * @param out where results are printed
     * @param err where progress and errors are printed
     * @return the exit code
     */
    public static int run(String[] args, InputStream in, PrintWriter out, PrintWriter err) {
        Console console = new Console(in, out, err);
        CommandLine launcher = new CommandLine(new Main())
                .addSubcommand(ShortenerCommand.commandLine(console))
                .addSubcommand(AutocompleteCommand.commandLine(console))
                .addSubcommand(DumpCommand.commandLine(console))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Main::runLast)
                .setParameterExceptionHandler(Main::badUsage)
                .setExecutionExceptionHandler((failure, command, result) -> failed(failure, command));
        int exitCode;
        try {
            exitCode = launcher.execute(args);
        } catch (Throwable e) { // an Error: too little memory, or a fault of ours
            exitCode = failed(e, launcher);
        }
        if (out.checkError() && exitCode == 0) {
            print(launcher, "the output could not be written");
            return FAILED;
        }
        return exitCode;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "an example must be named: " + String.join(", ", names()));
    }

    private Iterable<String> names() {
        return spec.subcommands().keySet();
    }

    /** Options before a subcommand would be those of the command above it, which does not run: they would be lost. */
    private static int runLast(ParseResult result) {
        for (ParseResult upper = result; upper.hasSubcommand(); upper = upper.subcommand()) {
            ParseResult lower = upper.subcommand();
            for (OptionSpec option : upper.matchedOptions()) {
                if (!option.usageHelp()) {
                    String name = lower.commandSpec().name();
                    throw new ParameterException(
                            lower.commandSpec().commandLine(),
                            "options must stand after " + name + ", not before it: " + option.longestName());
                }
            }
        }
        return new RunLast().execute(result);
    }

    private static int badUsage(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        print(command, Failures.describe(new UsageException(String.valueOf(failure.getMessage()))));
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return BAD_USAGE;
    }

    private static int failed(Throwable failure, CommandLine command) {
        print(command, Failures.describe(failure));
        return failure instanceof UsageException ? BAD_USAGE : FAILED;
    }

    private static void print(CommandLine command, String line) {
        command.getErr().println(command.getCommandSpec().name() + ": " + line);
    }
}
