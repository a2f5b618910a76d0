package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CompletionTest {
    @Test
    void sorted_differentWeights_greaterFirst() {
        assertThat(Stream.of(new Completion("tree", 10), new Completion("true", 35), new Completion("try", 29))
                        .sorted())
                .extracting(Completion::text)
                .containsExactly("true", "try", "tree");
    }

    @Test
    void compareTo_equalWeights_isTheOrderOfTheUtf8Bytes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            String a = randomText(random);
            String b = randomText(random);
            int expected = Integer.signum(
                    Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
            assertThat(Integer.signum(new Completion(a, 1).compareTo(new Completion(b, 1))))
                    .as("%s against %s", a, b)
                    .isEqualTo(expected);
        }
    }

    @Test
    void new_emptyText_isRefused() {
        assertThatThrownBy(() -> new Completion("", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text must not be empty");
    }

    /** One to three code points, from few enough that prefixes and ties are common. */
    private static String randomText(SplittableRandom random) {
        int[] alphabet = {'a', 'b', 0xE9, 0xE000, 0xFFFD, 0x10000, 0x1F600};
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            text.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString();
    }
}
