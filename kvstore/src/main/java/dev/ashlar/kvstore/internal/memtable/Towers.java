package dev.ashlar.kvstore.internal.memtable;

import java.util.Arrays;
import java.util.concurrent.locks.StampedLock;

/**
 * The nodes that have links on many levels, one in 64, in an array: where the search for the place of a new node begins. A
 * binary search here touches memory that stays in the processor's cache; going down the upper levels of the list touches a
 * node each, anywhere. Threads may share it, but {@link #reserve} is for one at a time.
 */
final class Towers {
    /** How many levels they have at least. */
    static final int LEVELS = 4;

    private final StampedLock lock = new StampedLock();
    private long[] ranks = new long[64];
    private int[] nodes = new int[64];
    private int count;
    private int reserved;

    /** Makes room for one more, so that adding it cannot fail. */
    void reserve() {
        if (reserved == nodes.length) {
            long stamp = lock.writeLock();
            try {
                ranks = Arrays.copyOf(ranks, 2 * reserved);
                nodes = Arrays.copyOf(nodes, 2 * reserved);
            } finally {
                lock.unlockWrite(stamp);
            }
        }
        reserved++;
    }

    /** The last one before a node, or 0. */
    int before(Memtable memtable, int node) {
        long rank = memtable.rank(node);
        long stamp = lock.tryOptimisticRead();
        if (stamp != 0) {
            long[] nowRanks = ranks;
            int[] nowNodes = nodes;
            // While others are added this may be anything, but is not used then.
            int now = Math.min(count, Math.min(nowRanks.length, nowNodes.length));
            int after = firstNotLess(nowRanks, now, rank);
            boolean decided = after == now || nowRanks[after] != rank;
            int before = after == 0 ? 0 : nowNodes[after - 1];
            if (decided && lock.validate(stamp)) {
                return before;
            }
        }
        return beforeByKey(memtable, node);
    }

    /** Those of the same rank cannot be compared without the lock. */
    private int beforeByKey(Memtable memtable, int node) {
        long stamp = lock.readLock();
        try {
            int before = countBefore(memtable, node);
            return before == 0 ? 0 : nodes[before - 1];
        } finally {
            lock.unlockRead(stamp);
        }
    }

    private static int firstNotLess(long[] ranks, int count, long rank) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(ranks[middle], rank) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Adds a node that is in the list on all its levels. */
    void add(Memtable memtable, int node) {
        long stamp = lock.writeLock();
        try {
            int before = countBefore(memtable, node);
            System.arraycopy(ranks, before, ranks, before + 1, count - before);
            System.arraycopy(nodes, before, nodes, before + 1, count - before);
            ranks[before] = memtable.rank(node);
            nodes[before] = node;
            count++;
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    private int countBefore(Memtable memtable, int node) {
        if (count == 0 || memtable.isBefore(nodes[count - 1], node)) { // as with ascending keys
            return count;
        }
        long rank = memtable.rank(node);
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = Long.compareUnsigned(ranks[middle], rank);
            if (order < 0 || (order == 0 && memtable.isBefore(nodes[middle], node))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
