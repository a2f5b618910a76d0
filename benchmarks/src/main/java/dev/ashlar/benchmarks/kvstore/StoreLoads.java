package dev.ashlar.benchmarks.kvstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The loads on one store. */
final class StoreLoads {
    private static final int SYNCED = 2_000;

    /** Half of what the stores write to a file at once, so that all of it is in memory. */
    private static final long IN_MEMORY_BYTES = Rival.WRITE_BYTES / 2;

    /** Takes what a load gave. */
    @FunctionalInterface
    interface Report {
        void result(String load, double value);
    }

    /** One operation of a load. */
    @FunctionalInterface
    private interface Operation {
        void run(int i) throws IOException;
    }

    private final String store;
    private final int pairs;
    private final Path directory;
    private final Report report;
    private final StoreData data;
    private final int valueBytes;
    private Rival rival;

    StoreLoads(String store, int pairs, Path directory, int valueBytes, Report report) {
        this.store = store;
        this.pairs = pairs;
        this.directory = directory;
        this.valueBytes = valueBytes;
        this.report = report;
        data = new StoreData(valueBytes);
    }

    /** Runs the classic loads, those of them that write without a sync, or YCSB's. */
    void run(String loads) throws Exception {
        switch (loads) {
            case "classic" -> classic();
            case "writes" -> {
                writes();
                rival.close();
                delete();
            }
            case "ycsb" -> ycsb();
            default -> throw new IllegalArgumentException("no such loads: " + loads);
        }
        report.result("cpu-seconds", Spent.cpuSeconds());
        report.result("peak-memory-bytes", (double) Spent.peakBytes());
    }

    private void ycsb() throws IOException {
        fresh();
        timed("ycsb-load", pairs, i -> rival.put(data.inserted(i), data.value(i), false));
        new YcsbLoads(rival, data, pairs, report).run(pairs);
        rival.close();
        delete();
    }

    private void classic() throws Exception {
        inMemory();
        writes();
        reads();
        readWhileWriting();
        timed("deleterandom", pairs / 2, i -> rival.delete(StoreData.key(scattered(i))));
        rival.close();
        synced();
        delete();
    }

    /** Reads of what has just been written, and is in no table yet where a store has such. */
    private void inMemory() throws IOException {
        fresh();
        int few = (int) Math.min(pairs, IN_MEMORY_BYTES / (16 + valueBytes));
        for (int i = 0; i < few; i++) {
            rival.put(StoreData.key(scattered(i, few)), data.value(i), false);
        }
        byte[] target = new byte[valueBytes];
        for (String load : new String[] {"readmemory-warm-up", "readmemory"}) {
            timed(
                    load,
                    few * 4,
                    i -> StoreData.require(rival.get(StoreData.key(random(i) % few), target) == valueBytes));
        }
    }

    private void writes() throws Exception {
        fresh();
        timed("fillseq", pairs, i -> rival.put(StoreData.key(i), data.value(i), false));
        check();
        fresh();
        long written = Spent.writtenBytes();
        timed("fillrandom", pairs, i -> rival.put(StoreData.key(scattered(i)), data.value(i), false));
        timed("overwrite", pairs, i -> rival.put(StoreData.key(random(i)), data.value(i + 7), false));
        for (int threads : new int[] {2, 8}) {
            int each = pairs / threads;
            together(
                    "overwrite-" + threads,
                    threads,
                    each,
                    i -> rival.put(StoreData.key(random(i)), data.value(i), false));
        }
        latencies();
        long begin = System.nanoTime();
        rival.settle();
        report.result("settle-ms", (System.nanoTime() - begin) / 1e6);
        report.result("bytes-on-disk", (double) bytesOnDisk());
        double put = 5.0 * pairs * (16 + valueBytes);
        report.result("written-per-byte", (Spent.writtenBytes() - written) / put);
    }

    /** How long single overwrites take, as many as there are pairs, one after the other. */
    private void latencies() throws IOException {
        long[] nanos = new long[pairs];
        long before = System.nanoTime();
        for (int i = 0; i < pairs; i++) {
            rival.put(StoreData.key(random(i + 3)), data.value(i), false);
            long after = System.nanoTime();
            nanos[i] = after - before;
            before = after;
        }
        Arrays.sort(nanos);
        report.result("put-p50-ns", (double) nanos[pairs / 2]);
        report.result("put-p99-ns", (double) nanos[(int) (pairs * 0.99)]);
        report.result("put-p99.9-ns", (double) nanos[(int) (pairs * 0.999)]);
        report.result("put-p99.99-ns", (double) nanos[(int) (pairs * 0.9999)]);
        report.result("put-max-ns", (double) nanos[pairs - 1]);
    }

