package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A million plain questions, against a sorted list that is gone through. */
class ManyQuestionsTest {
    static LongStream seeds() {
        return Seeds.of(10);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void top_manyQuestions_answersAsTheSortedList(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 100; round++) {
            Oracle oracle = new Oracle(Folding.EXACT, Matching.PREFIX);
            RandomTexts texts = new RandomTexts(random);
            for (int n = random.nextInt(1, 200); n > 0; n--) {
                oracle.put(texts.next(7), texts.weight());
            }
            CompleterBuilder builder = Completer.builder().addAll(oracle.all());
            // Every fourth is compact, which answers alike, but takes longer.
            LiveCompleter live = LiveCompleter.of((round % 4 == 0 ? builder.compact() : builder).build());
            for (int n = random.nextInt(40); n > 0; n--) {
                String text = texts.next(7);
                long weight = texts.weight();
                live.add(text, weight);
                oracle.put(text, weight);
            }
            List<Completion> sorted = new ArrayList<>(oracle.all());
            sorted.sort(null);
            Cursor cursor = live.cursor();
            for (int question = 0; question < 1_000; question++) {
                String prefix =
                        texts.prefix(sorted.get(random.nextInt(sorted.size())).text());
                int k = random.nextInt(12);
                cursor.seek(prefix);
                if (!Utf8.isWellFormed(prefix)) {
                    assertThat(cursor.next()).isFalse();
                    continue;
                }
                for (int i = 0; k > 0 && i < sorted.size(); i++) {
                    Completion expected = sorted.get(i);
                    if (expected.text().startsWith(prefix)) {
                        k--;
                        boolean isNext = cursor.next()
                                && cursor.weight() == expected.weight()
                                && cursor.text().equals(expected.text());
                        assertThat(isNext)
                                .as("%s of %s in %s", expected, prefix, sorted)
                                .isTrue();
                    }
                }
                assertThat(k == 0 || !cursor.next()).isTrue();
            }
        }
    }
}
