package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random dictionaries and questions of every kind, against the oracle. */
@Execution(ExecutionMode.CONCURRENT)
class CompleterModelTest {
    static LongStream seeds() {
        return Seeds.of(20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void completer_anyQuestion_answersAsTheOracle(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 25; round++) {
            Folding folding = Folding.values()[random.nextInt(3)];
            Matching matching = Matching.values()[random.nextInt(4) % 3];
            Oracle oracle = new Oracle(folding, matching);
            RandomTexts texts = new RandomTexts(random);
            CompleterBuilder builder =
                    Completer.builder().folding(folding).matching(matching).duplicates(Duplicates.LAST);
            List<String> added = new ArrayList<>();
            for (int n = random.nextInt(1, random.nextBoolean() ? 40 : 400); n > 0; n--) {
                String text = texts.next(8);
                long weight = texts.weight();
                builder.add(text, weight);
                oracle.put(text, weight);
                added.add(text);
            }
            Completer completer =
                    maybeCompact(builder, folding, matching, random).build();
            assertThat(completer.size()).isEqualTo(oracle.size());
            completer.verify();
            for (int question = 0; question < 40; question++) {
                ask(completer, oracle, texts, added, random);
            }
        }
    }

    /** Half of those that may be are compact, which makes no difference to any answer. */
    static CompleterBuilder maybeCompact(
            CompleterBuilder builder, Folding folding, Matching matching, SplittableRandom random) {
        boolean mayBe = folding == Folding.EXACT && matching == Matching.PREFIX;
        return mayBe && random.nextBoolean() ? builder.compact() : builder;
    }

    static void ask(
            CompletionIndex index, Oracle oracle, RandomTexts texts, List<String> added, SplittableRandom random) {
        String text = random.nextInt(4) == 0 ? texts.next(6) : added.get(random.nextInt(added.size()));
        String prefix = random.nextInt(3) == 0 ? texts.mistyped(text) : texts.prefix(text);
        Typos typos = random.nextInt(3) > 0
                ? Typos.NONE
                : new Typos(random.nextInt(1, 4), random.nextInt(4, 7), random.nextInt(3));
        boolean exactFirst = random.nextInt(4) == 0;
        int divisor = random.nextInt(1, 4);
        Predicate<Completion> filter =
                completion -> Math.floorMod(completion.text().hashCode(), divisor) == 0;
        int k = random.nextInt(5) == 0 ? Integer.MAX_VALUE : random.nextInt(12);
        Query query = index.query(prefix).typos(typos).filter(filter);
        List<Completion> expected =
                Utf8.isWellFormed(prefix) ? oracle.top(prefix, typos, exactFirst, filter, k) : List.of();
        assertThat((exactFirst ? query.exactFirst() : query).top(k))
                .as("prefix=%s typos=%s exactFirst=%s k=%s of %s", prefix, typos, exactFirst, k, oracle.all())
                .isEqualTo(expected);
    }
}
