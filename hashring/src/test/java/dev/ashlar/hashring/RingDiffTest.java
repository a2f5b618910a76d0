package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.ashlar.hashring.RingDiff.Move;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RingDiffTest {
    static LongStream seeds() {
        return Seeds.upTo(20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void diff_anyTwoRings_tellsOfEveryKey(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        HashRing<String> before = any(random);
        HashRing<String> after = any(random);
        RingDiff<String> diff = before.diff(after);
        for (long hash : Rings.hashes(seed, 500)) {
            List<Move<String>> moves =
                    diff.moves().stream().filter(move -> move.contains(hash)).toList();
            String from = before.locate(hash);
            String to = after.locate(hash);
            if (from.equals(to)) {
                assertThat(moves).as("test.seed=%s", seed).isEmpty();
            } else {
                assertThat(moves).as("test.seed=%s", seed).hasSize(1);
                assertThat(moves.get(0).from()).isEqualTo(from);
                assertThat(moves.get(0).to()).isEqualTo(to);
            }
        }
        assertThat(after.diff(before).share()).isCloseTo(diff.share(), offset(1e-12));
    }

    private static HashRing<String> any(SplittableRandom random) {
        HashRingBuilder<String> builder = HashRing.<String>builder(id -> id)
                .pointsPerWeight(random.nextInt(1, 4))
                .pointBits(random.nextBoolean() ? 5 : 64);
        builder.add("always");
        for (int i = 0; i < 6; i++) {
            if (random.nextBoolean()) {
                builder.add("node-" + i, random.nextInt(1, 4));
            }
        }
        return builder.build();
    }

    @Test
    void diff_sameRing_isNothing() {
        HashRing<String> ring = Rings.random(10, 20);
        assertThat(ring.diff(Rings.random(10, 20)).moves()).isEmpty();
        assertThat(ring.diff(ring).share()).isZero();
    }

    @Test
    void diff_oneMore_isItsShare() {
        HashRing<String> ring = Rings.random(10, 20);
        HashRing<String> more = ring.with("new");
        RingDiff<String> diff = ring.diff(more);
        assertThat(diff.moves()).allMatch(move -> move.to().equals("new"));
        assertThat(diff.share())
                .isCloseTo(
                        more.ownership()
                                .shares()
                                .get(more.nodes().indexOf("new"))
                                .share(),
                        offset(1e-12));
    }

    @Test
    void diff_onePointEach_canBeTheWholeCircle() {
        HashRing<String> one =
                HashRing.<String>builder(id -> id).pointsPerWeight(1).add("a").build();
        HashRing<String> other =
                HashRing.<String>builder(id -> id).pointsPerWeight(1).add("b").build();
        RingDiff<String> diff = one.diff(other);
        assertThat(diff.share()).isCloseTo(1, offset(1e-12));
        assertThat(diff.moves())
                .allMatch(move -> move.from().equals("a") && move.to().equals("b"));
        Move<String> whole = new Move<>(7, 7, "a", "b");
        assertThat(whole.share()).isEqualTo(1);
        assertThat(LongStream.of(Rings.hashes(1, 100)).allMatch(whole::contains))
                .isTrue();
    }
}
