package dev.ashlar.hashring;

import java.util.ArrayList;
import java.util.List;

/**
 * What moves when one ring is replaced by another: which ranges of positions, from whom to whom. Immutable.
 *
 * @param moves the ranges in ascending order, as long as they can be; the last may go over the end of the circle
 * @param <N> what a node is
 */
public record RingDiff<N>(List<Move<N>> moves) {
    /**
     * A range of positions that moves.
     *
     * @param after the position before the first, an unsigned number
     * @param upTo the last position, an unsigned number; if it is {@code after}, the range is the whole circle
     * @param from who has the range
     * @param to who gets it
     * @param <N> what a node is
     */
    public record Move<N>(long after, long upTo, N from, N to) {
        /**
         * Tells whether a key is in the range.
         *
         * @param hash the key's hash
         * @return true if the key moves with this range
         */
        public boolean contains(long hash) {
            long into = HashRing.position(hash) - after - 1;
            return Long.compareUnsigned(into, upTo - after - 1) <= 0;
        }

        /**
         * Returns how much of the circle the range is.
         *
         * @return more than 0, at most 1
         */
        public double share() {
            return after == upTo ? 1 : RingPoints.unsigned(upTo - after) * 0x1p-64;
        }
    }

    /**
     * Creates it.
     *
     * @param moves the ranges
     */
    public RingDiff {
        moves = List.copyOf(moves);
    }

    /**
     * Returns how much of the circle moves.
     *
     * @return 0 to 1
     */
    public double share() {
        return moves.stream().mapToDouble(Move::share).sum();
    }

    static <N> RingDiff<N> between(HashRing<N> before, HashRing<N> after) {
        RingPoints old = before.points;
        RingPoints now = after.points;
        if (old.size() == 0 || now.size() == 0) {
            throw new IllegalArgumentException("rings must have nodes: nodes="
                    + before.nodes().size() + ", nodes=" + after.nodes().size());
        }
        int[] numbers = new int[before.members.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = after.members.indexOf(before.members.get(i).id());
        }
        List<Move<N>> moves = new ArrayList<>();
        // Every point of either ring ends a piece that has one owner in each ring.
        long end = largest(old, now);
        if (old.point(0) == end && now.point(0) == end) {
            if (numbers[old.owner(0)] != now.owner(0)) {
                add(
                        moves,
                        end,
                        end,
                        before.nodes().get(old.owner(0)),
                        after.nodes().get(now.owner(0)));
            }
            return new RingDiff<>(moves);
        }
        int i = 0;
        int j = 0;
        while (i < old.size() || j < now.size()) {
            boolean oldIsNext =
                    j == now.size() || (i < old.size() && Long.compareUnsigned(old.point(i), now.point(j)) <= 0);
            long point = oldIsNext ? old.point(i) : now.point(j);
            int from = old.owner(i);
            int to = now.owner(j);
            if (numbers[from] != to && point != end) {
                add(moves, end, point, before.nodes().get(from), after.nodes().get(to));
            }
            end = point;
            i += i < old.size() && old.point(i) == point ? 1 : 0;
            j += j < now.size() && now.point(j) == point ? 1 : 0;
        }
        return new RingDiff<>(joinedOverTheEnd(moves));
    }

    private static long largest(RingPoints old, RingPoints now) {
        long a = old.point(old.size() - 1);
        long b = now.point(now.size() - 1);
        return Long.compareUnsigned(a, b) > 0 ? a : b;
    }

    @SuppressWarnings("ReferenceEquality") // The very node of the ring: others may equal it.
    private static <N> boolean sameNodes(Move<N> one, N from, N to) {
        return one.from == from && one.to == to;
    }

    private static <N> void add(List<Move<N>> moves, long after, long upTo, N from, N to) {
        Move<N> last = moves.isEmpty() ? null : moves.get(moves.size() - 1);
        if (last != null && last.upTo == after && sameNodes(last, from, to)) {
            moves.set(moves.size() - 1, new Move<>(last.after, upTo, from, to));
        } else {
            moves.add(new Move<>(after, upTo, from, to));
        }
    }

    /** The first range may go on from the last one. */
    private static <N> List<Move<N>> joinedOverTheEnd(List<Move<N>> moves) {
        if (moves.size() < 2) {
            return moves;
        }
        Move<N> first = moves.get(0);
        Move<N> last = moves.get(moves.size() - 1);
        if (last.upTo == first.after && sameNodes(last, first.from, first.to)) {
            moves.set(moves.size() - 1, new Move<>(last.after, first.upTo, first.from, first.to));
            moves.remove(0);
        }
        return moves;
    }
}
