package dev.ashlar.hashring;

import java.util.Arrays;

/**
 * The points of a ring in ascending order, who owns them, and an index that finds the first point at or after a position.
 * Immutable.
 */
/*
 * The index divides the ring into equal buckets, three for five points, and has one 64-bit word for each:
 *
 *   bits 0-39   five lanes of eight bits: where in the bucket its first five points are, in 127ths of the bucket, the
 *               lanes that are not used at 127
 *   bits 40-41  1, or 0 if the bucket has more than five points
 *   bits 42-63  how many points there are before the bucket
 *
 * A look-up compares its own place in the bucket with all lanes at once (with a guard bit above each, as Lamport, "Multiple
 * byte processing with full-word instructions", 1975), and so knows how many points of the bucket are before it, unless it
 * falls into the same 127th as one of them, or the bucket has too many: then it searches the bucket's points. That is one
 * look-up in sixty, and the only branch. The word, and then the owner: two loads, 14.8 bytes a point in all.
 */
final class RingPoints {
    /** What the index can count to. */
    static final int MAX_POINTS = (1 << 22) - 1;
    /** Owners are numbers below this. */
    static final int MAX_OWNERS = (1 << 16) - 1;

    /** How far beyond the end owners can be read, as the circle goes on. */
    static final int BEYOND = 16;

    static final RingPoints NONE = new RingPoints(new long[1], new char[BEYOND], 0);

    private static final int LANES = 5;
    private static final int LANE_STEPS = 127;
    private static final int FLAG_SHIFT = 8 * LANES;
    private static final int FIRST_SHIFT = FLAG_SHIFT + 2;
    private static final long LOWEST = 0x01_01_01_01_01L;
    private static final long GUARDS = (LOWEST << 7) | (2L << FLAG_SHIFT);
    private static final long ONES = LOWEST | (1L << FLAG_SHIFT);
    private static final long LOW_HALF = 0xFFFF_FFFFL;

    private final int size;
    /** Ascending, with the top bit flipped so that it is as signed numbers; and a last one that nothing is greater than. */
    private final long[] points;
    /** Of each point; and the first ones' again, for positions after the last point. */
    private final char[] owners;

    private final long[] words;

    /** Arrays with room for one more point and {@link #BEYOND} more owners, the points flipped and in ascending order. */
    RingPoints(long[] points, char[] owners, int size) {
        if (size > MAX_POINTS) {
            throw new IllegalArgumentException("points must be <= " + MAX_POINTS + ": points=" + size);
        }
        this.size = size;
        this.points = points;
        this.owners = owners;
        points[size] = Long.MAX_VALUE;
        for (int i = 0; i < BEYOND; i++) {
            owners[size + i] = owners[i];
        }
        this.words = index(points, size);
    }

    private static long[] index(long[] points, int size) {
        long[] words = new long[3 * size / 5 + 1];
        int next = 0;
        for (int bucket = 0; bucket < words.length; bucket++) {
            long word = (long) next << FIRST_SHIFT;
            int used = 0;
            while (next < size) {
                long scaled = ((points[next] ^ Long.MIN_VALUE) >>> 32) * words.length;
                if (scaled >>> 32 != bucket) {
                    break;
                }
                if (used < LANES) {
                    word |= (((scaled & LOW_HALF) * LANE_STEPS) >>> 32) << (8 * used);
                }
                used++;
                next++;
            }
            for (int lane = used; lane < LANES; lane++) {
                word |= (long) LANE_STEPS << (8 * lane);
            }
            words[bucket] = used > LANES ? word : word | (1L << FLAG_SHIFT);
        }
        return words;
    }

    int size() {
        return size;
    }

    /** A point, as an unsigned number. */
    long point(int index) {
        return points[index] ^ Long.MIN_VALUE;
    }

    /** The owner of a point, or of one that the circle goes on with, up to {@link #BEYOND} - 1 beyond the last. */
    int owner(int index) {
        return owners[index];
    }

    /** The index of the first point at or after a position, or {@link #size()}, which has the owner of the first of all. */
    int find(long position) {
        long scaled = (position >>> 32) * words.length;
        long word = words[(int) (scaled >>> 32)];
        long place = ((scaled & LOW_HALF) * LANE_STEPS) >>> 32;
        long above = ((place * LOWEST) | GUARDS) - word;
        long atOrBefore = above & GUARDS;
        long before = (above - ONES) & GUARDS;
        int first = (int) (word >>> FIRST_SHIFT);
        return atOrBefore == before ? first + Long.bitCount(before) : search((int) (scaled >>> 32), position);
    }

    /** Among the points of a bucket: five or fewer one by one, more by halves. */
    private int search(int bucket, long position) {
        long flipped = position ^ Long.MIN_VALUE;
        int low = (int) (words[bucket] >>> FIRST_SHIFT);
        int high = bucket + 1 < words.length ? (int) (words[bucket + 1] >>> FIRST_SHIFT) : size;
        while (high - low > LANES) {
            int middle = (low + high) >>> 1;
            if (points[middle] < flipped) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        while (low < high && points[low] < flipped) {
            low++;
        }
        return low;
    }

    /** How much of the ring is owned by each of so many owners, as parts of 1. */
    double[] shares(int count) {
        double[] shares = new double[count];
        for (int i = 0; i < size; i++) {
            shares[owners[i]] += length(i);
        }
        return shares;
    }

    /** The part of the ring from the point before one, exclusive, to it, inclusive. */
    double length(int index) {
        if (size == 1) {
            return 1;
        }
        return unsigned(points[index] - points[index == 0 ? size - 1 : index - 1]) * 0x1p-64;
    }

    /** An unsigned number. */
    static double unsigned(long number) {
        double half = (number >>> 1) * 2.0;
        return half + (number & 1);
    }

    /** What the arrays and the index take. */
    long sizeInBytes() {
        return (long) points.length * Long.BYTES + (long) owners.length * Character.BYTES + words.length * 8L;
    }

    /**
     * These points with others instead of some.
     *
     * @param numbers the new number of each owner, in the same order, or {@link #MAX_OWNERS} to drop the owner's points
     * @param without points of owners that stay to drop, by their new numbers; each is here
     * @param with points to add, by their new numbers
     */
    RingPoints change(char[] numbers, PointRun without, PointRun with) {
        long[] newPoints = new long[size + with.size() + 1];
        char[] newOwners = new char[newPoints.length - 1 + BEYOND];
        int count = 0;
        int dropped = 0;
        int added = 0;
        for (int i = 0; i < size; i++) {
            char owner = numbers[owners[i]];
            if (owner == MAX_OWNERS || (dropped < without.size() && without.is(dropped, points[i], owner))) {
                dropped += owner == MAX_OWNERS ? 0 : 1;
                continue;
            }
            while (added < with.size() && with.isBefore(added, points[i], owner)) {
                newPoints[count] = with.point(added);
                newOwners[count++] = with.owner(added++);
            }
            newPoints[count] = points[i];
            newOwners[count++] = owner;
        }
        while (added < with.size()) {
            newPoints[count] = with.point(added);
            newOwners[count++] = with.owner(added++);
        }
        if (count == 0) {
            return NONE;
        }
        boolean full = count + 1 == newPoints.length;
        return new RingPoints(
                full ? newPoints : Arrays.copyOf(newPoints, count + 1),
                full ? newOwners : Arrays.copyOf(newOwners, count + BEYOND),
                count);
    }
}
