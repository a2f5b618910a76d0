package dev.ashlar.benchmarks.hashring;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import dev.ashlar.hashring.HashRing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The node of a text of 16 characters, hash included, of 100 nodes of 160 points. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HashRingStringKeyBenchmark {
    private static final int KEYS = 1 << 14;
    private static final int BATCH = 1024;

    @Param({"ring", "guavaBinarySearch"})
    private String locator;

    private final String[] keys = new String[KEYS];
    private Function<String, String> locate;
    private int next;

    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < KEYS; i++) {
            keys[i] = String.format("%016x", random.nextLong());
        }
        List<String> names = HashRingLocateBenchmark.names(100);
        if (locator.equals("ring")) {
            HashRing<String> ring = HashRingLocateBenchmark.ring(names, 160);
            locate = ring::locate;
        } else {
            HashFunction murmur = Hashing.murmur3_128();
            LongFunction<String> search = RivalRings.binarySearch(names, 160);
            locate = key ->
                    search.apply(murmur.hashString(key, StandardCharsets.UTF_8).asLong());
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batch(Blackhole hole) {
        int from = next;
        next = (from + BATCH) & (KEYS - 1);
        for (int i = from; i < from + BATCH; i++) {
            hole.consume(locate.apply(keys[i]));
        }
    }
}
