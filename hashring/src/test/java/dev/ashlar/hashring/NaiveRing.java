package dev.ashlar.hashring;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The placement of docs/formats/hash-ring.md, in the plainest words: a list of points, and a walk along it. */
final class NaiveRing {
    record Point(long position, String id) {}

    private final Map<String, Integer> weights = new TreeMap<>();
    private final Map<String, String> zones = new TreeMap<>();
    private final List<Point> points = new ArrayList<>();

    NaiveRing(Map<String, Integer> weights, Map<String, String> zones, int pointsPerWeight, int bits) {
        this.weights.putAll(weights);
        this.zones.putAll(zones);
        weights.forEach((id, weight) -> {
            long seed = Locator.hash(id.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < weight * pointsPerWeight; i++) {
                points.add(new Point(mix(seed ^ mix(i + 1)) & (-1L << (64 - bits)), id));
            }
        });
        // The identities of the tests are ASCII: as text they have the order of their bytes.
        points.sort(Comparator.<Point>comparingLong(p -> p.position ^ Long.MIN_VALUE)
                .thenComparing(Point::id));
    }

    private static long mix(long x) {
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }

    String locate(long hash) {
        return points.get(first(hash)).id;
    }

    private int first(long hash) {
        long position = hash * 0xF1357AEA2E62A9C5L;
        for (int i = 0; i < points.size(); i++) {
            if (Long.compareUnsigned(points.get(i).position, position) >= 0) {
                return i;
            }
        }
        return 0;
    }

    /** All nodes: the first of each zone, those without zone counting as of their own, and then the others. */
    List<String> preferences(long hash) {
        int first = first(hash);
        Set<String> clockwise = new LinkedHashSet<>();
        for (int i = 0; i < points.size(); i++) {
            clockwise.add(points.get((first + i) % points.size()).id);
        }
        Set<String> seen = new HashSet<>();
        List<String> order = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        boolean zoned = !zones.isEmpty();
        for (String id : clockwise) {
            boolean last = zoned && seen.containsAll(zones.values());
            boolean takes = !last && (!zones.containsKey(id) || seen.add(zones.get(id)));
            (takes ? order : rest).add(id);
        }
        order.addAll(rest);
        return order;
    }

    boolean isEmpty() {
        return points.isEmpty();
    }
}
