package dev.ashlar.hashring;

import dev.ashlar.hashring.Members.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Weighted rendezvous hashing: every node draws a lot for a key, and the best one has it.
 *
 * <p><b>Guarantees.</b> Perfectly even, in proportion to any weights; depends on the members alone; a change of one node moves
 * only its keys, evenly from or to all others. {@link #replicas(long, int)} is the order of all lots.
 *
 * <p><b>Cost.</b> A look-up draws for every node: for some tens of nodes. 8 bytes a node and its identity.
 *
 * <p>Immutable: any number of threads may share it.
 *
 * <p>Source: Thaler and Ravishankar, "Using Name-Based Mappings to Increase Hit Rates", 1998; weights as Schindelhauer and
 * Schomaker, "Weighted Distributed Hash Tables", 2005: the lot is -ln(u) / weight. The logarithm is {@link StrictMath}'s, the
 * same on every machine.
 *
 * @param <N> what a node is
 */
public final class Rendezvous<N> implements Locator<N> {
    private final List<N> nodes;
    private final long[] seeds;
    private final double[] weights;
    private final boolean equalWeights;

    private Rendezvous(List<N> nodes, long[] seeds, double[] weights) {
        this.nodes = nodes;
        this.seeds = seeds;
        this.weights = weights;
        this.equalWeights = Arrays.stream(weights).distinct().count() == 1;
    }

    /**
     * Creates one of nodes of equal weights.
     *
     * @param nodes the nodes, 1 or more, of different identities
     * @param identity tells the identity of a node, always the same one; not {@code toString}, unless that is specified
     * @param <N> what a node is
     * @return a locator
     * @throws IllegalArgumentException if there are no nodes, or two of the same identity
     */
    public static <N> Rendezvous<N> of(List<N> nodes, Function<? super N, String> identity) {
        return of(nodes, identity, node -> 1);
    }

    /**
     * Creates one of nodes of different weights.
     *
     * @param nodes the nodes, 1 or more, of different identities
     * @param identity tells the identity of a node, always the same one; not {@code toString}, unless that is specified
     * @param weight tells the weight of a node, more than 0 and finite
     * @param <N> what a node is
     * @return a locator
     * @throws IllegalArgumentException if there are no nodes, or two of the same identity, or a weight is not in its range
     */
    public static <N> Rendezvous<N> of(
            List<N> nodes, Function<? super N, String> identity, ToDoubleFunction<? super N> weight) {
        Members<N> members = Members.of(nodes, identity);
        if (members.size() == 0) {
            throw new IllegalArgumentException("nodes must be >= 1: nodes=0");
        }
        long[] seeds = new long[members.size()];
        double[] weights = new double[seeds.length];
        for (int i = 0; i < seeds.length; i++) {
            Member<N> member = members.get(i);
            seeds[i] = Mixing.XXH3.hashBytesToLong(member.id());
            weights[i] = weight.applyAsDouble(member.node());
            if (!(weights[i] > 0 && weights[i] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("weight must be > 0 and finite: weight=" + weights[i]);
            }
        }
        return new Rendezvous<>(members.nodes, seeds, weights);
    }

    @Override
    public N locate(long hash) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < seeds.length; i++) {
            double lot = lot(hash, i);
            if (lot < least) {
                least = lot;
                best = i;
            }
        }
        return nodes.get(best);
    }

    /**
     * Returns the nodes that are to have a key, in order of preference.
     *
     * @param hash the key's hash
     * @param count how many nodes are wanted, 0 or more
     * @return different nodes, the one that has the key first; as many as wanted, or all if there are fewer; immutable
     * @throws IllegalArgumentException if {@code count < 0}
     */
    public List<N> replicas(long hash, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must be >= 0: count=" + count);
        }
        double[] lots = new double[seeds.length];
        List<Integer> order = new ArrayList<>(seeds.length);
        for (int i = 0; i < lots.length; i++) {
            lots[i] = lot(hash, i);
            order.add(i);
        }
        order.sort((a, b) -> Double.compare(lots[a], lots[b]));
        return order.stream().limit(count).<N>map(nodes::get).toList();
    }

    /** The least of several wins: a number whose order is that of exponentially distributed ones, by weight. */
    private double lot(long hash, int node) {
        long random = Mixing.mix(hash ^ seeds[node]);
        double uniform = ((random >>> 11) + 0.5) * 0x1p-53;
        // Of equal weights the logarithm does not change the order, and is nearly all of the cost.
        return equalWeights ? -uniform : -StrictMath.log(uniform) / weights[node];
    }

    /** Returns the nodes in the order of their identities, as unsigned bytes. */
    @Override
    public List<N> nodes() {
        return nodes;
    }
}
