package dev.ashlar.benchmarks.trie;

import com.sun.management.ThreadMXBean;
import dev.ashlar.trie.Completer;
import dev.ashlar.trie.CompleterBuilder;
import dev.ashlar.trie.Completion;
import dev.ashlar.trie.Cursor;
import dev.ashlar.trie.Folding;
import dev.ashlar.trie.LiveCompleter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.apache.lucene.search.suggest.fst.WFSTCompletionLookup;

/** Prints what completers take in memory and to build and open, the spread of their times, and how changes slow readers. */
public final class CompleterTable {
    private static final int QUESTIONS = 1 << 14;
    private static final int CHANGES = 20_000;

    private CompleterTable() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        List<Completion> texts = Corpus.load();
        long raw = texts.stream()
                .mapToLong(text -> text.text().getBytes(StandardCharsets.UTF_8).length)
                .sum();
        print("texts: %,d, %.2f bytes each%n", texts.size(), (double) raw / texts.size());
        builder(texts);
        Completer completer = builds(texts);
        long start = System.nanoTime();
        Completer compact = Completer.builder().addAll(texts).compact().build();
        print("ashlar, compact, built in %,d ms, %.2f bytes a text%n", millis(start), perText(compact));
        print("gzip of the sorted texts and entropy of the weights: %.2f bytes a text%n", floor(texts));
        List<Completion> hangul = texts.stream()
                .filter(text -> text.text().codePoints().anyMatch(c -> c >= 0xAC00 && c <= 0xD7A3))
                .toList();
        for (Folding folding : Folding.values()) {
            print(
                    "%s: %.2f bytes a text, of those with Hangul %.2f%n",
                    folding, perText(folded(folding, texts)), perText(folded(folding, hangul)));
        }
        opens(completer);
        opens(compact);
        times(completer, texts);
        live(completer, texts);
    }

    private static void builder(List<Completion> texts) {
        CompleterBuilder builder = Completer.builder();
        long before = used();
        builder.addAll(texts);
        print("builder: %d bytes a text beside its string%n", (used() - before) / texts.size());
        builder.build();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Completer builds(List<Completion> texts) throws IOException {
        Completer completer = Completer.builder().build();
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            completer = Completer.builder().addAll(texts).build();
            print("ashlar built in %,d ms, %.2f bytes a text%n", millis(start), perText(completer));
            start = System.nanoTime();
            WFSTCompletionLookup wfst = Rival.wfst();
            Rival.lucene(texts, wfst);
            print(
                    "wfst built in %,d ms, %.2f bytes a text%n",
                    millis(start), (double) wfst.ramBytesUsed() / texts.size());
        }
        return completer;
    }

    private static Completer folded(Folding folding, List<Completion> texts) {
        return Completer.builder().folding(folding).addAll(texts).build();
    }

    private static double perText(Completer completer) {
        return (double) completer.sizeInBytes() / completer.size();
    }

    private static double floor(List<Completion> texts) throws IOException {
        List<String> sorted =
                new ArrayList<>(texts.stream().map(Completion::text).toList());
        sorted.sort(null);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(String.join("\n", sorted).getBytes(StandardCharsets.UTF_8));
        }
        Map<Long, Integer> counts = new HashMap<>();
        texts.forEach(text -> counts.merge(text.weight(), 1, Integer::sum));
        double bits = 0;
        for (int count : counts.values()) {
            bits -= count * Math.log((double) count / texts.size()) / Math.log(2);
        }
        return (bytes.size() + bits / 8) / texts.size();
    }

    private static void opens(Completer completer) throws IOException {
        Path file = Files.createTempFile("completer", ".trie");
        completer.write(file);
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            Completer opened = Completer.open(file);
            long micros = (System.nanoTime() - start) / 1_000;
            print("opened %,d bytes in %,d us%n", opened.sizeInBytes(), micros);
        }
        long start = System.nanoTime();
        completer.verify();
        print("verified in %,d ms%n", millis(start));
        Files.delete(file);
    }

    /** One by one, so also the clock is in them. */
    private static void times(Completer completer, List<Completion> texts) {
        Cursor cursor = completer.cursor();
        for (int length : new int[] {1, 2, 4, 8}) {
            String[] questions = Corpus.prefixes(texts, length, QUESTIONS);
            long[] nanos = new long[QUESTIONS * 20];
            for (int i = -nanos.length; i < nanos.length; i++) {
                long start = System.nanoTime();
                top(cursor, questions[i & (QUESTIONS - 1)]);
                nanos[Math.max(i, 0)] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            print(
                    "length %d: p50 %,d ns, p99 %,d ns, p99.9 %,d ns%n",
                    length, nanos[nanos.length / 2], nanos[nanos.length / 100 * 99], nanos[nanos.length / 1000 * 999]);
        }
        print("as typed: %,.0f answers a second%n", rate(completer.cursor(), Corpus.typed(texts, QUESTIONS)));
    }

    private static long top(Cursor cursor, String prefix) {
        long sum = 0;
        cursor.seek(prefix);
        for (int i = 0; i < Rival.K && cursor.next(); i++) {
            sum += cursor.weight();
        }
        return sum;
    }

    private static double rate(Cursor cursor, String[] questions) {
        long start = System.nanoTime();
        long asked = 0;
        while (System.nanoTime() - start < 3_000_000_000L) {
            for (int i = 0; i < 1_000; i++) {
                top(cursor, questions[(int) (asked++ & (QUESTIONS - 1))]);
            }
        }
        return asked * 1e9 / (System.nanoTime() - start);
    }

    /** One reader; then the same beside a thread that makes ten thousand increments a second. */
    private static void live(Completer completer, List<Completion> texts) throws InterruptedException {
        LiveCompleter live = LiveCompleter.of(completer);
        changes(live, texts);
        Completer base = live.compact();
        String[] questions = Corpus.typed(texts, QUESTIONS);
        rate(live.cursor(), questions);
        print("live, without changes: %,.0f answers a second%n", rate(live.cursor(), questions));
        AtomicBoolean isDone = new AtomicBoolean();
        long[] written = {0};
        Thread writer = new Thread(() -> {
            long start = System.nanoTime();
            while (!isDone.get()) {
                live.increment(texts.get((int) (written[0] * 31 % texts.size())).text(), 1);
                written[0]++;
                while (System.nanoTime() - start < written[0] * 100_000 && !isDone.get()) {
                    LockSupport.parkNanos(50_000);
                }
            }
        });
        writer.start();
        rate(live.cursor(), questions);
        long before = live.changes();
        print("live, beside changes: %,.0f answers a second", rate(live.cursor(), questions));
        print(" (%,d to %,d texts changed)%n", before, live.changes());
        isDone.set(true);
        writer.join();
        print("live, after them, not compacted: %,.0f answers a second%n", rate(live.cursor(), questions));
        long others = Arrays.stream(questions)
                .filter(question -> !live.top(question, Rival.K).equals(base.top(question, Rival.K)))
                .count();
        print("of the questions, %d %% have another answer than before them%n", 100 * others / questions.length);
    }

    private static void changes(LiveCompleter live, List<Completion> texts) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < 4; round++) {
            long bytes = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int i = 0; i < CHANGES; i++) {
                live.increment(texts.get(round * CHANGES + i).text(), 1);
            }
            print(
                    "%,d texts changed: %,d ns and %,d bytes of garbage a change%n",
                    live.changes(),
                    (System.nanoTime() - start) / CHANGES,
                    (threads.getCurrentThreadAllocatedBytes() - bytes) / CHANGES);
        }
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
    private static void print(String format, Object... arguments) {
        System.out.print(String.format(Locale.ROOT, format, arguments));
    }
}