    private void reads() throws IOException {
        byte[] target = new byte[valueBytes];
        for (String round : new String[] {"warm-up", ""}) {
            String end = round.isEmpty() ? "" : "-" + round;
            timed(
                    "readrandom" + end,
                    pairs,
                    i -> StoreData.require(rival.get(StoreData.key(random(i)), target) == valueBytes));
            timed(
                    "readmissing" + end,
                    pairs,
                    i -> StoreData.require(rival.get(StoreData.missing(random(i)), target) < 0));
            timed(
                    "readhot" + end,
                    pairs,
                    i -> StoreData.require(rival.get(StoreData.key(random(i) % (pairs / 100)), target) == valueBytes));
            scan("readseq" + end, false);
            scan("readreverse" + end, true);
            Rival.Sum sum = new Rival.Sum();
            timed(
                    "seek10" + end,
                    pairs / 4,
                    i -> StoreData.require(rival.seek(StoreData.key(random(i) * 9L / 10), 10, sum) > 0));
        }
    }

    private void scan(String load, boolean reverse) throws IOException {
        Rival.Sum sum = new Rival.Sum();
        int rounds = 3;
        long begin = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            long count = rival.scan(reverse, sum);
            if (count == Rival.UNSUPPORTED) {
                return;
            }
            StoreData.require(count == pairs);
        }
        report.result(load, rounds * (double) pairs * 1e9 / (System.nanoTime() - begin));
    }

    private void readWhileWriting() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> written = writer.submit(() -> {
                int i = 0;
                while (!done.get()) {
                    rival.put(StoreData.key(random(i)), data.value(i), false);
                    i++;
                }
                return i;
            });
            byte[] target = new byte[valueBytes];
            long begin = System.nanoTime();
            timed(
                    "readwhilewriting",
                    pairs,
                    i -> StoreData.require(rival.get(StoreData.key(random(i + 1)), target) == valueBytes));
            done.set(true);
            report.result("writes-meanwhile", written.get() * 1e9 / (System.nanoTime() - begin));
        } finally {
            writer.shutdown();
        }
    }

    private void synced() throws Exception {
        fresh();
        timed("fillsync-1", SYNCED, i -> rival.put(StoreData.key(scattered(i)), data.value(i), true));
        for (int threads : new int[] {8, 16}) {
            together(
                    "fillsync-" + threads,
                    threads,
                    SYNCED / 2,
                    i -> rival.put(StoreData.key(random(i)), data.value(i), true));
        }
        rival.close();
    }

    /** Some threads, each with so many of the operations. */
    private void together(String load, int threads, int each, Operation operation) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                tasks.add(() -> {
                    for (int i = first; i < first + each; i++) {
                        operation.run(i);
                    }
                    return null;
                });
            }
            long begin = System.nanoTime();
            for (Future<Void> task : pool.invokeAll(tasks)) {
                task.get();
            }
            report.result(load, (double) threads * each * 1e9 / (System.nanoTime() - begin));
        } finally {
            pool.shutdown();
        }
    }

    private void timed(String load, int operations, Operation operation) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < operations; i++) {
            operation.run(i);
        }
        report.result(load, operations * 1e9 / (System.nanoTime() - begin));
    }

    private void check() throws IOException {
        byte[] target = new byte[valueBytes];
        StoreData.require(rival.get(StoreData.key(pairs / 3), target) == valueBytes);
        StoreData.require(Arrays.equals(target, data.value(pairs / 3)));
    }

    private void fresh() throws IOException {
        if (rival != null) {
            rival.close();
        }
        delete();
        rival = Rival.open(store, Files.createDirectories(directory.resolve(store)));
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(store))) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += ((Number) Files.getAttribute(file, "size")).longValue();
            }
            return sum;
        }
    }

    private void delete() throws IOException {
        Path files = directory.resolve(store);
        if (Files.exists(files)) {
            try (Stream<Path> all = Files.walk(files)) {
                for (Path file : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Every number below {@code pairs} once, in an order without any. */
    private int scattered(int i) {
        return scattered(i, pairs);
    }

    private static int scattered(int i, int count) {
        return (int) ((i * 2_654_435_761L + 12_345) % count); // a prime, greater than any count
    }

    /** A number below {@code pairs}, the same for the same i. */
    private int random(int i) {
        return (int) (StoreData.mix(i) % pairs);
    }
}
