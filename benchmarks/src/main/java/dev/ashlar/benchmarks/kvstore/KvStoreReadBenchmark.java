package dev.ashlar.benchmarks.kvstore;

import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.KvStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Random reads of a million keys of 16 bytes with values of 100, all in cache; keys that are there, and that are not. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class KvStoreReadBenchmark {
    private static final int KEYS = 1_000_000;

    /** A store behind the two calls that are measured. */
    private interface Rival extends AutoCloseable {
        void put(byte[] key, byte[] value) throws IOException;

        byte[] get(byte[] key) throws IOException;

        @Override
        void close() throws IOException;
    }

    @Param({"ashlar", "mvstore"})
    public String store;

    private final SplittableRandom random = new SplittableRandom(7);
    private Path directory;
    private Rival rival;

    @Setup
    public void fill() throws IOException {
        directory = Files.createTempDirectory("ashlar-benchmark");
        rival = store.equals("ashlar") ? ashlar(directory) : mvstore(directory);
        SplittableRandom values = new SplittableRandom(1);
        for (int i = 0; i < KEYS; i++) {
            byte[] value = new byte[100];
            values.nextBytes(value);
            Arrays.fill(value, 50, 100, (byte) 'v');
            rival.put(key(2 * i), value);
        }
        if (rival.get(key(2)).length != 100 || rival.get(key(3)) != null) {
            throw new IllegalStateException("the store must hold what was put");
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
    public byte[] hit() throws IOException {
        return rival.get(key(2 * random.nextInt(KEYS)));
    }

    @Benchmark
    public byte[] miss() throws IOException {
        return rival.get(key(2 * random.nextInt(KEYS) + 1));
    }

    /** Scattered over the order, so that neighbours in time are none in the store. */
    private static byte[] key(int i) {
        return ByteBuffer.allocate(16)
                .putLong(i * 0x9E3779B97F4A7C15L)
                .putLong(i)
                .array();
    }

    private static Rival ashlar(Path directory) throws IOException {
        KvStore opened = KvStore.open(
                directory,
                KvOptions.builder()
                        .durability(Durability.NONE)
                        .memtableBytes(512 << 20)
                        .blockCacheBytes(512 << 20)
                        .build());
        return new Rival() {
            private boolean flushed;

            @Override
            public void put(byte[] key, byte[] value) throws IOException {
                opened.put(key, value);
            }

            @Override
            public byte[] get(byte[] key) throws IOException {
                if (!flushed) {
                    opened.flush(); // reads are of one table, not of the memtable
                    flushed = true;
                }
                return opened.get(key);
            }

            @Override
            public void close() throws IOException {
                opened.close();
            }
        };
    }

    private static Rival mvstore(Path directory) {
        MVStore opened = new MVStore.Builder()
                .fileName(directory.resolve("mv").toString())
                .cacheSize(512)
                .compress()
                .open();
        MVMap<byte[], byte[]> map = opened.openMap(
                "map",
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
        return new Rival() {
            @Override
            public void put(byte[] key, byte[] value) {
                map.put(key, value);
            }

            @Override
            public byte[] get(byte[] key) {
                return map.get(key);
            }

            @Override
            public void close() {
                opened.close();
            }
        };
    }
}
