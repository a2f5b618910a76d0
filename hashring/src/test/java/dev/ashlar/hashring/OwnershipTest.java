package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnershipTest {
    /** The means of max/avg and min/avg when points are uniform (Dirichlet shares), and of the deviation. */
    @ParameterizedTest
    @CsvSource({"10, 16, 1.42, .25", "10, 160, 1.13, .079", "100, 40, 1.44, .158", "100, 160, 1.21, .079"})
    void ownership_randomPoints_isAsUnevenAsUniformPointsAre(int nodes, int points, double max, double deviation) {
        int rings = 4_000 / nodes;
        double maxSum = 0;
        double squares = 0;
        for (int r = 0; r < rings; r++) {
            int ring = r;
            Ownership<String> ownership = Rings.of(
                            Placement.RANDOM,
                            IntStream.range(0, nodes)
                                    .mapToObj(i -> ring + "/" + i)
                                    .toList(),
                            points)
                    .ownership();
            maxSum += ownership.maxLoad() / rings;
            squares += ownership.deviation() * ownership.deviation() / rings;
        }
        assertThat(maxSum).isCloseTo(max, offset(0.12 * (max - 1)));
        assertThat(Math.sqrt(squares)).isCloseTo(deviation, offset(0.06 * deviation));
    }

    @Test
    void ownership_weights_areWhatLoadsAreMeasuredBy() {
        Ownership<String> ownership = HashRing.<String>builder(id -> id)
                .pointsPerWeight(1000)
                .add("a")
                .add("b", 3)
                .build()
                .ownership();
        assertThat(ownership.shares().get(1).share()).isCloseTo(0.75, offset(0.05));
        assertThat(ownership.shares().get(1).load()).isCloseTo(1, offset(0.07));
        assertThat(ownership.shares().get(0).share() + ownership.shares().get(1).share())
                .isCloseTo(1, offset(1e-12));
        assertThat(ownership.minLoad()).isLessThan(1);
    }

    @Test
    void ownership_onlyNode_hasAll() {
        Ownership<String> ownership = Rings.random(1, 1).ownership();
        assertThat(ownership.maxLoad()).isEqualTo(1);
        assertThat(ownership.minLoad()).isEqualTo(1);
        assertThat(ownership.deviation()).isZero();
    }
}
