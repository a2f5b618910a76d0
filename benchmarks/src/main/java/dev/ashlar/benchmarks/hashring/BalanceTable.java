package dev.ashlar.benchmarks.hashring;

import dev.ashlar.hashring.BucketLocator;
import dev.ashlar.hashring.HashRing;
import dev.ashlar.hashring.JumpBackHash;
import dev.ashlar.hashring.JumpHash;
import dev.ashlar.hashring.Locator;
import dev.ashlar.hashring.Maglev;
import dev.ashlar.hashring.MementoLocator;
import dev.ashlar.hashring.Placement;
import dev.ashlar.hashring.Rendezvous;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Prints how even the locators are, and what moves when a node joins; the same at every run. */
public final class BalanceTable {
    private static final int KEYS = 2_000_000;

    private BalanceTable() {}

    public static void main(String[] args) {
        System.out.println("| locator | nodes | max/avg | min/avg | moved by one more | ideal | between others |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|");
        for (int nodes : new int[] {10, 100}) {
            row("`HashRing`, 40 points", nodes, names -> ring(names, 40, Placement.RANDOM));
            row("`HashRing`, 160 points", nodes, names -> ring(names, 160, Placement.RANDOM));
            row("`HashRing`, 1000 points", nodes, names -> ring(names, 1000, Placement.RANDOM));
            row("`HashRing`, 128 points", nodes, names -> ring(names, 128, Placement.RANDOM));
            row("`HashRing`, 128 points, balanced", nodes, names -> ring(names, 128, Placement.BALANCED));
            row("`Maglev`", nodes, names -> Maglev.of(names, name -> name));
            row("`JumpHash`", nodes, names -> new BucketLocator<>(JumpHash::bucket, names));
            row("`JumpBackHash`", nodes, names -> new BucketLocator<>(JumpBackHash::bucket, names));
            row("`MementoLocator`", nodes, names -> new MementoLocator<>(JumpBackHash::bucket, names));
            row("`Rendezvous`", nodes, names -> Rendezvous.of(names, name -> name));
        }
    }

    private static HashRing<String> ring(List<String> names, int points, Placement placement) {
        // Names that sort by number, so that the last one is the last to join a balanced ring too.
        var builder =
                HashRing.<String>builder(name -> name).pointsPerWeight(points).placement(placement);
        names.forEach(builder::add);
        return builder.build();
    }

    private static void row(String name, int nodes, Function<List<String>, Locator<String>> locators) {
        List<String> names = HashRingLocateBenchmark.names(1_001).stream()
                .sorted()
                .limit(nodes + 1L)
                .toList();
        Locator<String> before = locators.apply(names.subList(0, nodes));
        Locator<String> after = locators.apply(names);
        String joined = names.get(nodes);
        Map<String, Integer> counts = new HashMap<>();
        SplittableRandom random = new SplittableRandom(1);
        int moved = 0;
        int between = 0;
        for (int i = 0; i < KEYS; i++) {
            long hash = random.nextLong();
            String from = before.locate(hash);
            String to = after.locate(hash);
            counts.merge(from, 1, Integer::sum);
            if (!from.equals(to)) {
                moved++;
                between += to.equals(joined) ? 0 : 1;
            }
        }
        double mean = (double) KEYS / nodes;
        int max = counts.values().stream().max(Integer::compare).orElse(0);
        int min = counts.size() < nodes
                ? 0
                : counts.values().stream().min(Integer::compare).orElse(0);
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.3f | %.3f | %.3f %% | %.3f %% | %.3f %% |%n",
                name,
                nodes,
                max / mean,
                min / mean,
                100.0 * moved / KEYS,
                100.0 / (nodes + 1),
                100.0 * between / KEYS);
    }
}
