package dev.ashlar.hashring;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Points where they even out the shares, one change after the other: docs/formats/hash-ring.md. */
/*
 * An arc reaches from the point before, exclusive, to its own point, inclusive. A joining node cuts arcs of the nodes that
 * have most, each in two: it gets the first part, the owner keeps the second. So every cut takes exactly as much as wanted,
 * and undoing the join gives everything back. How much each gives is found as water finds its level: all who give end up with
 * the same share per unit of weight.
 */
final class BalancedPlacement {
    /** No arc gives more than this part of itself, unless its owner is to give a larger part of all that it has. */
    private static final double MOST_OF_AN_ARC = 15.0 / 16;

    /** The load up to which the next owner gets the arcs of a node that leaves: without a point that would stay for ever. */
    private static final double ENOUGH = 1.01;

    private final int pointsPerWeight;

    BalancedPlacement(int pointsPerWeight) {
        this.pointsPerWeight = pointsPerWeight;
    }

    /** The points of the members {@code after}: first leave those that leave, then shrink, then grow and join, by number. */
    <N> RingPoints change(RingPoints points, Members<N> before, Members<N> after) {
        char[] numbers = new char[before.size()];
        int[] had = new int[after.size()];
        int[] left = new int[before.size()];
        for (int i = 0; i < numbers.length; i++) {
            int number = after.indexOf(before.get(i).id());
            numbers[i] = (char) (number < 0 ? RingPoints.MAX_OWNERS : number);
            left[i] = before.get(i).weight();
            if (number >= 0) {
                had[number] = left[i];
            }
        }
        RingPoints changed = points;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == RingPoints.MAX_OWNERS) {
                left[i] = 0;
                changed = leave(changed, i, left);
            }
        }
        changed = changed.change(numbers, new PointRun(0), new PointRun(0));
        for (int number = 0; number < had.length; number++) {
            int weight = after.get(number).weight();
            if (weight < had[number]) {
                had[number] = weight;
                changed = shrink(changed, number, had);
            }
        }
        for (int number = 0; number < had.length; number++) {
            int weight = after.get(number).weight();
            if (weight > had[number]) {
                int cuts = (weight - had[number]) * pointsPerWeight;
                had[number] = weight;
                changed = changed.size() == 0 ? first(number, cuts) : grow(changed, number, cuts, had);
            }
        }
        return changed;
    }

    private static RingPoints first(int number, int count) {
        PointRun run = new PointRun(count);
        for (int i = 0; i < count; i++) {
            run.add(units((double) i / count), number);
        }
        run.sort();
        return RingPoints.NONE.change(new char[0], new PointRun(0), run);
    }

    /** Gives away the arcs of a node: each to the next owner, or if that has enough already, to who has least. */
    private static RingPoints leave(RingPoints points, int number, int[] weights) {
        double total = Arrays.stream(weights).asDoubleStream().sum();
        if (total == 0) {
            return points; // Nobody is left; the points go with the member.
        }
        double[] shares = points.shares(weights.length);
        PointRun without = new PointRun(16);
        PointRun with = new PointRun(16);
        for (int arc : arcs(points, weights.length)[number]) {
            int next = points.owner(arc + 1);
            double length = points.length(arc);
            without.add(points.point(arc), number);
            if (next == number || shares[next] + length > ENOUGH * weights[next] / total) {
                next = least(shares, weights);
                with.add(points.point(arc), next);
            }
            shares[next] += length;
        }
        without.sort();
        with.sort();
        return points.change(same(weights.length, points), without, with);
    }

    private static int least(double[] shares, int[] weights) {
        int least = -1;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && (least < 0 || shares[i] / weights[i] < shares[least] / weights[least])) {
                least = i;
            }
        }
        return least;
    }

    /**
     * Gives away arcs of a node, the shortest first, as if it left, and a part of one more, until it has no more than the share
     * of its weight.
     */
    private static RingPoints shrink(RingPoints points, int number, int[] weights) {
        double total = Arrays.stream(weights).asDoubleStream().sum();
        double[] shares = points.shares(weights.length);
        if (total == weights[number]) {
            return points; // Alone on the ring: it has everything at any weight.
        }
        double left = shares[number] - weights[number] / total;
        int[] others = weights.clone();
        others[number] = 0;
        int[] arcs = arcs(points, weights.length)[number];
        PointRun without = new PointRun(16);
        PointRun with = new PointRun(16);
        for (int n = arcs.length - 1; n >= 0 && left > 0; n--) {
            int arc = arcs[n];
            double length = points.length(arc);
            boolean whole = n > 0 && length <= left;
            double gives = whole ? length : left;
            long back = whole ? 0 : units(gives);
            if (!whole && (back == 0 || gives >= length)) {
                break; // Less than a unit, or what rounding left.
            }
            int next = points.owner(arc + 1);
            without.add(points.point(arc), number);
            if (!whole) {
                with.add(points.point(arc) - back, number);
            }
            if (next == number || shares[next] + gives > ENOUGH * weights[next] / total) {
                next = least(shares, others);
                with.add(points.point(arc), next);
            }
            shares[next] += gives;
            left -= gives;
        }
        without.sort();
        with.sort();
        return points.change(same(weights.length, points), without, with);
    }

    /** Gives a node so many more points that it has the share of its weight, among the weights of all that are there. */
    private static RingPoints grow(RingPoints points, int number, int cuts, int[] weights) {
        double[] shares = points.shares(weights.length);
        double total = Arrays.stream(weights).asDoubleStream().sum();
        double wanted = weights[number] / total - shares[number];
        if (wanted <= 0) {
            return points;
        }
        int[] donors = IntStream.range(0, weights.length)
                .filter(i -> i != number && shares[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -shares[i] / weights[i]))
                .mapToInt(i -> i)
                .toArray();
        double sum = 0;
        double weight = 0;
        double level = 0;
        int giving = 0;
        while (giving < donors.length) {
            int donor = donors[giving++];
            sum += shares[donor];
            weight += weights[donor];
            level = (sum - wanted) / weight;
            boolean even = giving == donors.length || level >= shares[donors[giving]] / weights[donors[giving]];
            if (level > 0 && (even || giving == cuts)) {
                break;
            }
        }
        int[][] arcs = arcs(points, weights.length);
        PointRun with = new PointRun(cuts);
        for (int i = 0; i < giving; i++) {
            int donor = donors[i];
            double gives = shares[donor] - Math.max(level, 0) * weights[donor];
            double most = Math.max(MOST_OF_AN_ARC, gives / shares[donor]);
            int parts = Math.max(1, cuts / giving + (i < cuts % giving ? 1 : 0));
            cut(points, arcs[donor], gives, most, parts, number, with);
        }
        with.sort();
        return points.change(same(weights.length, points), new PointRun(0), with);
    }

    /**
     * Takes a share from the longest arcs of a node, in so many parts, or more if they are too short. Of those arcs the shortest
     * comes first, so that what it cannot give is left to longer ones; and the others come last.
     */
    private static void cut(
            RingPoints points, int[] arcs, double share, double most, int parts, int taker, PointRun with) {
        int longest = Math.min(parts, arcs.length);
        double left = share;
        int partsLeft = longest;
        for (int n = 0; n < arcs.length; n++) {
            int arc = arcs[n < longest ? longest - 1 - n : n];
            double take = Math.min(left / Math.max(1, partsLeft--), points.length(arc) * most);
            long units = units(take);
            if (units != 0) {
                long start = points.point(arc == 0 ? points.size() - 1 : arc - 1);
                with.add(start + units, taker);
                left -= take;
            }
            if (partsLeft <= 0 && left <= share * 0x1p-40) {
                return;
            }
        }
    }

    /** The arcs of every node, the longest first. */
    private static int[][] arcs(RingPoints points, int nodes) {
        int[] counts = new int[nodes];
        for (int i = 0; i < points.size(); i++) {
            counts[points.owner(i)]++;
        }
        Integer[][] arcs = new Integer[nodes][];
        for (int i = 0; i < nodes; i++) {
            arcs[i] = new Integer[counts[i]];
        }
        for (int i = points.size() - 1; i >= 0; i--) {
            arcs[points.owner(i)][--counts[points.owner(i)]] = i;
        }
        int[][] sorted = new int[nodes][];
        for (int i = 0; i < nodes; i++) {
            Arrays.sort(arcs[i], Comparator.comparingDouble(arc -> -points.length(arc)));
            sorted[i] = Arrays.stream(arcs[i]).mapToInt(arc -> arc).toArray();
        }
        return sorted;
    }

    /** Numbers that stay as they are. */
    private static char[] same(int atLeast, RingPoints points) {
        int owners = atLeast;
        for (int i = 0; i < points.size(); i++) {
            owners = Math.max(owners, points.owner(i) + 1);
        }
        char[] numbers = new char[owners];
        for (int i = 0; i < owners; i++) {
            numbers[i] = (char) i;
        }
        return numbers;
    }

    /** A part of the ring, less than all of it, in its smallest units. */
    private static long units(double part) {
        return part < 0.5 ? (long) (part * 0x1p64) : (long) (part * 0x1p63) << 1;
    }
}
