package dev.ashlar.benchmarks.hashring;

import dev.ashlar.hashring.BucketLocator;
import dev.ashlar.hashring.HashRing;
import dev.ashlar.hashring.JumpBackHash;
import dev.ashlar.hashring.JumpHash;
import dev.ashlar.hashring.Maglev;
import dev.ashlar.hashring.Rendezvous;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
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

/**
 * The node of a key by its 64-bit hash, beside the rings that others have, whose points are the same.
 *
 * <p>{@code ring3} and {@code zones3} find three replicas into an array. The floors: {@code bare} is a load from a
 * {@code char[65537]} and the node, {@code bareModulo} the same with the paper's remainder, {@code query} reading the query.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HashRingLocateBenchmark {
    private static final int QUERIES = 1 << 18;
    private static final int BATCH = 1024;

    @Param({
        "ring",
        "treeMap",
        "binarySearch",
        "bare",
        "bareModulo",
        "query",
        "ring3",
        "zones3",
        "maglev",
        "jump",
        "jumpBack",
        "rendezvous"
    })
    private String locator;

    /** Nodes x points of each. */
    @Param({"100x160", "1000x1000"})
    private String size;

    private final long[] queries = new long[QUERIES];
    private LongFunction<String> locate;
    private int next;

    @Setup
    public void setUp() {
        int nodes = Integer.parseInt(size.substring(0, size.indexOf('x')));
        int perNode = Integer.parseInt(size.substring(size.indexOf('x') + 1));
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < QUERIES; i++) {
            queries[i] = random.nextLong();
        }
        List<String> names = names(nodes);
        HashRing<String> ring = ring(names, perNode);
        locate = switch (locator) {
            case "ring" -> ring::locate;
            case "treeMap" -> RivalRings.treeMap(names, perNode);
            case "binarySearch" -> RivalRings.binarySearch(names, perNode);
            case "bare" -> bare(names, false);
            case "bareModulo" -> bare(names, true);
            case "query" -> hash -> hash == 42 ? "" : null;
            case "ring3" -> three(ring);
            case "zones3" -> three(zoned(names, perNode));
            case "maglev" -> Maglev.of(names, name -> name)::locate;
            case "jump" -> new BucketLocator<>(JumpHash::bucket, names)::locate;
            case "jumpBack" -> new BucketLocator<>(JumpBackHash::bucket, names)::locate;
            case "rendezvous" -> Rendezvous.of(names, name -> name)::locate;
            default -> throw new IllegalArgumentException(locator);
        };
        if (List.of("ring", "treeMap", "binarySearch", "ring3").contains(locator)) {
            for (long query : queries) {
                if (!ring.locate(query).equals(locate.apply(query))) {
                    throw new IllegalStateException("the node must be that of the ring: " + query);
                }
            }
        }
    }

    static List<String> names(int nodes) {
        return IntStream.range(0, nodes).mapToObj(i -> "node-" + i).toList();
    }

    static HashRing<String> ring(List<String> names, int perNode) {
        var builder = HashRing.<String>builder(name -> name).pointsPerWeight(perNode);
        names.forEach(builder::add);
        return builder.build();
    }

    private static HashRing<String> zoned(List<String> names, int perNode) {
        var builder = HashRing.<String>builder(name -> name).pointsPerWeight(perNode);
        for (int i = 0; i < names.size(); i++) {
            builder.add(names.get(i), 1, "zone-" + i % 3);
        }
        return builder.build();
    }

    private static LongFunction<String> three(HashRing<String> ring) {
        int[] into = new int[3];
        String[] nodes = ring.nodes().toArray(String[]::new);
        return hash -> {
            ring.replicas(hash, into);
            return nodes[into[0]];
        };
    }

    private static LongFunction<String> bare(List<String> names, boolean modulo) {
        String[] nodes = names.toArray(String[]::new);
        char[] table = new char[65_537];
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < table.length; i++) {
            table[i] = (char) random.nextInt(nodes.length);
        }
        return modulo
                ? hash -> nodes[table[(int) Long.remainderUnsigned(hash, 65_537)]]
                : hash -> nodes[table[(int) (((hash >>> 32) * 65_537) >>> 32)]];
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void batch(Blackhole hole) {
        int from = next;
        next = (from + BATCH) & (QUERIES - 1);
        for (int i = from; i < from + BATCH; i++) {
            hole.consume(locate.apply(queries[i]));
        }
    }
}
