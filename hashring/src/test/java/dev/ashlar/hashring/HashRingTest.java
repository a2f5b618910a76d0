package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HashRingTest {
    private static final int KEYS = 100_000;

    private static HashRingBuilder<String> cut(int bits) {
        return HashRing.<String>builder(id -> id).pointsPerWeight(40).pointBits(bits);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12, 16, 64})
    void build_anyOrderOfJoinsAndLeaves_isTheSameRing(int bits) {
        List<String> names = new ArrayList<>(Rings.names(12));
        HashRingBuilder<String> all = cut(bits);
        names.forEach(all::add);
        HashRing<String> expected = all.build();
        if (bits <= 12) {
            long different = java.util.stream.IntStream.range(0, expected.pointCount())
                    .mapToLong(expected.points::point)
                    .distinct()
                    .count();
            assertThat(different)
                    .as("points must collide, or this proves nothing")
                    .isLessThan(expected.pointCount());
        }
        Random random = new Random(bits);
        for (int round = 0; round < 50; round++) {
            Collections.shuffle(names, random);
            HashRing<String> ring = cut(bits).build();
            for (String name : names) {
                ring = ring.with("stranger").with(name).without("stranger");
            }
            assertThat(ring.toByteArray()).isEqualTo(expected.toByteArray());
            assertThat(ring.fingerprint()).isEqualTo(expected.fingerprint());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 12, 16, 64})
    void without_aNode_isAsIfItHadNeverBeenThere(int bits) {
        HashRingBuilder<String> all = cut(bits);
        Rings.names(12).forEach(all::add);
        HashRing<String> ring = all.build();
        for (String name : Rings.names(12)) {
            HashRingBuilder<String> others = cut(bits);
            Rings.names(12).stream().filter(other -> !other.equals(name)).forEach(others::add);
            HashRing<String> without = ring.without(name);
            assertThat(without.fingerprint()).isEqualTo(others.build().fingerprint());
            assertThat(without.with(name).fingerprint()).isEqualTo(ring.fingerprint());
            for (long hash : Rings.hashes(1, 2_000)) {
                if (!ring.locate(hash).equals(name)) {
                    assertThat(without.locate(hash)).isEqualTo(ring.locate(hash));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"10, 160", "100, 160", "100, 1000"})
    void with_oneMore_movesOnlyToItAndAsMuchAsItShould(int nodes, int points) {
        HashRing<String> ring = Rings.random(nodes, points);
        HashRing<String> more = ring.with("new");
        int moved = 0;
        for (long hash : Rings.hashes(2, KEYS)) {
            if (!ring.locate(hash).equals(more.locate(hash))) {
                assertThat(more.locate(hash)).isEqualTo("new");
                moved++;
            }
        }
        // What moves is Beta(V, N V), and the keys of it binomial.
        double mean = 1.0 / (nodes + 1);
        double sd = Math.sqrt(mean * (1 - mean) * (1.0 / KEYS + 1.0 / ((nodes + 1) * points + 1)));
        assertThat((double) moved / KEYS).isCloseTo(mean, offset(4 * sd));
    }

    @Test
    void withWeight_more_movesKeysOfThatNodeOnly() {
        HashRing<String> ring = Rings.random(20, 100);
        HashRing<String> more = ring.withWeight("node-7", 3);
        HashRing<String> less = more.withWeight("node-7", 2);
        for (long hash : Rings.hashes(3, KEYS)) {
            if (!ring.locate(hash).equals(more.locate(hash))) {
                assertThat(more.locate(hash)).isEqualTo("node-7");
            }
            if (!more.locate(hash).equals(less.locate(hash))) {
                assertThat(more.locate(hash)).isEqualTo("node-7");
            }
        }
        assertThat(less.withWeight("node-7", 1).fingerprint()).isEqualTo(ring.fingerprint());
        assertThat(more.weight("node-7")).isEqualTo(3);
        assertThat(share(more, "node-7")).isCloseTo(3.0 / 22, offset(5 * Math.sqrt(3.0 / 22 / 2200)));
    }

    private static double share(HashRing<String> ring, String node) {
        return ring.ownership().shares().get(ring.nodes().indexOf(node)).share();
    }

    @Test
    void locate_manyKeys_areSpreadAsTheShares() {
        HashRing<String> ring = Rings.random(50, 160);
        int[] counts = new int[50];
        for (long hash : Rings.hashes(4, KEYS)) {
            counts[ring.nodes().indexOf(ring.locate(hash))]++;
        }
        double chiSquare = 0;
        for (int i = 0; i < counts.length; i++) {
            double expected = ring.ownership().shares().get(i).share() * KEYS;
            chiSquare += (counts[i] - expected) * (counts[i] - expected) / expected;
        }
        // 49 degrees of freedom: 85.4 is exceeded once in a thousand.
        assertThat(chiSquare).isLessThan(85.4);
    }

    /** Who goes by the top bits of the same hash inside a shard must find them uniform there. */
    @Test
    void locate_keysOfOneNode_haveUniformTopBits() {
        HashRing<String> ring = Rings.random(64, 4);
        String node = ring.nodes().get(5);
        int[] counts = new int[64];
        int total = 0;
        for (long hash : Rings.hashes(5, 1_000_000)) {
            if (ring.locate(hash).equals(node)) {
                counts[(int) (hash >>> 58)]++;
                total++;
            }
        }
        double expected = total / 64.0;
        double chiSquare = Arrays.stream(counts)
                .mapToDouble(c -> (c - expected) * (c - expected) / expected)
                .sum();
        assertThat(chiSquare).isLessThan(103.4); // 63 degrees of freedom, once in a thousand
    }

    @Test
    void locate_aMillionPoints_isThatOfABinarySearch() {
        HashRing<String> ring = Rings.random(1000, 1000);
        long[] points = new long[ring.pointCount()];
        Arrays.setAll(points, i -> ring.points.point(i) ^ Long.MIN_VALUE);
        assertThat(points).isSorted().hasSize(1_000_000);
        for (long hash : Rings.hashes(6, KEYS)) {
            int found = Arrays.binarySearch(points, HashRing.position(hash) ^ Long.MIN_VALUE);
            int first = (found < 0 ? -found - 1 : found) % points.length;
            assertThat(ring.locate(hash)).isEqualTo(ring.nodes().get(ring.points.owner(first)));
        }
    }

    @Test
    void locate_bytesAndText_areTheirHashes() {
        HashRing<String> ring = Rings.random(10, 40);
        byte[] bytes = "key".getBytes(StandardCharsets.UTF_8);
        assertThat(ring.locate(bytes)).isEqualTo(ring.locate(Locator.hash(bytes)));
        assertThat(ring.locate("key")).isEqualTo(ring.locate(Locator.hash("key")));
        assertThat(ring.locate(new StringBuilder("key"))).isEqualTo(ring.locate("key"));
    }

    @Test
    void locate_extremeHashes_areOnTheRing() {
        HashRing<String> ring = Rings.random(3, 1);
        NaiveRing naive =
                new NaiveRing(java.util.Map.of("node-0", 1, "node-1", 1, "node-2", 1), java.util.Map.of(), 1, 64);
        for (long hash : new long[] {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(ring.locate(hash)).isEqualTo(naive.locate(hash));
        }
    }

    @Test
    void builder_textAndItsBytes_areTheSameIdentity() {
        HashRing<String> text =
                HashRing.<String>builder(id -> id).add("ä").add("b").build();
        HashRing<String> bytes = HashRing.<String>builderByBytes(id -> id.getBytes(StandardCharsets.UTF_8))
                .add("b")
                .add("ä")
                .build();
        assertThat(bytes.fingerprint()).isEqualTo(text.fingerprint());
    }

    @Test
    void builder_nodesWithoutUsableToString_areNamedByIdentity() {
        record Server(String host, int port, double changing) {}
        HashRing<Server> one = HashRing.builder((Server s) -> s.host + ":" + s.port)
                .add(new Server("a", 300, Math.random()))
                .add(new Server("a", 3000, Math.random()))
                .build();
        HashRing<Server> other = HashRing.builder((Server s) -> s.host + ":" + s.port)
                .add(new Server("a", 3000, Math.random()))
                .add(new Server("a", 300, Math.random()))
                .build();
        assertThat(one.fingerprint()).isEqualTo(other.fingerprint());
        assertThat(one.contains(new Server("a", 300, 0))).isTrue();
    }

    /** "a:300" + "0" and "a:3000" + "" must not be the same point. */
    @Test
    void points_identitiesThatBeginAlike_differ() {
        HashRing<String> ring = HashRing.<String>builder(id -> id)
                .add("a:300")
                .add("a:3000")
                .add("a:30")
                .build();
        assertThat(java.util.stream.IntStream.range(0, ring.pointCount()).mapToLong(ring.points::point))
                .doesNotHaveDuplicates();
    }

    @Test
    void replicas_anyCount_beginWithTheShorterList() {
        HashRing<String> ring = Rings.random(9, 30);
        for (long hash : Rings.hashes(7, 2_000)) {
            List<String> all = ring.replicas(hash, 20);
            assertThat(all).hasSize(9).doesNotHaveDuplicates().startsWith(ring.locate(hash));
            for (int count = 0; count < 9; count++) {
                assertThat(ring.replicas(hash, count)).isEqualTo(all.subList(0, count));
            }
        }
    }

    @Test
    void replicas_whenANodeLeaves_loseOnlyThatNode() {
        HashRing<String> ring = Rings.random(9, 30);
        HashRing<String> less = ring.without("node-4");
        for (long hash : Rings.hashes(8, 2_000)) {
            List<String> expected = new ArrayList<>(ring.replicas(hash, 9));
            expected.remove("node-4");
            assertThat(less.replicas(hash, 8)).isEqualTo(expected);
        }
    }

    @Test
    void replicas_zones_areDifferentAsFarAsThereAreAny() {
        HashRingBuilder<String> builder = HashRing.<String>builder(id -> id).pointsPerWeight(50);
        for (int i = 0; i < 12; i++) {
            builder.add("node-" + i, 1, i < 8 ? "big" : i < 11 ? "middle" : "small");
        }
        HashRing<String> ring = builder.build();
        for (long hash : Rings.hashes(9, 5_000)) {
            List<String> list = ring.replicas(hash, 5);
            assertThat(Set.of(zone(ring, list, 0), zone(ring, list, 1), zone(ring, list, 2)))
                    .containsExactlyInAnyOrder("big", "middle", "small");
            assertThat(list).hasSize(5).doesNotHaveDuplicates().startsWith(ring.locate(hash));
        }
    }

    private static String zone(HashRing<String> ring, List<String> list, int index) {
        return ring.zone(list.get(index));
    }

    @Test
    void locateOrNull_nodesThatCannotBeUsed_moveOnlyTheirKeys() {
        HashRing<String> ring = Rings.random(10, 40);
        HashRing<String> without = ring.without("node-3").without("node-6");
        int[] into = new int[3];
        for (long hash : Rings.hashes(10, 5_000)) {
            java.util.function.Predicate<String> usable = node -> !node.equals("node-3") && !node.equals("node-6");
            assertThat(ring.locateOrNull(hash, usable)).isEqualTo(without.locate(hash));
            assertThat(ring.replicas(hash, into, usable)).isEqualTo(3);
            assertThat(Arrays.stream(into).mapToObj(ring.nodes()::get))
                    .containsExactlyElementsOf(without.replicas(hash, 3));
        }
        assertThat(ring.locateOrNull(1, node -> false)).isNull();
        assertThat(ring.replicas(1, into, node -> false)).isZero();
        assertThat(ring.locateOrNull(1, node -> node.equals("node-9"))).isEqualTo("node-9");
    }

    @Test
    void sizeInBytes_hundredNodes_isAQuarterOfATreeMap() {
        HashRing<String> ring = Rings.random(100, 160);
        ring.replicas(1, 3);
        // An entry of 40 bytes and a Long of 24 for every point, with compressed pointers.
        assertThat(ring.sizeInBytes()).isLessThanOrEqualTo(64L * ring.pointCount() / 4);
    }

    @Test
    void positions_neighbours_areDifferent() {
        assertThat(new SplittableRandom(1).longs(1000).map(HashRing::position)).doesNotHaveDuplicates();
        assertThat(HashRing.position(0)).isZero();
    }
}
