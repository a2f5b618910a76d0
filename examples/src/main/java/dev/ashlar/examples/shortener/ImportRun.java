package dev.ashlar.examples.shortener;

import dev.ashlar.examples.Console;
import dev.ashlar.examples.Main;
import dev.ashlar.examples.UsageException;
import dev.ashlar.kvstore.Durability;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One run over a list of URLs: shorten, read, close, open again, prove; and the report of it. */
final class ImportRun {
    private static final int SAMPLE = 5;
    private static final long PROGRESS_NANOS = 1_000_000_000L;

    private final Console console;
    private final PrintWriter out;
    private final LongSupplier nanoClock;
    private final Path data;
    private final int shards;
    private final LinkOptions options;
    private final int threads;

    ImportRun(Console console, LongSupplier nanoClock, Path data, int shards, LinkOptions options, int threads) {
        this.console = console;
        this.out = console.out();
        this.nanoClock = nanoClock;
        this.data = data;
        this.shards = shards;
        this.options = options;
        this.threads = threads;
    }

    /**
     * Runs.
     *
     * @param first the first text of the source, which was taken from it already
     * @return the exit code
     */
    int run(UrlSource source, String first) throws IOException {
        print("input:        %s", source.description());
        Tally tally = new Tally();
        String firstUrl = firstUrl(source, first, tally);
        if (firstUrl == null) { // told before a directory is made
            reportTexts(tally, source);
            throw new UsageException("there must be at least one URL that can be shortened, but all "
                    + String.format(Locale.ROOT, "%,d", tally.lines()) + " lines were rejected");
        }
        long count;
        try (LinkStore links = open("opened")) {
            Latencies writes = shorten(links, tally, source, firstUrl);
            report(links, tally, writes, source);
            readAll(links, tally);
            count = links.count();
        }
        return prove(count, tally) ? 0 : Main.FAILED;
    }

    /** Rejects texts until one comes that is not rejected; returns it, or null if there is none. */
    private static @Nullable String firstUrl(UrlSource source, String first, Tally tally) throws IOException {
        for (@Nullable String text = first; text != null; text = source.next()) {
            try {
                return UrlRules.check(text);
            } catch (BadUrlException e) {
                tally.rejected(e);
            }
        }
        return null;
    }

    private LinkStore open(String verb) throws IOException {
        long start = nanoClock.getAsLong();
        LinkStore links = LinkStore.open(data, shards, options);
        print(
                "%-14s%s with %,d links in %,d ms%s",
                verb + ":",
                data,
                links.count(),
                millisSince(start),
                links.shards() == 1 ? "" : ", " + links.shards() + " stores");
        if (links.moved() > 0) {
            print("moved:        %,d links to another store", links.moved());
        }
        return links;
    }

    /** Returns how long each new link took. */
    private Latencies shorten(LinkStore links, Tally tally, UrlSource source, String first) throws IOException {
        Latencies writes = new Latencies();
        long progressAt = nanoClock.getAsLong() + PROGRESS_NANOS;
        for (@Nullable String text = first; text != null; text = source.next()) {
            try {
                String url = UrlRules.check(text);
                links.renew();
                long start = nanoClock.getAsLong();
                LinkStore.Shortened shortened = links.shorten(url);
                long end = nanoClock.getAsLong();
                tally.shortened(shortened);
                if (shortened.isNew()) {
                    writes.add(end - start);
                }
                if (end >= progressAt) {
                    console.err().printf(Locale.ROOT, "  %,d lines, %,d links%n", tally.lines(), links.count());
                    progressAt = end + PROGRESS_NANOS;
                }
            } catch (BadUrlException e) {
                tally.rejected(e);
            }
        }
        return writes;
    }

    private void report(LinkStore links, Tally tally, Latencies writes, UrlSource source) throws IOException {
        sample(links, tally);
        reportTexts(tally, source);
        LinkStats stats = links.stats();
        print(
                "filter:       %,d times \"perhaps taken\" (%,d bytes); %,d collisions",
                stats.filterHits(), stats.filterBytes(), stats.collisions());
        print("writes:       %s; 1 thread, durability %s", writes.describe(), name(options.durability()));
    }

    private void reportTexts(Tally tally, UrlSource source) {
        print("lines:        %,d", tally.lines());
        print(
                "distinct:     %,d URLs: %,d new, %,d known from earlier runs",
                tally.distinct(), tally.created(), tally.known());
        print("duplicates:   %,d recognised", tally.duplicates());
        print("rejected:     %,d", tally.rejected());
        tally.rejections()
                .forEach((reason, count) ->
                        print("  %,8d %s, such as: %s", count, reason.words(), tally.example(reason)));
        if (!source.remarks().isEmpty()) {
            print("remarks:      %s", source.remarks());
        }
    }

    private void sample(LinkStore links, Tally tally) throws IOException {
        print("sample:");
        int distinct = tally.distinct();
        int step = Math.max(1, distinct / SAMPLE);
        for (int i = 0; i < SAMPLE && i * step < distinct; i++) {
            Link link = links.find(tally.code(i * step));
            if (link != null) {
                print("  %-11s  %s", link.code(), link.url());
            }
        }
    }

    private void readAll(LinkStore links, Tally tally) throws IOException {
        ReadPhase.Result reads = new ReadPhase(links, tally, nanoClock).run(threads);
        print(
                "reads:        %s; %d %s, %,d in random order",
                reads.latencies().describe(reads.elapsedNanos()),
                threads,
                threads == 1 ? "thread" : "threads",
                reads.latencies().count());
        if (reads.wrong() > 0) {
            throw new IOException(reads.wrong() + " of " + reads.latencies().count()
                    + " reads did not give the URL that the code was made for");
        }
    }

    private boolean prove(long count, Tally tally) throws IOException {
        try (LinkStore links = open("reopened")) {
            long bytes = links.bytesOnDisk();
            print("on disk:      %,d bytes, %,d a link", bytes, bytes / Math.max(1, links.count()));
            Proof proof = new Proof(links);
            long failures = proof.check(count, tally);
            if (failures == 0) {
                print("proven:       all %,d codes lead to their URLs after the restart", links.count());
                return true;
            }
            console.err()
                    .println("shortener: " + failures + " checks failed after the restart; the first: "
                            + proof.firstFailure());
            return false;
        }
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    private void print(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    private long millisSince(long start) {
        return (nanoClock.getAsLong() - start) / 1_000_000;
    }

    private static String name(Durability durability) {
        return durability.name().toLowerCase(Locale.ROOT);
    }
}
