package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaglevTest {
    /** Table 1 of the paper: three backends, then without the second. */
    @Test
    void fill_exampleOfThePaper_isItsTable() {
        assertThat(Maglev.fill(new int[] {3, 0, 3}, new int[] {4, 2, 1}, 7))
                .containsExactly((char) 1, (char) 0, (char) 1, (char) 0, (char) 2, (char) 2, (char) 0);
        assertThat(Maglev.fill(new int[] {3, 3}, new int[] {4, 1}, 7))
                .containsExactly((char) 0, (char) 0, (char) 0, (char) 0, (char) 1, (char) 1, (char) 1);
    }

    @Test
    void of_anyOrderOfNodes_isTheSameTable() {
        List<String> names = new ArrayList<>(Rings.names(20));
        Maglev<String> expected = Maglev.of(names, name -> name, 1009);
        Collections.shuffle(names, new Random(1));
        Maglev<String> shuffled = Maglev.of(names, name -> name, 1009);
        for (long hash : Rings.hashes(1, 5_000)) {
            assertThat(shuffled.locate(hash)).isEqualTo(expected.locate(hash));
        }
        assertThat(shuffled.nodes()).isEqualTo(expected.nodes());
    }

    @ParameterizedTest
    @CsvSource({"10, 1.0001", "100, 1.0011", "1000, 1.0072"})
    void of_anyNumberOfNodes_sharesDifferByOneEntry(int nodes, double max) {
        int[] offsets = new int[nodes];
        int[] skips = new int[nodes];
        Random random = new Random(nodes);
        for (int i = 0; i < nodes; i++) {
            offsets[i] = random.nextInt(65_537);
            skips[i] = 1 + random.nextInt(65_536);
        }
        int[] counts = new int[nodes];
        for (char entry : Maglev.fill(offsets, skips, 65_537)) {
            counts[entry]++;
        }
        for (int count : counts) {
            assertThat(count).isBetween(65_537 / nodes, 65_537 / nodes + 1);
            assertThat(count * (double) nodes / 65_537).isLessThanOrEqualTo(max);
        }
    }

    @Test
    void locate_aNodeLess_movesLittleBeyondItsKeys() {
        List<String> names = Rings.names(100);
        Maglev<String> before = Maglev.of(names, name -> name);
        Maglev<String> after = Maglev.of(names.subList(0, 99), name -> name);
        int moved = 0;
        Map<String, Integer> counts = new HashMap<>();
        for (long hash : Rings.hashes(2, 200_000)) {
            String node = before.locate(hash);
            counts.merge(node, 1, Integer::sum);
            if (!node.equals("node-99") && !node.equals(after.locate(hash))) {
                moved++;
            }
        }
        assertThat(moved / 200_000.0).isBetween(0.0005, 0.02);
        assertThat(counts).hasSize(100);
        assertThat(counts.values()).allMatch(count -> Math.abs(count - 2_000) < 5 * Math.sqrt(2_000));
    }
}
