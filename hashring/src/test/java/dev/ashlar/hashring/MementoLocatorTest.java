package dev.ashlar.hashring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MementoLocatorTest {
    private static final long[] KEYS = Rings.hashes(1, 20_000);

    static LongStream seeds() {
        return Seeds.upTo(6);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void changes_ofAnyKind_moveKeysOnlyToOrFromTheChangedNodeAndStayEven(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MementoLocator<String> locator =
                new MementoLocator<>(seed % 2 == 0 ? JumpBackHash::bucket : JumpHash::bucket, Rings.names(20));
        for (int step = 0; step < 40; step++) {
            boolean joins = locator.nodes().size() < 5 || random.nextInt(3) == 0;
            String changed = joins
                    ? "new-" + step
                    : locator.nodes().get(random.nextInt(locator.nodes().size()));
            MementoLocator<String> next = joins ? locator.with(changed) : locator.without(changed);
            Map<String, Integer> counts = new HashMap<>();
            for (long key : KEYS) {
                String from = locator.locate(key);
                String to = next.locate(key);
                counts.merge(to, 1, Integer::sum);
                if (!from.equals(to)) {
                    assertThat(joins ? to : from)
                            .as("test.seed=%s, step %s", seed, step)
                            .isEqualTo(changed);
                }
            }
            assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(next.nodes());
            double mean = (double) KEYS.length / next.nodes().size();
            assertThat(counts.values()).allMatch(count -> Math.abs(count - mean) < 5 * Math.sqrt(mean));
            locator = next;
        }
    }

    @Test
    void with_afterLeaves_undoesThemInReverse() {
        MementoLocator<String> locator = new MementoLocator<>(JumpBackHash::bucket, Rings.names(10));
        Deque<String> left = new ArrayDeque<>();
        MementoLocator<String> less = locator;
        for (String name : List.of("node-3", "node-9", "node-0", "node-5")) {
            less = less.without(name);
            left.push(name);
        }
        while (!left.isEmpty()) {
            less = less.with(left.pop());
        }
        assertThat(less.nodes()).isEqualTo(locator.nodes());
        for (long key : KEYS) {
            assertThat(less.locate(key)).isEqualTo(locator.locate(key));
        }
    }

    @Test
    void without_theLast_shortensTheRow() {
        MementoLocator<String> locator = new MementoLocator<>(JumpHash::bucket, Rings.names(10)).without("node-9");
        for (long key : KEYS) {
            assertThat(locator.locate(key)).isEqualTo("node-" + JumpHash.bucket(key, 9));
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void constructorWithAndWithout_null_areRefused() {
        List<String> names = Arrays.asList("a", null);
        assertThatNullPointerException()
                .isThrownBy(() -> new MementoLocator<>(JumpHash::bucket, names))
                .withMessage("node");
        assertThatNullPointerException()
                .isThrownBy(() -> new MementoLocator<>(null, List.of("a")))
                .withMessage("hash");
        MementoLocator<String> locator = new MementoLocator<>(JumpHash::bucket, Rings.names(3)).without("node-1");
        assertThatNullPointerException().isThrownBy(() -> locator.with(null)).withMessage("node");
        assertThatNullPointerException().isThrownBy(() -> locator.without(null)).withMessage("node");
    }
}
