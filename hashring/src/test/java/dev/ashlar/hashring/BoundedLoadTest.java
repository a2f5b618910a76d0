package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.hashring.BoundedLoad.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoundedLoadTest {
    static LongStream seeds() {
        return Seeds.upTo(6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void acquire_anyPermits_neverExceedTheCap(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        HashRing<String> ring = Rings.random(10, 20).withWeight("node-2", 3);
        BoundedLoad<String> bounded = new BoundedLoad<>(ring, 1.1 + seed / 4.0);
        List<Permit<String>> held = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            if (held.isEmpty() || random.nextInt(5) < 3) {
                // Half of the permits are for one key, which one node could not carry.
                long hash = random.nextBoolean() ? 42 : random.nextLong();
                String expected = bounded.locate(hash);
                Permit<String> permit = bounded.acquire(hash);
                held.add(permit);
                assertThat(permit.node()).isEqualTo(expected);
                double part = ring.weight(permit.node()) / 12.0;
                assertThat(bounded.load(permit.node()))
                        .as("test.seed=%s, step %s", seed, step)
                        .isLessThanOrEqualTo((int) Math.ceil((1.1 + seed / 4.0) * held.size() * part));
            } else {
                Permit<String> permit = held.remove(random.nextInt(held.size()));
                permit.close();
                permit.close();
            }
        }
        int loads = ring.nodes().stream().mapToInt(bounded::load).sum();
        assertThat(loads).isEqualTo(held.size());
    }

    @Test
    void acquire_noBodyFull_isTheRing() {
        HashRing<String> ring = Rings.random(10, 20);
        BoundedLoad<String> bounded = new BoundedLoad<>(ring, 1000);
        for (long hash : Rings.hashes(1, 1_000)) {
            assertThat(bounded.acquire(hash).node()).isEqualTo(ring.locate(hash));
        }
    }

    @Test
    void acquire_fullNode_spillsOverAllOthers() {
        HashRing<String> ring = Rings.random(10, 20);
        BoundedLoad<String> bounded = new BoundedLoad<>(ring, 1.25);
        long[] hot = LongStream.of(Rings.hashes(2, 20_000))
                .filter(hash -> ring.locate(hash).equals("node-0"))
                .toArray();
        for (long hash : hot) {
            bounded.acquire(hash);
        }
        for (String node : ring.nodes()) {
            assertThat(bounded.load(node)).isBetween((int) (hot.length * 0.05), (int) Math.ceil(hot.length * 0.125));
        }
    }

    @Test
    void acquire_bySeveralThreads_neverExceedsTheCap() throws Exception {
        HashRing<String> ring = Rings.random(4, 10);
        BoundedLoad<String> bounded = new BoundedLoad<>(ring, 1.01);
        var pool = Executors.newFixedThreadPool(4);
        int each = 5_000;
        try {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                tasks.add(() -> {
                    int over = 0;
                    for (int i = 0; i < each; i++) {
                        Permit<String> permit = bounded.acquire(7);
                        over += bounded.load(permit.node()) > Math.ceil(1.01 * 4 * each / 4) ? 1 : 0;
                    }
                    return over;
                });
            }
            for (Future<Integer> task : pool.invokeAll(tasks)) {
                assertThat(task.get()).isZero();
            }
        } finally {
            pool.shutdown();
        }
        for (String node : ring.nodes()) {
            assertThat(bounded.load(node)).isLessThanOrEqualTo((int) Math.ceil(1.01 * each));
        }
        assertThat(ring.nodes().stream().mapToInt(bounded::load).sum()).isEqualTo(4 * each);
    }

    @Test
    void ring_changed_keepsTheLoadsOfThoseWhoStay() {
        HashRing<String> ring = Rings.random(5, 20);
        BoundedLoad<String> bounded = new BoundedLoad<>(ring, 2);
        List<Permit<String>> held = new ArrayList<>();
        for (long hash : Rings.hashes(3, 500)) {
            held.add(bounded.acquire(hash));
        }
        int load = bounded.load("node-1");
        bounded.ring(ring.without("node-0").with("new"));
        assertThat(bounded.load("node-1")).isEqualTo(load).isPositive();
        assertThat(bounded.load("new")).isZero();
        assertThat(bounded.nodes()).contains("new").doesNotContain("node-0");
        held.forEach(Permit::close);
        assertThat(bounded.nodes()).allMatch(node -> bounded.load(node) == 0);
    }

    @Test
    void ring_nodeLeavesAndReturns_countsThePermitsItStillHas() {
        HashRing<String> ring = Rings.random(4, 20);
        BoundedLoad<String> bounded = new BoundedLoad<>(ring, 1.25);
        List<Permit<String>> held = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 100; i++) {
                held.add(bounded.acquire(42));
                Permit<String> last = held.get(held.size() - 1);
                long ofNode = held.stream()
                        .filter(permit -> permit.node().equals(last.node()))
                        .count();
                assertThat(ofNode)
                        .as("round %s", round)
                        .isEqualTo(bounded.load(last.node()))
                        .isLessThanOrEqualTo((long) Math.ceil(1.25 * held.size() / 4));
            }
            bounded.ring(ring.without(ring.locate(42)));
            bounded.ring(ring);
        }
        String owner = ring.locate(42);
        bounded.ring(ring.without(owner));
        held.forEach(Permit::close);
        bounded.ring(ring.without(owner).with("other"));
        bounded.ring(ring);
        assertThat(ring.nodes()).allMatch(node -> bounded.load(node) == 0);
    }
}
