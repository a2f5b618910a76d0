package dev.ashlar.trie;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;

/**
 * Which of several machines has which texts: ranges of their first characters, cut so that the most loaded has as little as can
 * be. "s" may take a machine of its own, or two, where "u" to "z" share one.
 *
 * <pre>{@code
 * ShardPlan plan = ShardPlan.balanced(log.top(1_000_000), 8, 2);
 * int shard = plan.shardOf("tree"); // where the text is
 * List<List<Completion>> answers = plan.shardsFor("tr").stream().map(i -> machines.get(i).top("tr", 5)).toList();
 * List<Completion> best = ShardPlan.merge(answers, 5);
 * }</pre>
 *
 * <p>By code points, for texts as they are: {@linkplain Folding#fold fold} them first if the completers fold. Immutable, so threads may share it.
 *
 * @param firsts the least text of each shard; that of the first is empty. Each is greater than the one before
 */
public record ShardPlan(List<String> firsts) {
    /**
     * Creates a plan that was made before.
     *
     * @param firsts the least text of each shard, ascending by code points, the first one empty
     * @throws IllegalArgumentException if they are not
     */
    public ShardPlan {
        firsts = List.copyOf(firsts);
        if (firsts.isEmpty() || !firsts.get(0).isEmpty()) {
            throw new IllegalArgumentException("firsts must begin with the empty text: firsts=" + firsts);
        }
        for (int i = 1; i < firsts.size(); i++) {
            if (Completion.byCodePoint(firsts.get(i - 1), firsts.get(i)) >= 0) {
                throw new IllegalArgumentException("firsts must ascend by code points: firsts=" + firsts);
            }
        }
    }

    /**
     * Makes a plan.
     *
     * @param loads texts, and how much load each brings, 0 or more: how often they are asked for, or 1 each to balance memory; not
     *     scores of a {@link Decay}, which are logarithms
     * @param shards how many at most, 1 or more; there are fewer where more would not take load from the most loaded
     * @param codePoints how many first characters belong together, 1 or more; with more the load is spread more evenly
     * @return the plan whose most loaded shard has the least load that cutting between such groups can give
     * @throws IllegalArgumentException if a parameter is out of its range, or the loads add up to more than 2<sup>63</sup> - 1
     */
    public static ShardPlan balanced(Iterable<Completion> loads, int shards, int codePoints) {
        if (shards < 1) {
            throw new IllegalArgumentException("shards must be >= 1: shards=" + shards);
        }
        if (codePoints < 1) {
            throw new IllegalArgumentException("codePoints must be >= 1: codePoints=" + codePoints);
        }
        Map<String, Long> groups = new TreeMap<>(Completion::byCodePoint);
        long high = 0;
        for (Completion load : loads) {
            if (load.weight() < 0) {
                throw new IllegalArgumentException("load must be >= 0: load=" + load);
            }
            if (load.weight() > Long.MAX_VALUE - high) {
                throw new IllegalArgumentException("loads must add up to at most 2^63 - 1: load=" + load);
            }
            high += load.weight();
            String text = load.text();
            int end = text.codePointCount(0, text.length()) <= codePoints
                    ? text.length()
                    : text.offsetByCodePoints(0, codePoints);
            groups.merge(text.substring(0, end), load.weight(), Long::sum);
        }
        long low = groups.values().stream().mapToLong(Long::longValue).max().orElse(0);
        while (low < high) {
            long middle = low + (high - low) / 2;
            if (cut(groups, middle).size() <= shards) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return new ShardPlan(cut(groups, low));
    }

    /** Fills one shard after the other as far as the load allows, which takes the fewest. */
    private static List<String> cut(Map<String, Long> groups, long most) {
        List<String> firsts = new ArrayList<>(List.of(""));
        long load = 0;
        for (Map.Entry<String, Long> group : groups.entrySet()) {
            if (group.getValue() > most - load) {
                firsts.add(group.getKey());
                load = 0;
            }
            load += group.getValue();
        }
        return firsts;
    }

    /**
     * Tells where a text belongs.
     *
     * @param text the text
     * @return the number of its shard, from 0 on
     */
    public int shardOf(String text) {
        int found = Collections.binarySearch(firsts, text, Completion::byCodePoint);
        return found >= 0 ? found : -found - 2;
    }

    /**
     * Tells which shards can have completions of a prefix: one, but for short prefixes. Where a text need not begin with what was
     * typed, ask all: with {@link Matching#WORDS} or {@link Matching#ANYWHERE}, with {@link Folding#HANGUL}, and with typos
     * in the first characters.
     *
     * @param prefix what was typed
     * @return their numbers, ascending
     */
    public List<Integer> shardsFor(String prefix) {
        List<Integer> shards = new ArrayList<>();
        shards.add(shardOf(prefix));
        for (int next = shards.get(0) + 1;
                next < firsts.size() && firsts.get(next).startsWith(prefix);
                next++) {
            shards.add(next);
        }
        return List.copyOf(shards);
    }

    /**
     * Merges the answers of shards: with the {@code k} best of each, the {@code k} best of all.
     *
     * @param answers each in the order of completions, and without texts of others. Where what was found otherwise comes first or
     *     last, as with typos, exact matches first or {@link Folding#HANGUL}, take {@link #mergeMatches}
     * @param k how many to return at most, 0 or more
     * @return the best first; unmodifiable
     * @throws IllegalArgumentException if {@code k < 0}
     */
    public static List<Completion> merge(List<List<Completion>> answers, int k) {
        return merge(answers, Comparator.naturalOrder(), k);
    }

    /**
     * Merges the answers of shards, with how they were found: with the {@code k} best of each, the {@code k} best of all.
     *
     * @param answers of {@link Query#matches}, to the same question, and without texts of others
     * @param k how many to return at most, 0 or more
     * @return the best first; unmodifiable
     * @throws IllegalArgumentException if {@code k < 0}
     */
    public static List<Match> mergeMatches(List<List<Match>> answers, int k) {
        return merge(answers, Comparator.comparing(Match::tier).thenComparing(Match::completion), k);
    }

    private static <T> List<T> merge(List<List<T>> answers, Comparator<? super T> order, int k) {
        if (k < 0) {
            throw new IllegalArgumentException("k must be >= 0: k=" + k);
        }
        PriorityQueue<Head<T>> heads =
                new PriorityQueue<>(Comparator.comparing((Head<T> head) -> head.answer.get(head.at), order));
        answers.stream().filter(answer -> !answer.isEmpty()).forEach(answer -> heads.add(new Head<>(answer, 0)));
        List<T> best = new ArrayList<>();
        while (best.size() < k && !heads.isEmpty()) {
            Head<T> head = heads.remove();
            best.add(head.answer.get(head.at));
            if (head.at + 1 < head.answer.size()) {
                heads.add(new Head<>(head.answer, head.at + 1));
            }
        }
        return Collections.unmodifiableList(best);
    }

    /** How far an answer is merged. */
    private record Head<T>(List<T> answer, int at) {}
}
