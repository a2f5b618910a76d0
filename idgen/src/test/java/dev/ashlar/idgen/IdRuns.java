package dev.ashlar.idgen;

import java.util.Map;
import java.util.TreeMap;

/** An exact set of numbers that come in runs: the beginning and the end of each. One thread only. */
final class IdRuns {
    private final TreeMap<Long, Long> ends = new TreeMap<>();
    private long size;

    /** Adds the numbers from first to last; false if one of them is there already. */
    boolean add(long first, long last) {
        Map.Entry<Long, Long> before = ends.floorEntry(last);
        if (before != null && before.getValue() >= first) {
            return false;
        }
        long from = first;
        long to = last;
        if (before != null && before.getValue() == first - 1) {
            from = before.getKey();
        }
        Long after = ends.remove(last + 1);
        if (after != null) {
            to = after;
        }
        ends.put(from, to);
        size += last - first + 1;
        return true;
    }

    long size() {
        return size;
    }
}
