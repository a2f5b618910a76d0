package dev.ashlar.benchmarks.kvstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** The loads on one store: keys of 16 bytes, values of 100 that can be compressed to half. */
final class StoreLoads {
    private static final int VALUE_BYTES = 100;
    private static final int SYNCED = 2_000;

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
    private final byte[] pool = new byte[1 << 20];
    private Rival rival;

    StoreLoads(String store, int pairs, Path directory, Report report) {
        this.store = store;
        this.pairs = pairs;
        this.directory = directory;
        this.report = report;
        SplittableRandom random = new SplittableRandom(1);
        random.nextBytes(pool);
        for (int i = 0; i < pool.length; i += VALUE_BYTES) {
            for (int j = i + VALUE_BYTES / 2; j < Math.min(i + VALUE_BYTES, pool.length); j++) {
                pool[j] = 'v';
            }
        }
    }

    void run() throws Exception {
        fresh();
        timed("fillseq", pairs, i -> rival.put(key(i), value(i), false));
        check();
        fresh();
        timed("fillrandom", pairs, i -> rival.put(key(scattered(i)), value(i), false));
        timed("overwrite", pairs, i -> rival.put(key(random(i)), value(i + 7), false));
        long begin = System.nanoTime();
        rival.settle();
        report.result("settle-ms", (System.nanoTime() - begin) / 1e6);
        report.result("bytes-on-disk", (double) bytesOnDisk());
        reads();
        readWhileWriting();
        timed("deleterandom", pairs / 2, i -> rival.delete(key(scattered(i))));
        rival.close();
        synced();
        delete();
    }

    private void reads() throws IOException {
        byte[] target = new byte[VALUE_BYTES];
        for (String round : new String[] {"warm-up", ""}) {
            String end = round.isEmpty() ? "" : "-" + round;
            timed("readrandom" + end, pairs, i -> require(rival.get(key(random(i)), target) == VALUE_BYTES));
            timed("readmissing" + end, pairs, i -> require(rival.get(missing(random(i)), target) < 0));
            timed(
                    "readhot" + end,
                    pairs,
                    i -> require(rival.get(key(random(i) % (pairs / 100)), target) == VALUE_BYTES));
            scan("readseq" + end, false);
            scan("readreverse" + end, true);
            Rival.Sum sum = new Rival.Sum();
            timed("seek10" + end, pairs / 4, i -> require(rival.seek(key(random(i) * 9L / 10), 10, sum) > 0));
        }
    }

    private void scan(String load, boolean reverse) throws IOException {
        Rival.Sum sum = new Rival.Sum();
        int rounds = 3;
        long begin = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            require(rival.scan(reverse, sum) == pairs);
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
                    rival.put(key(random(i)), value(i), false);
                    i++;
                }
                return i;
            });
            byte[] target = new byte[VALUE_BYTES];
            long begin = System.nanoTime();
            timed("readwhilewriting", pairs, i -> require(rival.get(key(random(i + 1)), target) == VALUE_BYTES));
            done.set(true);
            report.result("writes-meanwhile", written.get() * 1e9 / (System.nanoTime() - begin));
        } finally {
            writer.shutdown();
        }
    }

    private void synced() throws Exception {
        fresh();
        timed("fillsync-1", SYNCED, i -> rival.put(key(scattered(i)), value(i), true));
        for (int threads : new int[] {8, 16}) {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                List<Callable<Void>> tasks = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    int thread = t;
                    tasks.add(() -> {
                        for (int i = 0; i < SYNCED / 2; i++) {
                            rival.put(key(random(thread * SYNCED + i)), value(i), true);
                        }
                        return null;
                    });
                }
                long begin = System.nanoTime();
                for (Future<Void> task : pool.invokeAll(tasks)) {
                    task.get();
                }
                double operations = (double) threads * SYNCED / 2;
                report.result("fillsync-" + threads, operations * 1e9 / (System.nanoTime() - begin));
            } finally {
                pool.shutdown();
            }
        }
        rival.close();
    }

    private void timed(String load, int operations, Operation operation) throws IOException {
        long begin = System.nanoTime();
        for (int i = 0; i < operations; i++) {
            operation.run(i);
        }
        report.result(load, operations * 1e9 / (System.nanoTime() - begin));
    }

    private void check() throws IOException {
        byte[] target = new byte[VALUE_BYTES];
        require(rival.get(key(pairs / 3), target) == VALUE_BYTES);
        require(Arrays.equals(target, value(pairs / 3)));
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
        // A prime that divides no number of pairs in use.
        return (int) ((i * 2_654_435_761L + 12_345) % pairs);
    }

    /** A number below {@code pairs}, the same for the same i. */
    private int random(int i) {
        long mixed = (i + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed ^= mixed >>> 27;
        return (int) ((mixed >>> 1) % pairs);
    }

    private byte[] value(int i) {
        int from = (int) (i * 7_919L % (pool.length / VALUE_BYTES)) * VALUE_BYTES;
        return Arrays.copyOfRange(pool, from, from + VALUE_BYTES);
    }

    private static byte[] key(long i) {
        return digits(i, (byte) '0');
    }

    /** Between two keys that are there. */
    private static byte[] missing(long i) {
        return digits(i, (byte) '5');
    }

    private static byte[] digits(long number, byte last) {
        byte[] key = new byte[16];
        key[15] = last;
        long rest = number;
        for (int i = 14; i >= 0; i--) {
            key[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return key;
    }

    private static void require(boolean condition) throws IOException {
        if (!condition) {
            throw new IOException("the store must have what was written");
        }
    }
}
