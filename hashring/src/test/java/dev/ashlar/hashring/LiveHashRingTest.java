package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LiveHashRingTest {
    @Test
    void change_severalAtOnce_isOneGeneration() {
        LiveHashRing<String> live = new LiveHashRing<>(Rings.random(3, 20));
        HashRing<String> before = live.ring();
        LiveHashRing.Generation<String> published =
                live.change(change -> change.add("x").remove("node-1").weight("node-2", 3));
        assertThat(published.number()).isEqualTo(1);
        assertThat(published.previous()).isSameAs(before);
        assertThat(live.generation()).isSameAs(published);
        assertThat(live.nodes()).containsExactly("node-0", "node-2", "x");
        for (long hash : Rings.hashes(1, 100)) {
            assertThat(live.locate(hash)).isEqualTo(published.ring().locate(hash));
            assertThat(live.locatePrevious(hash)).isEqualTo(before.locate(hash));
        }
    }

    @Test
    void change_refused_changesNothing() {
        LiveHashRing<String> live = new LiveHashRing<>(Rings.random(3, 20));
        LiveHashRing.Generation<String> before = live.generation();
        assertThatThrownBy(() -> live.change(change -> change.add("x").add("node-0")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(live.generation()).isSameAs(before);
    }

    @Test
    void change_bySeveralThreads_losesNone() throws Exception {
        LiveHashRing<String> live = new LiveHashRing<>(Rings.random(1, 4));
        var pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int thread = t;
                writers.add(pool.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        String name = thread + "/" + i;
                        live.change(change -> change.add(name));
                    }
                }));
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        } finally {
            pool.shutdown();
        }
        assertThat(live.nodes()).hasSize(201);
        assertThat(live.generation().number()).isEqualTo(200);
    }

    @Test
    void locate_underChurn_seesOnlyPublishedRings() throws Exception {
        LiveHashRing<String> live = new LiveHashRing<>(Rings.random(8, 40));
        Map<Long, Long> published = new ConcurrentHashMap<>();
        published.put(0L, live.ring().fingerprint());
        Map<Long, Long> seen = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        var pool = Executors.newFixedThreadPool(2);
        try {
            Future<Long> reader = pool.submit(() -> {
                long last = -1;
                long turns = 0;
                while (!stop.get() || turns == 0) {
                    LiveHashRing.Generation<String> generation = live.generation();
                    assertThat(generation.number()).isGreaterThanOrEqualTo(last);
                    last = generation.number();
                    seen.put(last, generation.ring().fingerprint());
                    String node = generation.ring().locate(turns);
                    assertThat(generation.ring().contains(node)).isTrue();
                    turns++;
                }
                return turns;
            });
            for (int i = 0; i < 300; i++) {
                String name = "churn-" + i % 5;
                LiveHashRing.Generation<String> generation = live.change(change -> {
                    if (live.ring().contains(name)) {
                        change.remove(name);
                    } else {
                        change.add(name, 2);
                    }
                });
                published.put(generation.number(), generation.ring().fingerprint());
            }
            stop.set(true);
            assertThat(reader.get()).isPositive();
        } finally {
            pool.shutdown();
        }
        assertThat(published).containsAllEntriesOf(seen);
        assertThat(Set.copyOf(live.nodes())).containsAll(Rings.names(8));
    }
}
