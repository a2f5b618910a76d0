package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes and questions of every kind, against the oracle. */
class LiveCompleterModelTest {
    static LongStream seeds() {
        return Seeds.of(20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void live_anyChangesAndQuestions_answersAsTheOracle(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 12; round++) {
            Folding folding = Folding.values()[random.nextInt(3)];
            Matching matching = Matching.values()[random.nextInt(4) % 3];
            Decay decay = random.nextBoolean() ? null : Decay.halfLife(Duration.ofHours(1));
            Oracle oracle = new Oracle(folding, matching);
            RandomTexts texts = new RandomTexts(random);
            CompleterBuilder builder = Completer.builder().folding(folding).matching(matching);
            List<String> added = new ArrayList<>(List.of("a"));
            for (int n = random.nextInt(60); n > 0; n--) {
                String text = texts.next(6);
                if (oracle.get(text) == null) {
                    long weight = texts.weight();
                    builder.add(text, weight);
                    oracle.put(text, weight);
                    added.add(text);
                }
            }
            Completer base = CompleterModelTest.maybeCompact(builder, folding, matching, random)
                    .build();
            LiveCompleter live = decay == null ? LiveCompleter.of(base) : LiveCompleter.of(base, decay);
            for (int step = 0; step < 150; step++) {
                change(live, oracle, decay, texts, added, random);
                assertThat(live.size()).isEqualTo(oracle.size());
                CompleterModelTest.ask(live, oracle, texts, added, random);
                String text = added.get(random.nextInt(added.size()));
                assertThat(live.find(text).orElse(null)).isEqualTo(oracle.get(text));
            }
            Completer compacted = live.compact();
            assertThat(live.changes()).isZero();
            compacted.verify();
            CompleterModelTest.ask(compacted, oracle, texts, added, random);
        }
    }

    private static void change(
            LiveCompleter live,
            Oracle oracle,
            Decay decay,
            RandomTexts texts,
            List<String> added,
            SplittableRandom random) {
        String text = random.nextBoolean() ? added.get(random.nextInt(added.size())) : texts.next(6);
        Completion old = oracle.get(text);
        switch (random.nextInt(40) == 0 ? 4 : random.nextInt(4)) {
            case 0 -> {
                long weight = texts.weight();
                live.add(text, weight);
                oracle.put(text, weight);
            }
            case 1 -> {
                long by = texts.weight();
                live.increment(text, by);
                oracle.put(old == null ? text : old.text(), old == null ? by : sum(old.weight(), by));
            }
            case 2 -> {
                assertThat(live.remove(text)).isEqualTo(old != null);
                oracle.remove(text);
            }
            case 3 -> {
                Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(100_000));
                live.record(text, at);
                long score = decay == null ? 1 : decay.score(at);
                long weight =
                        old == null ? score : decay == null ? sum(old.weight(), 1) : Decay.sum(old.weight(), score);
                oracle.put(old == null ? text : old.text(), weight);
            }
            default -> {
                live.compact();
            }
        }
        if (oracle.get(text) != null) {
            added.add(text);
        }
    }

    private static long sum(long a, long b) {
        java.math.BigInteger sum = java.math.BigInteger.valueOf(a).add(java.math.BigInteger.valueOf(b));
        return sum.bitLength() < 64 ? sum.longValue() : sum.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
}
