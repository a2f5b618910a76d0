package dev.ashlar.trie;

import java.util.Collections;
import java.util.List;

/**
 * What becomes of texts that are added more than once, or fold to the same. Whatever the rule, the text and payload kept are
 * those with the greatest weight, and of equal weights those of the lesser text; but for {@link #LAST}.
 */
public enum Duplicates {
    /** The weights are added up; beyond the range of a {@code long} they stay at its end. As counts want it. */
    SUM,
    /** The greatest weight counts. */
    MAX,
    /** The last one added replaces those before. */
    LAST;

    /** Returns the entry that stands for all of a list, in the order in which they were added. */
    Entry merge(List<Entry> same) {
        return switch (this) {
            case LAST -> same.get(same.size() - 1);
            case MAX -> Collections.min(same, Entry.RANKING);
            case SUM -> Collections.min(same, Entry.RANKING).withWeight(sum(same));
        };
    }

    // In 128 bits, so that only the end counts, not in which order weights of both signs come.
    private static long sum(List<Entry> entries) {
        long high = 0;
        long low = 0;
        for (Entry entry : entries) {
            long sum = low + entry.weight;
            high += (entry.weight >> 63) + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
            low = sum;
        }
        return high == low >> 63 ? low : saturated(high);
    }

    private static long saturated(long sign) {
        return sign < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** Adds numbers; beyond the range of a long, its end. */
    static long saturatedSum(long a, long b) {
        long sum = a + b;
        // The signs of both differ from that of the sum.
        return ((a ^ sum) & (b ^ sum)) < 0 ? saturated(a) : sum;
    }
}
