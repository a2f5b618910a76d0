package dev.ashlar.trie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ShardsTest {
    static LongStream seeds() {
        return Seeds.of(20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void merge_answersOfShards_isTheAnswerOfAll(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RandomTexts texts = new RandomTexts(random);
        Map<String, Completion> distinct = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            String text = texts.next(5);
            distinct.put(text, new Completion(text, random.nextInt(10)));
        }
        ShardPlan plan = ShardPlan.balanced(distinct.values(), random.nextInt(1, 9), random.nextInt(1, 4));
        List<CompleterBuilder> builders = new ArrayList<>();
        plan.firsts().forEach(first -> builders.add(Completer.builder()));
        distinct.values()
                .forEach(text -> builders.get(plan.shardOf(text.text())).addAll(List.of(text)));
        List<Completer> shards = builders.stream().map(CompleterBuilder::build).toList();
        Completer all = Completer.builder().addAll(distinct.values()).build();
        for (int i = 0; i < 200; i++) {
            String prefix = i == 0 ? "" : texts.next(3);
            int k = random.nextInt(20);
            List<List<Completion>> answers = plan.shardsFor(prefix).stream()
                    .map(shard -> shards.get(shard).top(prefix, k))
                    .toList();
            assertThat(ShardPlan.merge(answers, k)).isEqualTo(all.top(prefix, k));
        }
    }

    @Test
    void balanced_heavyLetter_hasAShardOfItsOwn() {
        List<Completion> loads = List.of(
                new Completion("s", 100), new Completion("u", 20), new Completion("v", 30), new Completion("z", 40));
        assertThat(ShardPlan.balanced(loads, 2, 1).firsts()).containsExactly("", "u");
        assertThat(ShardPlan.balanced(loads, 1, 1).firsts()).containsExactly("");
        assertThat(ShardPlan.balanced(List.of(), 3, 1).firsts()).containsExactly("");
    }

    @Test
    void mergeMatches_answersWithTyposAndExactFirst_isTheAnswerOfAll() {
        SplittableRandom random = new SplittableRandom(1);
        RandomTexts texts = new RandomTexts(random);
        List<CompleterBuilder> builders = List.of(Completer.builder(), Completer.builder(), Completer.builder());
        CompleterBuilder all = Completer.builder();
        builders.forEach(builder -> builder.folding(Folding.HANGUL).duplicates(Duplicates.MAX));
        all.folding(Folding.HANGUL).duplicates(Duplicates.MAX);
        for (int i = 0; i < 600; i++) {
            String text = texts.next(5);
            long weight = random.nextInt(10);
            all.add(text, weight);
            builders.get(Math.floorMod(Folding.HANGUL.fold(text).hashCode(), 3)).add(text, weight);
        }
        List<Completer> shards = builders.stream().map(CompleterBuilder::build).toList();
        Completer whole = all.build();
        for (int i = 0; i < 300; i++) {
            String prefix = texts.next(4);
            Typos typos = new Typos(2, 4, 0);
            List<List<Match>> answers = shards.stream()
                    .map(shard -> shard.query(prefix).typos(typos).exactFirst().matches(7))
                    .toList();
            assertThat(ShardPlan.mergeMatches(answers, 7))
                    .isEqualTo(whole.query(prefix).typos(typos).exactFirst().matches(7));
        }
    }

    @Test
    void illegalUse_isRefusedByName() {
        assertThatThrownBy(() -> ShardPlan.balanced(List.of(), 0, 1)).hasMessage("shards must be >= 1: shards=0");
        assertThatThrownBy(() -> ShardPlan.balanced(List.of(), 1, 0))
                .hasMessage("codePoints must be >= 1: codePoints=0");
        assertThatThrownBy(() -> new ShardPlan(List.of("a")))
                .hasMessage("firsts must begin with the empty text: firsts=[a]");
        assertThatThrownBy(() -> new ShardPlan(List.of("", "b", "b")))
                .hasMessage("firsts must ascend by code points: firsts=[, b, b]");
        List<Completion> scores = List.of(new Completion("a", Long.MAX_VALUE), new Completion("b", 1));
        assertThatThrownBy(() -> ShardPlan.balanced(scores, 1, 1))
                .hasMessage("loads must add up to at most 2^63 - 1: load=Completion[text=b, weight=1]");
        assertThatThrownBy(() -> ShardPlan.balanced(List.of(new Completion("a", -1)), 1, 1))
                .hasMessage("load must be >= 0: load=Completion[text=a, weight=-1]");
    }
}
