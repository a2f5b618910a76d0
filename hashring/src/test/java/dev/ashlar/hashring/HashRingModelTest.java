package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random joins, leaves and weights against the placement in the plainest words. */
class HashRingModelTest {
    private static final int[] BITS = {8, 12, 16, 64};

    static LongStream seeds() {
        return Seeds.upTo(24);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void changes_ofAnyKind_giveTheRingOfTheSpecification(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int bits = BITS[(int) (seed % BITS.length)];
        int perWeight = random.nextInt(1, 40);
        boolean zoned = random.nextBoolean();
        Map<String, Integer> weights = new TreeMap<>();
        Map<String, String> zones = new TreeMap<>();
        HashRing<String> ring = HashRing.<String>builder(id -> id)
                .pointsPerWeight(perWeight)
                .pointBits(bits)
                .build();
        for (int step = 0; step < 60; step++) {
            HashRingBuilder<String> change = ring.change();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                String id = "node-" + random.nextInt(12);
                int weight = random.nextInt(1, 5);
                if (!weights.containsKey(id)) {
                    weights.put(id, weight);
                    if (zoned && random.nextInt(4) > 0) {
                        String zone = "zone-" + random.nextInt(4);
                        zones.put(id, zone);
                        change.add(id, weight, zone);
                    } else {
                        change.add(id, weight);
                    }
                } else if (random.nextBoolean()) {
                    weights.put(id, weight);
                    change.weight(id, weight);
                } else {
                    weights.remove(id);
                    zones.remove(id);
                    change.remove(id);
                }
            }
            ring = change.build();
            compare(ring, new NaiveRing(weights, zones, perWeight, bits), random, "test.seed=" + seed + ", " + step);
        }
    }

    private static void compare(HashRing<String> ring, NaiveRing naive, SplittableRandom random, String what) {
        if (naive.isEmpty()) {
            assertThat(ring.nodes()).as(what).isEmpty();
            return;
        }
        for (int i = 0; i < 20; i++) {
            // Half of the keys at a point, or just beside one.
            long position = ring.points.point(random.nextInt(ring.pointCount())) + random.nextInt(3) - 1;
            long hash = i % 2 == 0 ? random.nextLong() : position * inverse(HashRing.position(1));
            assertThat(ring.locate(hash)).as(what).isEqualTo(naive.locate(hash));
            List<String> order = naive.preferences(hash);
            assertThat(ring.replicas(hash, 100)).as(what).isEqualTo(order);
            int count = random.nextInt(order.size() + 1);
            assertThat(ring.replicas(hash, count)).as(what).isEqualTo(order.subList(0, count));
            int[] into = new int[3];
            int found = ring.replicas(hash, into);
            assertThat(Arrays.stream(into).limit(found).mapToObj(ring.nodes()::get))
                    .as(what)
                    .containsExactlyElementsOf(order.subList(0, Math.min(3, order.size())));
        }
    }

    /** Of an odd number, modulo 2^64, by Newton's method. */
    private static long inverse(long odd) {
        long x = odd;
        for (int i = 0; i < 6; i++) {
            x *= 2 - odd * x;
        }
        assertThat(x * odd).isEqualTo(1);
        return x;
    }
}
