package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BalancedPlacementTest {
    static LongStream seeds() {
        return Seeds.upTo(6);
    }

    @Test
    void build_hundredNodes_areEven() {
        HashRing<String> ring = Rings.balanced(100, 128);
        assertThat(ring.pointCount()).isBetween(12_800, 14_000);
        assertThat(ring.ownership().maxLoad()).isLessThan(1.01);
        assertThat(ring.ownership().minLoad()).isGreaterThan(0.99);
        assertThat(Rings.random(100, 128).ownership().maxLoad()).isGreaterThan(1.15);
        for (String node : ring.nodes()) {
            assertThat(ring.without(node).ownership().maxLoad()).as(node).isLessThan(1.05);
        }
    }

    @Test
    void build_joinsOneByOne_areEvenAtEveryNumberOfNodes() {
        HashRing<String> ring = HashRing.<String>builder(id -> id)
                .placement(Placement.BALANCED)
                .pointsPerWeight(128)
                .build();
        for (String name : Rings.names(150)) {
            ring = ring.with(name);
            assertThat(ring.ownership().maxLoad()).as("%s", ring).isLessThan(1.02);
        }
    }

    @Test
    void build_moreNodesThanPointsOfOne_isStillEven() {
        assertThat(Rings.balanced(300, 32).ownership().maxLoad()).isLessThan(1.1);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void changes_ofAnyKind_moveKeysOnlyToOrFromTheChangedNode(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> there = new ArrayList<>(Rings.names(20));
        HashRing<String> ring = Rings.balanced(20, 64);
        for (int step = 0; step < 60; step++) {
            HashRing<String> next;
            String changed;
            int kind = random.nextInt(there.size() < 5 ? 1 : 4);
            if (kind < 2) {
                changed = "new-" + step;
                there.add(changed);
                next = ring.change().add(changed, random.nextInt(1, 4)).build();
            } else if (kind == 2) {
                changed = there.remove(random.nextInt(there.size()));
                next = ring.without(changed);
            } else {
                changed = there.get(random.nextInt(there.size()));
                next = ring.withWeight(changed, random.nextInt(1, 5));
            }
            int weightBefore = ring.contains(changed) ? ring.weight(changed) : 0;
            int weightAfter = next.contains(changed) ? next.weight(changed) : 0;
            if (weightBefore != weightAfter) {
                for (RingDiff.Move<String> move : ring.diff(next).moves()) {
                    assertThat(weightAfter > weightBefore ? move.to() : move.from())
                            .as("test.seed=%s, step %s", seed, step)
                            .isEqualTo(changed);
                }
            }
            assertThat(next.ownership().shares().stream()
                            .mapToDouble(Ownership.Share::share)
                            .sum())
                    .isBetween(1 - 1e-9, 1 + 1e-9);
            assertThat(next.nodes()).containsExactlyInAnyOrderElementsOf(there);
            ring = next;
        }
        assertThat(ring.with("evens out").ownership().maxLoad()).isLessThan(1.05);
    }

    @Test
    void without_theLastThatJoined_undoesTheJoin() {
        HashRing<String> ring = Rings.balanced(30, 64);
        HashRing<String> again = ring.with("guest").without("guest");
        assertThat(again.fingerprint()).isEqualTo(ring.fingerprint());
    }

    @Test
    void change_sameChangesInTheSameOrder_giveTheSameRing() {
        HashRing<String> one =
                Rings.balanced(30, 64).without("node-3").with("x").withWeight("node-5", 2);
        HashRing<String> other =
                Rings.balanced(30, 64).without("node-3").with("x").withWeight("node-5", 2);
        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
    }

    @Test
    void build_weights_areShares() {
        HashRingBuilder<String> builder = HashRing.<String>builder(id -> id).placement(Placement.BALANCED);
        for (int i = 0; i < 40; i++) {
            builder.add("node-" + i, 1 + i % 4);
        }
        assertThat(builder.build().ownership().maxLoad()).isLessThan(1.05);
    }

    @Test
    void changes_manyLeavesAndJoins_stayEvenWithoutEverMorePoints() {
        HashRing<String> ring = Rings.balanced(50, 128);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 200; i++) {
            String leaves = ring.nodes().get(random.nextInt(50));
            ring = ring.without(leaves);
            assertThat(ring.ownership().maxLoad()).isLessThan(1.05);
            ring = ring.with("new-" + i);
            assertThat(ring.ownership().maxLoad()).isLessThan(1.05);
        }
        assertThat(ring.pointCount()).isLessThan(4 * 50 * 128);
    }

    @ParameterizedTest
    @CsvSource({"1, 10", "3, 10", "2, 8", "1, 100", "1, 2000", "7, 500", "40, 2", "20, 15"})
    void with_nodeOfMoreWeightThanTheOthers_isEven(int nodes, int weight) {
        HashRing<String> ring = Rings.balanced(nodes, 128);
        HashRing<String> joined = ring.change().add("heavy", weight).build();
        assertThat(joined.ownership().maxLoad()).isLessThan(1.01);
        assertThat(joined.ownership().minLoad()).isGreaterThan(0.99);
        assertThat(joined.without("heavy").fingerprint()).isEqualTo(ring.fingerprint());
        HashRing<String> grown = ring.with("heavy").withWeight("heavy", weight);
        assertThat(grown.ownership().maxLoad()).isLessThan(1.01);
        assertThat(grown.ownership().minLoad()).isGreaterThan(0.99);
    }

    @Test
    void withWeight_upAndDownAgain_staysEvenWithoutEverMorePoints() {
        HashRing<String> ring = Rings.balanced(10, 128);
        for (int i = 0; i < 200; i++) {
            ring = ring.withWeight("node-3", i % 2 == 0 ? 2 : 1);
            assertThat(ring.ownership().maxLoad()).as("flap %s", i).isLessThan(1.05);
            assertThat(ring.ownership().minLoad()).as("flap %s", i).isGreaterThan(0.95);
            assertThat(ring.pointCount()).as("flap %s", i).isLessThan(4 * 10 * 128);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, 8, 1", "2, 8, 7", "10, 8, 1", "10, 100, 1", "40, 3, 2"})
    void withWeight_lower_isEven(int nodes, int before, int after) {
        HashRingBuilder<String> builder =
                HashRing.<String>builder(id -> id).placement(Placement.BALANCED).pointsPerWeight(128);
        Rings.names(nodes).forEach(name -> builder.add(name, name.equals("node-0") ? before : 1));
        HashRing<String> ring = builder.build();
        HashRing<String> less = ring.withWeight("node-0", after);
        assertThat(less.ownership().maxLoad()).isLessThan(1.03);
        assertThat(less.ownership().minLoad()).isGreaterThan(0.97);
        assertThat(less.pointCount()).isLessThanOrEqualTo(ring.pointCount() + 1);
    }

    @Test
    void build_fewPoints_works() {
        for (int nodes = 1; nodes < 20; nodes++) {
            HashRing<String> ring = Rings.balanced(nodes, 1);
            assertThat(ring.ownership().minLoad()).as("%s", ring.ownership()).isPositive();
        }
        HashRing<String> alone = Rings.balanced(1, 1);
        assertThat(alone.withWeight("node-0", 5)
                        .withWeight("node-0", 2)
                        .ownership()
                        .maxLoad())
                .isEqualTo(1);
    }
}
