package dev.ashlar.benchmarks.hashring;

import dev.ashlar.hashring.HashRing;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A node joins a ring that readers go on reading: ours makes another one. A {@code TreeMap} has to be copied for that, or made
 * anew, as spymemcached does; {@code treeMapInPlace} changes the one that is there, which no reader may see.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HashRingChangeBenchmark {
    @Param({"100x160", "300x2000"})
    private String size;

    private List<String> names;
    private int perNode;
    private HashRing<String> ring;
    private NavigableMap<Long, String> treeMap;

    @Setup
    public void setUp() {
        names = HashRingLocateBenchmark.names(Integer.parseInt(size.substring(0, size.indexOf('x'))));
        perNode = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        ring = HashRingLocateBenchmark.ring(names, perNode);
        treeMap = RivalRings.points(names, perNode);
    }

    @Benchmark
    public HashRing<String> ring() {
        return ring.with("new");
    }

    @Benchmark
    public HashRing<String> ringAnew() {
        return HashRingLocateBenchmark.ring(names, perNode);
    }

    @Benchmark
    public Map<Long, String> treeMapCopied() {
        TreeMap<Long, String> copy = new TreeMap<>(treeMap);
        RivalRings.add(copy, "new", perNode);
        return copy;
    }

    @Benchmark
    public Map<Long, String> treeMapAnew() {
        return RivalRings.points(names, perNode);
    }

    /** A join and the leave that undoes it. */
    @Benchmark
    public Map<Long, String> treeMapInPlace() {
        RivalRings.add(treeMap, "new", perNode);
        RivalRings.remove(treeMap, "new", perNode);
        return treeMap;
    }
}
