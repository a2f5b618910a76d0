package dev.ashlar.hashring;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of a ring every node has. Immutable.
 *
 * @param shares one for each node, in the ring's order
 * @param <N> what a node is
 */
public record Ownership<N>(List<Share<N>> shares) {
    /**
     * How much of a ring a node has.
     *
     * @param node the node
     * @param share its part of the ring, 0 to 1
     * @param load its share against what its weight entitles it to: 1 is just that, 1.2 is a fifth more
     * @param <N> what a node is
     */
    public record Share<N>(N node, double share, double load) {}

    /**
     * Creates it.
     *
     * @param shares one for each node
     */
    public Ownership {
        shares = List.copyOf(shares);
    }

    static <N> Ownership<N> of(HashRing<N> ring) {
        Members<N> members = ring.members;
        double[] shares = ring.points.shares(members.size());
        double total = members.totalWeight();
        List<Share<N>> list = new ArrayList<>(shares.length);
        for (int i = 0; i < shares.length; i++) {
            list.add(new Share<>(
                    members.nodes.get(i),
                    shares[i],
                    shares[i] * total / members.get(i).weight()));
        }
        return new Ownership<>(list);
    }

    /**
     * Returns the greatest load of a node.
     *
     * @return 1 if all have just their due, more otherwise; 0 if there is no node
     */
    public double maxLoad() {
        return shares.stream().mapToDouble(Share::load).max().orElse(0);
    }

    /**
     * Returns the least load of a node.
     *
     * @return 1 if all have just their due, less otherwise; 0 if there is no node
     */
    public double minLoad() {
        return shares.stream().mapToDouble(Share::load).min().orElse(0);
    }

    /**
     * Returns the standard deviation of the loads from 1.
     *
     * @return about 1/sqrt(points of a node) for points at random; 0 if there is no node
     */
    public double deviation() {
        return Math.sqrt(shares.stream()
                .mapToDouble(share -> (share.load - 1) * (share.load - 1))
                .average()
                .orElse(0));
    }
}
