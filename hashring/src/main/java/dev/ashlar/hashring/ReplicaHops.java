package dev.ashlar.hashring;

import org.jspecify.annotations.Nullable;

/** For each point, how many points further the second and the third node in order of preference are: a byte a point. */
final class ReplicaHops {
    /** The nodes in order of preference that a byte leads to, with the point's own. */
    static final int NODES = 3;

    private static final int BITS = 4;
    private static final int MASK = (1 << BITS) - 1;
    private static final int NOBODY = -1;

    private ReplicaHops() {}

    /** The bytes of all points, and the first one's again. */
    static byte[] of(RingPoints points, byte @Nullable [] zones, int zoneCount) {
        byte[] hops = new byte[points.size() + 1];
        for (int i = 0; i < points.size(); i++) {
            int second = next(points, i, NOBODY, zones, zoneCount);
            int third = second == 0 ? 0 : next(points, i, points.owner(i + second), zones, zoneCount);
            hops[i] = (byte) (second | (third << BITS));
        }
        hops[points.size()] = hops[0];
        return hops;
    }

    /** How far the second node is, or 0 if that is too far or there is none. */
    static int second(byte hops) {
        return hops & MASK;
    }

    /** How far the third node is, or 0. */
    static int third(byte hops) {
        return (hops >> BITS) & MASK;
    }

    /** How far the node is that is preferred after the one of a point and perhaps another. */
    private static int next(RingPoints points, int from, int other, byte @Nullable [] zones, int zoneCount) {
        int first = points.owner(from);
        long seen = zones == null ? 0 : seen(zones[first]) | (other == NOBODY ? 0 : seen(zones[other]));
        boolean byZone = zones != null && Long.bitCount(seen) < zoneCount;
        for (int hop = 1; hop <= MASK; hop++) {
            int owner = points.owner(from + hop);
            boolean isNew = owner != first && owner != other;
            boolean zoneWasSeen = zones != null && (seen & seen(zones[owner])) != 0;
            if (isNew && !(byZone && zoneWasSeen)) {
                return hop;
            }
        }
        return 0;
    }

    private static long seen(byte zone) {
        return zone == Members.MAX_ZONES ? 0 : 1L << zone;
    }
}
