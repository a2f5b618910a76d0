package dev.ashlar.benchmarks.bloom;

import com.google.common.hash.Funnels;
import dev.ashlar.bloom.BloomFilter;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
import org.openjdk.jmh.annotations.Warmup;

/** A query by a key of 16 bytes, hashed on the way: one that is in the filter, one that is not, or either at random. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgs = "-Xmx8g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class BloomFilterBytesBenchmark {
    private static final int KEYS = 1_000_000;
    private static final int QUERIES = 1 << 16;
    private static final int BATCH = 64;

    @Param({"bloom", "guava"})
    public String filter;

    @Param({"either", "in", "out"})
    public String asked;

    private final byte[][] queries = new byte[QUERIES][];
    private Predicate<byte[]> contains;
    private int next;

    @Setup
    public void fill() {
        BloomFilter ours = BloomFilter.create(KEYS, 0.01);
        com.google.common.hash.BloomFilter<byte[]> guava =
                com.google.common.hash.BloomFilter.create(Funnels.byteArrayFunnel(), KEYS, 0.01);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < KEYS; i++) {
            byte[] key = key(i);
            ours.put(key);
            guava.put(key);
        }
        contains = filter.equals("bloom") ? ours::mightContain : guava::mightContain;
        for (int i = 0; i < QUERIES; i++) {
            boolean in = asked.equals("in") || (asked.equals("either") && random.nextBoolean());
            queries[i] = key(random.nextInt(KEYS) + (in ? 0 : KEYS));
        }
    }

    private static byte[] key(int i) {
        return ByteBuffer.allocate(16)
                .putLong(i * 0x9E3779B97F4A7C15L)
                .putLong(i)
                .array();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public int query() {
        int from = next;
        next = (from + BATCH) & (QUERIES - 1);
        int found = 0;
        for (int i = from; i < from + BATCH; i++) {
            found += contains.test(queries[i]) ? 1 : 0;
        }
        return found;
    }
}
