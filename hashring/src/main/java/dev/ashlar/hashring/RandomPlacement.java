package dev.ashlar.hashring;

import dev.ashlar.hashring.Members.Member;
import java.util.Arrays;

/** Points where the identities of their nodes put them: docs/formats/hash-ring.md. */
final class RandomPlacement {
    private final int pointsPerWeight;
    /** Which bits of a point are kept: all of them, but in tests that want points to be equal. */
    private final long mask;

    RandomPlacement(int pointsPerWeight, long mask) {
        this.pointsPerWeight = pointsPerWeight;
        this.mask = mask;
    }

    /** The points of the members {@code after}, made from those of the members {@code before}. */
    <N> RingPoints change(RingPoints points, Members<N> before, Members<N> after) {
        char[] numbers = new char[before.size()];
        PointRun without = new PointRun(0);
        PointRun with = new PointRun(0);
        int old = 0;
        for (int number = 0; number < after.size(); number++) {
            Member<N> member = after.get(number);
            while (old < before.size() && Arrays.compareUnsigned(before.get(old).id(), member.id()) < 0) {
                numbers[old++] = RingPoints.MAX_OWNERS;
            }
            int had = 0;
            if (old < before.size() && Arrays.equals(before.get(old).id(), member.id())) {
                had = before.get(old).weight() * pointsPerWeight;
                numbers[old++] = (char) number;
            }
            int has = member.weight() * pointsPerWeight;
            add(had < has ? with : without, member, number, Math.min(had, has), Math.max(had, has));
        }
        Arrays.fill(numbers, old, numbers.length, (char) RingPoints.MAX_OWNERS);
        without.sort();
        with.sort();
        return points.change(numbers, without, with);
    }

    private void add(PointRun run, Member<?> member, int owner, int from, int to) {
        long seed = Mixing.XXH3.hashBytesToLong(member.id());
        for (int i = from; i < to; i++) {
            run.add(point(seed, i) & mask, owner);
        }
    }

    /** Point i of the node whose identity has the hash {@code seed}. */
    static long point(long seed, int i) {
        return Mixing.mix(seed ^ Mixing.mix(i + 1L));
    }
}
