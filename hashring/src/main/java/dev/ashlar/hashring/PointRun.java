package dev.ashlar.hashring;

import java.util.Arrays;

/** Points and their owners, first in any order, then sorted by point and, where those are equal, by owner. */
final class PointRun {
    private long[] points;
    private char[] owners;
    private int size;

    PointRun(int capacity) {
        points = new long[capacity];
        owners = new char[capacity];
    }

    /** Adds a point that is not flipped. */
    void add(long point, int owner) {
        if (size == points.length) {
            points = Arrays.copyOf(points, Math.max(16, 2 * size));
            owners = Arrays.copyOf(owners, points.length);
        }
        points[size] = point ^ Long.MIN_VALUE;
        owners[size++] = (char) owner;
    }

    int size() {
        return size;
    }

    /** With the top bit flipped. */
    long point(int index) {
        return points[index];
    }

    char owner(int index) {
        return owners[index];
    }

    boolean is(int index, long point, char owner) {
        return points[index] == point && owners[index] == owner;
    }

    boolean isBefore(int index, long point, char owner) {
        return points[index] < point || (points[index] == point && owners[index] < owner);
    }

    /**
     * Sorts. Points are hashes, so that as many buckets as points leave one or two in each, and insertion does the rest; equal
     * points, which only cut hashes have in numbers, come in the order of their owners and so cost nothing.
     */
    void sort() {
        int[] ends = new int[size + 1];
        for (int i = 0; i < size; i++) {
            ends[bucket(points[i]) + 1]++;
        }
        for (int b = 0; b < size; b++) {
            ends[b + 1] += ends[b];
        }
        long[] sortedPoints = new long[size];
        char[] sortedOwners = new char[size];
        for (int i = 0; i < size; i++) {
            int to = ends[bucket(points[i])]++;
            sortedPoints[to] = points[i];
            sortedOwners[to] = owners[i];
        }
        points = sortedPoints;
        owners = sortedOwners;
        for (int i = 1; i < size; i++) {
            long point = points[i];
            char owner = owners[i];
            int to = i;
            while (to > 0 && !isBefore(to - 1, point, owner) && !is(to - 1, point, owner)) {
                points[to] = points[to - 1];
                owners[to] = owners[to - 1];
                to--;
            }
            points[to] = point;
            owners[to] = owner;
        }
    }

    private int bucket(long point) {
        return (int) ((((point ^ Long.MIN_VALUE) >>> 32) * size) >>> 32);
    }
}
