package dev.ashlar.benchmarks.kvstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Reads of a store that is merged and in its cache, with {@code -prof gc} for what they allocate. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgs = {
            "-Xmx2g",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED"
        })
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class KvStoreReadBenchmark {
    private static final int KEYS = 200_000;

    @Param({"ashlar", "rocksdb", "lmdb", "mvstore"})
    public String store;

    private final SplittableRandom random = new SplittableRandom(7);
    private final byte[] key = new byte[16];
    private final byte[] target = new byte[100];
    private Path directory;
    private Rival rival;

    @Setup
    public void fill() throws IOException {
        directory = Files.createTempDirectory("kvstore");
        rival = Rival.open(store, directory);
        byte[] value = new byte[100];
        for (int i = 0; i < KEYS; i++) {
            random.nextBytes(value);
            StoreData.digits(2L * i, key);
            rival.put(key.clone(), value.clone(), false);
        }
        rival.settle();
        StoreData.digits(2, key);
        if (rival.get(key, target) != 100) {
            throw new IllegalStateException("the store must have what was put");
        }
        StoreData.digits(3, key);
        if (rival.get(key, target) != -1) {
            throw new IllegalStateException("the store must not have what was not put");
        }
    }

    @TearDown
    public void delete() throws IOException {
        rival.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public int hit() throws IOException {
        StoreData.digits(2L * random.nextInt(KEYS), key);
        return rival.get(key, target);
    }

    @Benchmark
    public int miss() throws IOException {
        StoreData.digits(2L * random.nextInt(KEYS) + 1, key);
        return rival.get(key, target);
    }

    /** A pair of a scan over all. */
    @Benchmark
    @OperationsPerInvocation(KEYS)
    public long scan() throws IOException {
        Rival.Sum sum = new Rival.Sum();
        return rival.scan(false, sum) + sum.value;
    }
}
