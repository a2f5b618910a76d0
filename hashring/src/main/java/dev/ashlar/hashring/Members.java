package dev.ashlar.hashring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of a ring in the order of their identities, which are unsigned bytes; a member's place is its number. */
final class Members<N> {
    /** A node, what names it for ever, and how much of the ring it is to have. */
    static final class Member<N> {
        private final N node;
        private final byte[] id;
        private final int weight;
        private final @Nullable String zone;

        Member(N node, byte[] id, int weight, @Nullable String zone) {
            this.node = node;
            this.id = id;
            this.weight = weight;
            this.zone = zone;
        }

        N node() {
            return node;
        }

        byte[] id() {
            return id;
        }

        int weight() {
            return weight;
        }

        @Nullable
        String zone() {
            return zone;
        }
    }

    static final int MAX_ZONES = 64;

    final List<Member<N>> all;
    final List<N> nodes;
    /** The number of the zone of each member; a member without one has {@link #MAX_ZONES}. Null if nobody has a zone. */
    final byte @Nullable [] zones;

    final int zoneCount;

    /** The members, already in order. */
    Members(Collection<Member<N>> inOrder) {
        all = List.copyOf(inOrder);
        List<N> list = new ArrayList<>(all.size());
        TreeSet<String> names = new TreeSet<>();
        for (Member<N> member : all) {
            list.add(member.node());
            if (member.zone() != null) {
                names.add(member.zone());
            }
        }
        nodes = List.copyOf(list);
        zoneCount = names.size();
        if (zoneCount > MAX_ZONES) {
            throw new IllegalArgumentException("zones must be <= " + MAX_ZONES + ": zones=" + zoneCount);
        }
        zones = zoneCount == 0 ? null : new byte[all.size()];
        if (zones != null) {
            for (int i = 0; i < zones.length; i++) {
                String zone = all.get(i).zone();
                zones[i] =
                        (byte) (zone == null ? MAX_ZONES : names.headSet(zone).size());
            }
        }
    }

    /** Nodes of weight 1, in any order. */
    static <N> Members<N> of(Collection<N> nodes, Function<? super N, String> identity) {
        TreeMap<byte[], Member<N>> inOrder = new TreeMap<>(Arrays::compareUnsigned);
        for (N node : nodes) {
            byte[] id = Identities.bytes(identity.apply(node));
            if (inOrder.put(id, new Member<>(node, id, 1, null)) != null) {
                throw new IllegalArgumentException("identities must differ: identity=" + Identities.text(id));
            }
        }
        return new Members<>(inOrder.values());
    }

    int size() {
        return all.size();
    }

    Member<N> get(int number) {
        return all.get(number);
    }

    /** The number of the member of an identity, or -1. */
    int indexOf(byte[] id) {
        int low = 0;
        int high = all.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(all.get(middle).id(), id);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    long totalWeight() {
        long total = 0;
        for (Member<N> member : all) {
            total += member.weight();
        }
        return total;
    }
}
