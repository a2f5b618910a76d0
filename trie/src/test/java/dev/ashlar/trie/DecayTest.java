package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DecayTest {
    private static final Instant LANDMARK = Instant.parse("2020-01-01T00:00:00Z");
    private final Decay decay = Decay.halfLife(Duration.ofHours(1));

    @Test
    void score_ofEvents_isTheLogarithmOfTheirFadedSum() {
        assertThat(decay.score(LANDMARK)).isZero();
        assertThat(decay.score(LANDMARK.plusSeconds(3600))).isEqualTo(1L << 40);
        long sum = Decay.sum(decay.score(LANDMARK), decay.score(LANDMARK.plusSeconds(3600)));
        assertThat(decay.countAt(sum, LANDMARK.plusSeconds(3600))).isCloseTo(1.5, within(1e-9));
        assertThat(decay.score(LANDMARK, 8)).isEqualTo(3L << 40);
    }

    @Test
    void sum_aMillionEventsOverTenThousandHalfLives_neitherOverflowsNorStops() {
        long score = decay.score(LANDMARK);
        for (int i = 1; i <= 1_000_000; i++) {
            long next = Decay.sum(score, decay.score(LANDMARK.plusSeconds(36L * i)));
            assertThat(next > score).isTrue();
            score = next;
        }
        // A geometric sum of steps of a hundredth of a half-life.
        assertThat(decay.countAt(score, LANDMARK.plusSeconds(36_000_000)))
                .isCloseTo(1 / (1 - Math.pow(2, -0.01)), within(1e-3));
    }

    @Test
    void sum_farApartOrAtTheEnds_staysInRange() {
        assertThat(Decay.sum(Long.MAX_VALUE, Long.MIN_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(Decay.sum(Long.MAX_VALUE, Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
        assertThat(Decay.sum(5, Long.MIN_VALUE)).isEqualTo(5);
    }

    @Test
    void illegalUse_isRefusedByName() {
        assertThatThrownBy(() -> Decay.halfLife(Duration.ZERO)).hasMessage("halfLife must be > 0: halfLife=PT0S");
        assertThatThrownBy(() -> decay.score(Instant.MAX))
                .hasMessageStartingWith("time must be within 4194304 half-lives");
        assertThatThrownBy(() -> decay.score(LANDMARK, 0)).hasMessage("count must be > 0: count=0.0");
    }
}
