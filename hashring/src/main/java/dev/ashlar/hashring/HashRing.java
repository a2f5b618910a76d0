package dev.ashlar.hashring;

import dev.ashlar.hashring.Members.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A consistent hash ring: every node has many points on a circle of 2^64 positions, and a key belongs to the node of the first
 * point at or after the key's position.
 *
 * <p><b>Guarantees.</b> A ring of {@link Placement#RANDOM} depends on its members alone, each with its identity, weight and
 * zone: joins and leaves in any order, on any host, in any version give the same ring, and to leave is as never to have been
 * there. A change moves only keys to or from the node that is changed, whichever the placement. Two points may fall together:
 * the one of the smaller identity then has the keys, and has no others to lose.
 *
 * <p><b>Identities</b> are bytes, or text, which is its UTF-8 bytes; they name nodes for ever, and must differ. What the ring
 * returns are the objects it was given.
 *
 * <p><b>Weights.</b> A node has {@code pointsPerWeight} points for each unit of its weight. A node of more weight has the same
 * points, and more: a change of one weight moves keys of that node only.
 *
 * <p><b>Replicas.</b> {@link #replicas(long, int)} lists different nodes in order of preference: clockwise, first those that
 * are the first of their zone, then the others. A longer list begins with the shorter one.
 *
 * <p><b>Cost.</b> A look-up reads two words, whatever the number of points, and allocates nothing; 14.8 bytes a point, and one
 * more from the first time that replicas are asked for. A
 * change makes a new ring in time proportional to all points, some hundred microseconds at 16 000.
 *
 * <p><b>Positions</b> are hashes times an odd constant, so that the keys of one node are not those of a range of hashes, and
 * still spread over a filter or a table that goes by the same hash.
 *
 * <p><b>Limits.</b> 65 534 nodes, 4 194 303 points, 64 zones, 65 535 bytes an identity.
 *
 * <p>Immutable: any number of threads may share it. To publish changes to them, see {@link LiveHashRing}.
 *
 * <p>Source: Karger et al., "Consistent Hashing and Random Trees", 1997. Every step from the identity to the position is
 * specified in {@code docs/formats/hash-ring.md}.
 *
 * @param <N> what a node is
 */
public final class HashRing<N> implements Locator<N> {
    /** A multiplier with good spectral properties: Steele and Vigna, "Computationally easy, spectrally good multipliers". */
    private static final long SPREAD = 0xF1357AEA2E62A9C5L;

    final Function<? super N, byte[]> identity;
    final Placement placement;
    final int pointsPerWeight;
    final long pointMask;
    final Members<N> members;
    final RingPoints points;
    private final Object[] nodes;
    private final byte @Nullable [] zones;
    /** Made when replicas are first asked for; should several threads make it at once, theirs are equal. */
    private volatile byte @Nullable [] hops;

    HashRing(HashRingBuilder<N> settings, Members<N> members, RingPoints points) {
        this.identity = settings.identity;
        this.placement = settings.placement;
        this.pointsPerWeight = settings.pointsPerWeight;
        this.pointMask = settings.pointMask;
        this.members = members;
        this.points = points;
        this.nodes = members.nodes.toArray();
        this.zones = members.zones;
    }

    /**
     * Begins a ring of nodes that have text for an identity, such as a host and a port.
     *
     * @param identity tells the identity of a node, always the same one; not {@code toString}, unless that is specified
     * @param <N> what a node is
     * @return a builder of a ring without nodes
     */
    public static <N> HashRingBuilder<N> builder(Function<? super N, String> identity) {
        return new HashRingBuilder<>(node -> Identities.bytes(identity.apply(node)));
    }

    /**
     * Begins a ring of nodes that have bytes for an identity.
     *
     * @param identity tells the identity of a node, always the same one; it is not changed by the ring
     * @param <N> what a node is
     * @return a builder of a ring without nodes
     */
    public static <N> HashRingBuilder<N> builderByBytes(Function<? super N, byte[]> identity) {
        return new HashRingBuilder<>(node -> identity.apply(node).clone());
    }

    /**
     * Begins another ring with the members of this one. Of any number of changes one ring is made.
     *
     * @return a builder with this ring's nodes and settings
     */
    public HashRingBuilder<N> change() {
        return new HashRingBuilder<>(this);
    }

    /**
     * Returns this ring and one more node, of weight 1 and without a zone.
     *
     * @param node the node
     * @return another ring
     * @throws IllegalArgumentException if the node's identity is there already, or there would be too many points
     */
    public HashRing<N> with(N node) {
        return change().add(node).build();
    }

    /**
     * Returns this ring without a node.
     *
     * @param node the node, or another of the same identity
     * @return another ring
     * @throws IllegalArgumentException if there is no such node
     */
    public HashRing<N> without(N node) {
        return change().remove(node).build();
    }

    /**
     * Returns this ring with another weight of a node. Only keys of that node move.
     *
     * @param node the node, or another of the same identity
     * @param weight the new weight, 1 or more
     * @return another ring
     * @throws IllegalArgumentException if there is no such node, or the weight is not in its range
     */
    public HashRing<N> withWeight(N node, int weight) {
        return change().weight(node, weight).build();
    }

    @Override
    public N locate(long hash) {
        if (points.size() == 0) {
            throw new IllegalStateException("the ring must have a node: nodes=0");
        }
        return node(points.owner(points.find(position(hash))));
    }

    /**
     * Returns the first node clockwise that can be used: the one that has the key, or, if that cannot be used, one that
     * would have it if those that cannot were not there. Keys of nodes that can be used stay with them.
     *
     * @param hash the key's hash
     * @param usable tells whether a node can be used; it may be asked about a node more than once
     * @return the node, or null if none can be used
     */
    public @Nullable N locateOrNull(long hash, Predicate<? super N> usable) {
        int from = points.size() == 0 ? 0 : points.find(position(hash));
        for (int i = 0; i < points.size(); i++) {
            if (i == 2 * nodes.length && members.nodes.stream().noneMatch(usable)) {
                return null; // Rather than to ask at every point.
            }
            N node = node(points.owner((from + i) % points.size()));
            if (usable.test(node)) {
                return node;
            }
        }
        return null;
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
        int[] found = new int[Math.min(count, nodes.length)];
        int there = replicas(hash, found);
        List<N> list = new ArrayList<>(there);
        for (int i = 0; i < there; i++) {
            list.add(node(found[i]));
        }
        return Collections.unmodifiableList(list);
    }

    /**
     * Finds the nodes that are to have a key, in order of preference, as many as the array has room for. Does not allocate.
     *
     * @param hash the key's hash
     * @param into where to put different nodes, by their places in {@link #nodes()}, the one that has the key first; what is
     *     left of the array is not touched
     * @return how many there are: the array's length, or the number of nodes if that is less
     */
    public int replicas(long hash, int[] into) {
        int wanted = Math.min(into.length, nodes.length);
        if (wanted == 0) {
            return 0;
        }
        int from = points.find(position(hash));
        if (wanted <= ReplicaHops.NODES) {
            byte hop = hops()[from];
            int second = ReplicaHops.second(hop);
            int third = ReplicaHops.third(hop);
            if ((wanted < 2 || second > 0) && (wanted < 3 || third > 0)) {
                into[0] = points.owner(from);
                if (wanted > 1) {
                    into[1] = points.owner(from + second);
                }
                if (wanted > 2) {
                    into[2] = points.owner(from + third);
                }
                return wanted;
            }
        }
        return walk(from, into, wanted, null);
    }

    /**
     * Finds the nodes that are to have a key and can be used, in order of preference, as many as the array has room for. Does
     * not allocate.
     *
     * @param hash the key's hash
     * @param into where to put different nodes, by their places in {@link #nodes()}; what is left of the array is not touched
     * @param usable tells whether a node can be used; it may be asked about a node more than once
     * @return how many there are
     */
    public int replicas(long hash, int[] into, Predicate<? super N> usable) {
        int wanted = Math.min(into.length, nodes.length);
        return wanted == 0 ? 0 : walk(points.find(position(hash)), into, wanted, usable);
    }

    private byte[] hops() {
        byte[] made = hops;
        if (made == null) {
            made = ReplicaHops.of(points, zones, members.zoneCount);
            hops = made;
        }
        return made;
    }

    private int walk(int from, int[] into, int wanted, @Nullable Predicate<? super N> usable) {
        int count = zones == null ? 0 : firstOfZones(from, into, wanted, zones, usable);
        int index = from;
        for (int i = 0; count < wanted && i < points.size(); i++) {
            int owner = points.owner(index);
            if (isNew(owner, into, count) && (usable == null || usable.test(node(owner)))) {
                into[count++] = owner;
            }
            index = after(index);
        }
        return count;
    }

    /** Clockwise, the first node of each zone, and all without one. */
    private int firstOfZones(int from, int[] into, int wanted, byte[] zoneOf, @Nullable Predicate<? super N> usable) {
        int count = 0;
        int zonesLeft = members.zoneCount;
        long seen = 0;
        int index = from;
        for (int i = 0; count < wanted && zonesLeft > 0 && i < points.size(); i++) {
            int owner = points.owner(index);
            int zone = zoneOf[owner];
            boolean zoned = zone < Members.MAX_ZONES;
            boolean wantedNext = zoned ? ((seen >>> zone) & 1) == 0 : isNew(owner, into, count);
            if (wantedNext && (usable == null || usable.test(node(owner)))) {
                into[count++] = owner;
                if (zoned) {
                    seen |= 1L << zone;
                    zonesLeft--;
                }
            }
            index = after(index);
        }
        return count;
    }

    /** The next point; the one after the last is the first, or the one that stands for it. */
    private int after(int index) {
        return index + 1 < points.size() ? index + 1 : index + 1 - points.size();
    }

    private static boolean isNew(int owner, int[] owners, int count) {
        for (int i = 0; i < count; i++) {
            if (owners[i] == owner) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    private N node(int owner) {
        return (N) nodes[owner]; // Nothing else is in it.
    }

    /**
     * Returns the nodes in the order of their identities, as unsigned bytes.
     *
     * @return an immutable list
     */
    @Override
    public List<N> nodes() {
        return members.nodes;
    }

    /**
     * Tells whether a node is a member.
     *
     * @param node the node, or another of the same identity
     * @return true if it is
     */
    public boolean contains(N node) {
        return members.indexOf(identity.apply(node)) >= 0;
    }

    /**
     * Returns the weight of a node.
     *
     * @param node the node, or another of the same identity
     * @return its weight
     * @throws IllegalArgumentException if there is no such node
     */
    public int weight(N node) {
        return member(node).weight();
    }

    /**
     * Returns the zone of a node.
     *
     * @param node the node, or another of the same identity
     * @return its zone, or null if it has none
     * @throws IllegalArgumentException if there is no such node
     */
    public @Nullable String zone(N node) {
        return member(node).zone();
    }

    private Member<N> member(N node) {
        byte[] id = identity.apply(node);
        int number = members.indexOf(id);
        if (number < 0) {
            throw new IllegalArgumentException("node must be a member: node=" + Identities.text(id));
        }
        return members.get(number);
    }

    /**
     * Returns where on the ring a key is.
     *
     * @param hash the key's hash
     * @return the position, an unsigned number; different hashes have different ones
     */
    public static long position(long hash) {
        return hash * SPREAD;
    }

    /**
     * Tells what moves when this ring is replaced by another.
     *
     * @param next the other ring, of the same identities of nodes
     * @return the ranges that move, from whom to whom
     * @throws IllegalArgumentException if one of the rings has no nodes
     */
    public RingDiff<N> diff(HashRing<N> next) {
        return RingDiff.between(this, next);
    }

    /**
     * Tells how much of the ring every node has.
     *
     * @return the shares, exact to 2^-53 for each point
     */
    public Ownership<N> ownership() {
        return Ownership.of(this);
    }

    /**
     * Returns a number that two hosts can compare to know that their rings are the same.
     *
     * @return a hash of the members, the settings and all points; different rings have different ones but for a chance of
     *     2^-64
     */
    public long fingerprint() {
        return RingFormat.fingerprint(this);
    }

    /**
     * Returns how many points there are.
     *
     * @return 0 for a ring without nodes
     */
    public int pointCount() {
        return points.size();
    }

    /**
     * Returns the memory that the points and their index take, without the nodes.
     *
     * @return bytes
     */
    public long sizeInBytes() {
        byte[] made = hops;
        return points.sizeInBytes() + (made == null ? 0 : made.length);
    }

    /**
     * Returns the bytes form: versioned, checksummed, little-endian, the same on every machine. It holds the identities, not
     * the nodes.
     *
     * @return what {@code docs/formats/hash-ring.md} lays out
     */
    public byte[] toByteArray() {
        return RingFormat.write(this);
    }

    /**
     * Returns the ring of a bytes form whose identities are text.
     *
     * @param bytes what {@link #toByteArray()} returned
     * @param identity tells the identity of a node
     * @param nodes returns the node of an identity
     * @param <N> what a node is
     * @return a ring equal to the one that was written
     * @throws RingFormatException if the bytes were cut or changed, or are of a version or placement that is not known
     * @throws IllegalArgumentException if a node that was returned has another identity
     */
    public static <N> HashRing<N> fromByteArray(
            byte[] bytes, Function<? super N, String> identity, Function<? super String, ? extends N> nodes)
            throws RingFormatException {
        return RingFormat.read(
                bytes,
                HashRing.<N>builder(identity),
                (id, offset) -> nodes.apply(RingFormat.text(id, "identity", offset)));
    }

    /**
     * Returns the ring of a bytes form whose identities are bytes.
     *
     * @param bytes what {@link #toByteArray()} returned
     * @param identity tells the identity of a node
     * @param nodes returns the node of an identity
     * @param <N> what a node is
     * @return a ring equal to the one that was written
     * @throws RingFormatException if the bytes were cut or changed, or are of a version or placement that is not known
     * @throws IllegalArgumentException if a node that was returned has another identity
     */
    public static <N> HashRing<N> fromByteArrayByBytes(
            byte[] bytes, Function<? super N, byte[]> identity, Function<byte[], ? extends N> nodes)
            throws RingFormatException {
        return RingFormat.read(bytes, HashRing.<N>builderByBytes(identity), (id, offset) -> nodes.apply(id));
    }

    /** Names the nodes and the points, for logs. */
    @Override
    public String toString() {
        return "HashRing[nodes=" + nodes.length + ", points=" + points.size() + ", placement=" + placement + "]";
    }
}
