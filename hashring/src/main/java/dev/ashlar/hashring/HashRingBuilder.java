package dev.ashlar.hashring;

import dev.ashlar.hashring.Members.Member;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects the members of a {@link HashRing}, or changes to those of another one, and makes one ring of them.
 *
 * <p>Not for more than one thread at a time. A builder can be used on after {@link #build()}.
 *
 * @param <N> what a node is
 */
public final class HashRingBuilder<N> {
    static final int DEFAULT_POINTS = 160;

    final Function<? super N, byte[]> identity;
    Placement placement = Placement.RANDOM;
    int pointsPerWeight = DEFAULT_POINTS;
    long pointMask = -1;

    private final TreeMap<byte[], Member<N>> members = new TreeMap<>(Arrays::compareUnsigned);
    /** The ring whose points are changed; null if they are to be made anew. */
    private @Nullable HashRing<N> base;

    HashRingBuilder(Function<? super N, byte[]> identity) {
        this.identity = identity;
    }

    HashRingBuilder(HashRing<N> base) {
        this.base = base;
        this.identity = base.identity;
        this.placement = base.placement;
        this.pointsPerWeight = base.pointsPerWeight;
        this.pointMask = base.pointMask;
        for (Member<N> member : base.members.all) {
            members.put(member.id(), member);
        }
    }

    /**
     * Sets how many points a node has for each unit of its weight; 160 if it is not set. Four times the points halve the
     * differences between the shares. On a ring that has nodes this places all anew.
     *
     * @param points 1 to 4 194 303
     * @return this
     * @throws IllegalArgumentException if {@code points} is not in its range
     */
    public HashRingBuilder<N> pointsPerWeight(int points) {
        if (points < 1 || points > RingPoints.MAX_POINTS) {
            throw new IllegalArgumentException("points must be 1 to " + RingPoints.MAX_POINTS + ": points=" + points);
        }
        if (points != pointsPerWeight) {
            base = null;
        }
        pointsPerWeight = points;
        return this;
    }

    /**
     * Sets how points get their places; {@link Placement#RANDOM} if it is not set. On a ring that has nodes a change places
     * all anew.
     *
     * @param howTo the placement
     * @return this
     */
    public HashRingBuilder<N> placement(Placement howTo) {
        if (howTo != placement) {
            base = null;
        }
        placement = howTo;
        return this;
    }

    /** Keeps only the top bits of every point, so that points fall together. For tests. */
    HashRingBuilder<N> pointBits(int bits) {
        pointMask = -1L << (Long.SIZE - bits);
        base = null;
        return this;
    }

    /**
     * Adds a node of weight 1 without a zone.
     *
     * @param node the node
     * @return this
     * @throws IllegalArgumentException if its identity is there already, or is longer than 65 535 bytes
     */
    public HashRingBuilder<N> add(N node) {
        return add(node, 1);
    }

    /**
     * Adds a node without a zone.
     *
     * @param node the node
     * @param weight its weight, 1 or more
     * @return this
     * @throws IllegalArgumentException if its identity is there already or is longer than 65 535 bytes, or the weight is not
     *     in its range
     */
    public HashRingBuilder<N> add(N node, int weight) {
        return put(node, weight, null);
    }

    /**
     * Adds a node.
     *
     * @param node the node
     * @param weight its weight, 1 or more
     * @param zone what it shares with nodes that fail together with it, such as a data centre; not empty
     * @return this
     * @throws IllegalArgumentException if its identity is there already or is longer than 65 535 bytes, or the weight or the
     *     zone is not in its range
     */
    public HashRingBuilder<N> add(N node, int weight, String zone) {
        int bytes = Identities.bytes(zone).length;
        if (bytes < 1 || bytes > Identities.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "zone must have 1 to " + Identities.MAX_BYTES + " bytes: bytes=" + bytes);
        }
        return put(node, weight, zone);
    }

    private HashRingBuilder<N> put(N node, int weight, @Nullable String zone) {
        byte[] id = identity.apply(node);
        if (id.length > Identities.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "identity must have <= " + Identities.MAX_BYTES + " bytes: bytes=" + id.length);
        }
        checkWeight(weight);
        if (members.containsKey(id)) {
            throw new IllegalArgumentException("node must be new: node=" + Identities.text(id));
        }
        members.put(id, new Member<>(node, id, weight, zone));
        return this;
    }

    /**
     * Removes a node.
     *
     * @param node the node, or another of the same identity
     * @return this
     * @throws IllegalArgumentException if there is no such node
     */
    public HashRingBuilder<N> remove(N node) {
        members.remove(member(node).id());
        return this;
    }

    /**
     * Changes the weight of a node.
     *
     * @param node the node, or another of the same identity
     * @param weight the new weight, 1 or more
     * @return this
     * @throws IllegalArgumentException if there is no such node, or the weight is not in its range
     */
    public HashRingBuilder<N> weight(N node, int weight) {
        checkWeight(weight);
        Member<N> member = member(node);
        members.put(member.id(), new Member<>(member.node(), member.id(), weight, member.zone()));
        return this;
    }

    private Member<N> member(N node) {
        byte[] id = identity.apply(node);
        Member<N> member = members.get(id);
        if (member == null) {
            throw new IllegalArgumentException("node must be a member: node=" + Identities.text(id));
        }
        return member;
    }

    private static void checkWeight(int weight) {
        if (weight < 1) {
            throw new IllegalArgumentException("weight must be >= 1: weight=" + weight);
        }
    }

    /**
     * Makes the ring.
     *
     * @return a ring of the members, perhaps of none
     * @throws IllegalArgumentException if there are too many nodes, points or zones
     */
    public HashRing<N> build() {
        Members<N> after = checkedMembers();
        Members<N> before = base == null ? new Members<>(List.of()) : base.members;
        RingPoints points = base == null ? RingPoints.NONE : base.points;
        RingPoints changed = switch (placement) {
            case RANDOM -> new RandomPlacement(pointsPerWeight, pointMask).change(points, before, after);
            case BALANCED -> new BalancedPlacement(pointsPerWeight).change(points, before, after);
        };
        return new HashRing<>(this, after, changed);
    }

    /** Makes a ring of points that were placed before. */
    HashRing<N> build(RingPoints points) {
        return new HashRing<>(this, checkedMembers(), points);
    }

    /** The members, if a ring can have so many. */
    Members<N> checkedMembers() {
        if (members.size() >= RingPoints.MAX_OWNERS) {
            throw new IllegalArgumentException(
                    "nodes must be < " + RingPoints.MAX_OWNERS + ": nodes=" + members.size());
        }
        Members<N> checked = new Members<>(members.values());
        long total = checked.totalWeight();
        if (total > RingPoints.MAX_POINTS / pointsPerWeight) {
            throw new IllegalArgumentException("points must be <= " + RingPoints.MAX_POINTS + ": weights=" + total
                    + ", pointsPerWeight=" + pointsPerWeight);
        }
        return checked;
    }
}
