package dev.ashlar.benchmarks.hashring;

import dev.ashlar.hashring.HashRing;
import dev.ashlar.hashring.Locator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Rings as other libraries have them, with the points of ours, so that they give the same nodes. */
final class RivalRings {
    private RivalRings() {}

    /** As in spymemcached and most of the others: {@code ceilingEntry}, and the first one after the last. */
    static LongFunction<String> treeMap(List<String> names, int perNode) {
        NavigableMap<Long, String> ring = points(names, perNode);
        return hash -> {
            Map.Entry<Long, String> entry = ring.ceilingEntry(HashRing.position(hash) ^ Long.MIN_VALUE);
            return (entry == null ? ring.firstEntry() : entry).getValue();
        };
    }

    /** As in Pekko: a sorted array, and the owners beside it. */
    static LongFunction<String> binarySearch(List<String> names, int perNode) {
        NavigableMap<Long, String> ring = points(names, perNode);
        long[] points = ring.keySet().stream().mapToLong(point -> point).toArray();
        String[] owners = ring.values().toArray(String[]::new);
        return hash -> {
            int found = Arrays.binarySearch(points, HashRing.position(hash) ^ Long.MIN_VALUE);
            int index = found < 0 ? -found - 1 : found;
            return owners[index == points.length ? 0 : index];
        };
    }

    /** By points with the top bit flipped, whose order as signed numbers is that of the points. */
    static NavigableMap<Long, String> points(List<String> names, int perNode) {
        NavigableMap<Long, String> ring = new TreeMap<>();
        names.forEach(name -> add(ring, name, perNode));
        return ring;
    }

    /** The points of docs/formats/hash-ring.md. */
    static void add(Map<Long, String> ring, String name, int perNode) {
        long seed = Locator.hash(name.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < perNode; i++) {
            ring.put(mix(seed ^ mix(i + 1)) ^ Long.MIN_VALUE, name);
        }
    }

    static void remove(Map<Long, String> ring, String name, int perNode) {
        long seed = Locator.hash(name.getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < perNode; i++) {
            ring.remove(mix(seed ^ mix(i + 1)) ^ Long.MIN_VALUE);
        }
    }

    private static long mix(long word) {
        long z = (word ^ (word >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
