package dev.ashlar.hashring;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Rings and keys of the tests. */
final class Rings {
    private Rings() {}

    static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "node-" + i).toList();
    }

    static HashRing<String> random(int nodes, int points) {
        return of(Placement.RANDOM, names(nodes), points);
    }

    static HashRing<String> balanced(int nodes, int points) {
        return of(Placement.BALANCED, names(nodes), points);
    }

    static HashRing<String> of(Placement placement, List<String> names, int points) {
        HashRingBuilder<String> builder =
                HashRing.<String>builder(id -> id).placement(placement).pointsPerWeight(points);
        names.forEach(builder::add);
        return builder.build();
    }

    static long[] hashes(long seed, int count) {
        return new SplittableRandom(seed).longs(count).toArray();
    }
}
