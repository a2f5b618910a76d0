package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RendezvousTest {
    private static final int KEYS = 50_000;

    @Test
    void locate_weights_areShares() {
        Rendezvous<String> locator = Rendezvous.of(
                Rings.names(10), name -> name, name -> name.equals("node-3") ? 5.5 : name.equals("node-4") ? 0.5 : 1);
        Map<String, Integer> counts = new HashMap<>();
        for (long hash : Rings.hashes(1, KEYS)) {
            counts.merge(locator.locate(hash), 1, Integer::sum);
        }
        counts.forEach((node, count) -> {
            double mean = KEYS / 14.0 * (node.equals("node-3") ? 5.5 : node.equals("node-4") ? 0.5 : 1);
            assertThat((double) count).isBetween(mean - 5 * Math.sqrt(mean), mean + 5 * Math.sqrt(mean));
        });
        assertThat(counts).hasSize(10);
    }

    @Test
    void locate_changedWeight_movesKeysOfThatNodeOnly() {
        Rendezvous<String> before = Rendezvous.of(Rings.names(10), name -> name);
        Rendezvous<String> after = Rendezvous.of(Rings.names(10), name -> name, name -> name.equals("node-3") ? 2 : 1);
        for (long hash : Rings.hashes(2, KEYS)) {
            assertThat(after.locate(hash)).isIn("node-3", before.locate(hash));
        }
    }

    @Test
    void replicas_anyCount_areAnOrderThatLosesOnlyWhoLeaves() {
        List<String> names = new ArrayList<>(Rings.names(10));
        Rendezvous<String> all = Rendezvous.of(names, name -> name);
        Collections.shuffle(names, new Random(1));
        names.remove("node-3");
        Rendezvous<String> less = Rendezvous.of(names, name -> name);
        for (long hash : Rings.hashes(3, 2_000)) {
            List<String> order = new ArrayList<>(all.replicas(hash, 99));
            assertThat(order).hasSize(10).doesNotHaveDuplicates().startsWith(all.locate(hash));
            assertThat(all.replicas(hash, 4)).isEqualTo(order.subList(0, 4));
            order.remove("node-3");
            assertThat(less.replicas(hash, 9)).isEqualTo(order);
            assertThat(less.locate(hash)).isEqualTo(order.get(0));
        }
    }
}
