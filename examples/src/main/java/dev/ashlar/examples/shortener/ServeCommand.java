package dev.ashlar.examples.shortener;

import dev.ashlar.examples.Console;
import dev.ashlar.examples.Failures;
import dev.ashlar.examples.Ports;
import dev.ashlar.examples.UsageException;
import dev.ashlar.kvstore.Durability;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The shortener as an HTTP service. */
@Command(
        name = "serve",
        description = {
            "Serves short URLs by HTTP: a page at /, POST /api/v1/shorten, GET /CODE, GET /api/v1/urls/CODE. Ends with "
                    + "Ctrl-C or SIGTERM."
        },
        usageHelpAutoWidth = true)
final class ServeCommand implements Callable<Integer> {
    private static final String DEFAULT_RATE = "10/second";
    private static final long DEFAULT_BURST = 20;

    /** Leases last 30 seconds, so that one failed renewal, or two, do no harm. */
    private static final Duration RENEWAL_PERIOD = Duration.ofSeconds(5);

    private final Console console;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Mixin
    private StoreArguments store = new StoreArguments();

    @Option(
            names = "--durability",
            paramLabel = "MODE",
            defaultValue = "sync",
            description =
                    "What a URL survives once it was answered: none (an orderly end), os (kill -9) or sync (power "
                            + "loss). Default: ${DEFAULT-VALUE}")
    private Durability durability = Durability.SYNC;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "The address to listen on; 0.0.0.0 for all. Default: ${DEFAULT-VALUE}")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "The port to listen on; 0 for any that is free. Default: ${DEFAULT-VALUE}")
    private int port = 8080;

    @Option(
            names = "--base-url",
            paramLabel = "URL",
            description = "What short URLs begin with. Default: http:// with the address and the port; localhost if "
                    + "--host means all addresses")
    private @Nullable String baseUrl;

    @Option(
            names = "--redirect",
            paramLabel = "STATUS",
            defaultValue = "302",
            description = "301 (browsers remember it and do not ask again) or 302 (every use is seen here). Default: "
                    + "${DEFAULT-VALUE}")
    private int redirect = 302;

    @Option(
            names = "--rate",
            paramLabel = "N/PERIOD",
            description = "How many URLs a client may shorten per second, minute or hour, in the long run. Default: "
                    + DEFAULT_RATE)
    private @Nullable String rate;

    @Option(
            names = "--burst",
            paramLabel = "N",
            description = "How many URLs a client may shorten at once. Default: " + DEFAULT_BURST)
    private @Nullable Long burst;

    @Option(
            names = "--limits",
            paramLabel = "FILE",
            description = "Rules in YAML for what clients may do, in the place of --rate and --burst: descriptors have "
                    + "the keys action (shorten, follow or details) and client (an address)")
    private @Nullable Path limits;

    private ServeCommand(Console console) {
        this.console = console;
    }

    static CommandLine commandLine(Console console) {
        return new CommandLine(new ServeCommand(console));
    }

    @Override
    public Integer call() throws IOException {
        if (redirect != 301 && redirect != 302) {
            throw new UsageException("--redirect must be 301 or 302: " + redirect);
        }
        if (port < 0 || port > 65_535) {
            throw new UsageException("--port must be 0 to 65535: " + port);
        }
        if (burst != null && burst < 1) {
            throw new UsageException("--burst must be at least 1: " + burst);
        }
        ClientLimits clientLimits = limits();
        LinkOptions options = store.options(durability, InstantSource.system());
        String givenBase = baseUrl == null ? null : base(baseUrl);
        ServerSocketChannel channel = Ports.bind(host, port);
        try (channel;
                LinkStore links = LinkStore.open(store.data(), store.shards(), options)) {
            String url = LinkServer.url(channel);
            LinkApi api = new LinkApi(
                    links, Hosts.of(links), clientLimits, Page.load(), redirect, givenBase == null ? url : givenBase);
            if (givenBase == null && LinkServer.isOnAllAddresses(channel)) {
                console.err()
                        .println("serve: short URLs begin with " + url
                                + "/, which leads here from this machine only; set --base-url");
            }
            try (Renewal renewal = Renewal.start(links, RENEWAL_PERIOD, this::complain);
                    LinkServer server = LinkServer.start(channel, api)) {
                serve(server, renewal, links, url);
            }
        }
        return 0;
    }

    /** Until the thread is interrupted, or the process is told to end. */
    private void serve(LinkServer server, Renewal renewal, LinkStore links, String url) {
        CountDownLatch end = new CountDownLatch(1);
        Thread hook = new Thread(() -> shutDown(server, renewal, links), "shortener-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        console.out().println("listening on " + url + "/ with " + links.count() + " links; Ctrl-C to end");
        try {
            end.await();
        } catch (InterruptedException e) {
            // the caller closes everything
        }
        removeHook(hook);
    }

    private void shutDown(LinkServer server, Renewal renewal, LinkStore links) {
        try (links;
                renewal) { // closed whatever becomes of the server
            server.close();
        } catch (IOException | RuntimeException e) {
            complain(e);
        }
    }

    private void complain(Exception failure) {
        console.err().println("serve: " + Failures.describe(failure));
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending, and the hook closes everything
        }
    }

    private ClientLimits limits() throws IOException {
        if (limits != null) {
            if (rate != null || burst != null) {
                throw new UsageException("--limits must be given without --rate and --burst: " + limits);
            }
            return ClientLimits.read(limits, System::nanoTime);
        }
        try {
            return ClientLimits.shortening(
                    Rate.parse(rate == null ? DEFAULT_RATE : rate),
                    burst == null ? DEFAULT_BURST : burst,
                    System::nanoTime);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--rate and --burst must be a limit that can be kept: " + e.getMessage());
        }
    }

    private static String base(String text) {
        try {
            String url = UrlRules.check(text);
            if (url.indexOf('?') >= 0 || url.indexOf('#') >= 0) {
                throw new UsageException("--base-url must have no query and no fragment: " + text);
            }
            return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        } catch (BadUrlException e) {
            throw new UsageException("--base-url must be a URL: " + e.getMessage());
        }
    }
}
