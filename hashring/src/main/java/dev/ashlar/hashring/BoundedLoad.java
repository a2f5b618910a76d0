package dev.ashlar.hashring;

import dev.ashlar.hashring.Members.Member;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Consistent hashing with bounded loads: a key goes to its node on a {@link HashRing} unless that has its hands full, and then
 * to another one, always the same as long as loads are.
 *
 * <p><b>Guarantee.</b> Nobody is given a permit with which its load would be more than {@code factor} times its part of all
 * permits, rounded up: those that are held or being acquired when the call looks. The test and the increment are one atomic
 * step, so races do not exceed it. There is always room somewhere. Permits that are given back lower what is allowed, not what
 * is held.
 *
 * <p><b>Spilling.</b> A key whose node is full goes on by jumps to other places of the ring that its hash alone decides, so
 * that a full node's keys spread over all others instead of filling its neighbour.
 *
 * <p><b>Cost.</b> The look-ups of the ring, about 1 / (factor - 1) at the worst of loads; and two atomic increments.
 *
 * <p>Any number of threads may use it; no lock is taken.
 *
 * <p>Source: Mirrokni, Thorup and Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2018; jumps: Chen, Coleman and
 * Shrivastava, "Revisiting Consistent Hashing with Bounded Loads", 2021.
 *
 * @param <N> what a node is
 */
public final class BoundedLoad<N> implements Locator<N> {
    /**
     * The right to load a node, until it is closed.
     *
     * @param <N> what a node is
     */
    public static final class Permit<N> implements AutoCloseable {
        private final N node;
        private final AtomicInteger load;
        private final AtomicLong total;
        private final AtomicBoolean open = new AtomicBoolean(true);

        private Permit(N node, AtomicInteger load, AtomicLong total) {
            this.node = node;
            this.load = load;
            this.total = total;
        }

        /**
         * Returns who may be loaded.
         *
         * @return the node
         */
        public N node() {
            return node;
        }

        /** Gives the permit back. Does nothing if that has been done. */
        @Override
        public void close() {
            if (open.compareAndSet(true, false)) {
                load.decrementAndGet();
                total.decrementAndGet();
            }
        }
    }

    /** A ring and what its nodes carry, by number. */
    private record State<N>(HashRing<N> ring, List<AtomicInteger> loads, double weight) {}

    private static final int JUMPS = 64;

    private final double factor;
    private final AtomicLong total = new AtomicLong();
    /** What nodes that have left still carry, by identity, in case that they return. Of {@link #ring(HashRing)} alone. */
    private final TreeMap<byte[], AtomicInteger> departed = new TreeMap<>(Arrays::compareUnsigned);

    private volatile State<N> state;

    /**
     * Creates it, without any load.
     *
     * @param ring who has which keys
     * @param factor how much more than its part a node may carry, more than 1, such as 1.25
     * @throws IllegalArgumentException if the ring has no nodes, or the factor is not more than 1 or not finite
     */
    public BoundedLoad(HashRing<N> ring, double factor) {
        if (!(factor > 1 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("factor must be > 1 and finite: factor=" + factor);
        }
        this.factor = factor;
        this.state = new State<>(
                ring,
                Stream.generate(AtomicInteger::new)
                        .limit(checked(ring).nodes().size())
                        .toList(),
                ring.members.totalWeight());
    }

    private static <N> HashRing<N> checked(HashRing<N> ring) {
        if (ring.nodes().isEmpty()) {
            throw new IllegalArgumentException("the ring must have a node: nodes=0");
        }
        return ring;
    }

    /**
     * Takes a permit for a key.
     *
     * @param hash the key's hash
     * @return a permit for the first node for the key that is not full; to be closed
     */
    public Permit<N> acquire(long hash) {
        total.incrementAndGet();
        while (true) {
            State<N> now = state;
            int number = choose(now, hash, total.get(), true);
            if (number >= 0) {
                return new Permit<>(now.ring.nodes().get(number), now.loads.get(number), total);
            }
            // Others have filled up what was free when we looked, and so have raised what is allowed.
            Thread.onSpinWait();
        }
    }

    /** Returns the node that a permit for a key would be for, now; without taking it. */
    @Override
    public N locate(long hash) {
        State<N> now = state;
        int number = choose(now, hash, total.get() + 1, false);
        return number < 0 ? now.ring.locate(hash) : now.ring.nodes().get(number);
    }

    /** The first node for a key that has room, by number, or -1. */
    private int choose(State<N> now, long hash, long permits, boolean take) {
        RingPoints points = now.ring.points;
        long position = HashRing.position(hash);
        for (int jump = 0; jump < JUMPS; jump++) {
            int number = points.owner(points.find(position));
            if (hasRoom(now, number, permits, take)) {
                return number;
            }
            position = Mixing.mix(hash ^ Mixing.mix(jump + 1L));
        }
        int count = now.loads.size();
        int from = points.owner(points.find(position));
        for (int i = 0; i < count; i++) {
            int number = (from + i) % count;
            if (hasRoom(now, number, permits, take)) {
                return number;
            }
        }
        return -1;
    }

    private boolean hasRoom(State<N> now, int number, long permits, boolean take) {
        double part = now.ring.members.get(number).weight() / now.weight;
        int most = (int) Math.ceil(factor * permits * part);
        AtomicInteger load = now.loads.get(number);
        int carried = load.get();
        while (carried < most) {
            if (!take || load.compareAndSet(carried, carried + 1)) {
                return true;
            }
            carried = load.get();
        }
        return false;
    }

    /**
     * Returns how many permits are held for a node.
     *
     * @param node the node, or another of the same identity
     * @return how many there are, for nodes of the ring
     * @throws IllegalArgumentException if there is no such node
     */
    public int load(N node) {
        State<N> now = state;
        int number = now.ring.members.indexOf(now.ring.identity.apply(node));
        if (number < 0) {
            throw new IllegalArgumentException(
                    "node must be a member: node=" + Identities.text(now.ring.identity.apply(node)));
        }
        return now.loads.get(number).get();
    }

    /**
     * Goes over to another ring. Nodes that stay keep their loads; permits of nodes that leave stay good until they are
     * closed, and count again if the node returns before. A permit that is being acquired at this moment may still be for
     * the ring before. Not for more than one thread at a time.
     *
     * @param next the other ring
     * @throws IllegalArgumentException if it has no nodes
     */
    public void ring(HashRing<N> next) {
        State<N> was = state;
        List<AtomicInteger> loads = new ArrayList<>(checked(next).nodes().size());
        for (int i = 0; i < was.loads.size(); i++) {
            departed.put(was.ring.members.get(i).id(), was.loads.get(i));
        }
        for (Member<N> member : next.members.all) {
            AtomicInteger load = departed.remove(member.id());
            loads.add(load == null ? new AtomicInteger() : load);
        }
        state = new State<>(next, loads, next.members.totalWeight());
        departed.values().removeIf(load -> load.get() == 0);
    }

    /** Returns the nodes of the ring. */
    @Override
    public List<N> nodes() {
        return state.ring.nodes();
    }
}
