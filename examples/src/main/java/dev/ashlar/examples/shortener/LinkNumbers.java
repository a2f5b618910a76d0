package dev.ashlar.examples.shortener;

import java.io.IOException;

/** Finds out, from the numbers in a store, what was in memory when it was last open. */
final class LinkNumbers {
    private LinkNumbers() {}

    /** Counts the links in a logarithmic number of look-ups: they are numbered from 0 without holes. */
    static long count(LinkEntries store) throws IOException {
        if (!exists(store, 0)) {
            return 0;
        }
        long there = 0;
        long step = 1;
        while (exists(store, there + step)) {
            there += step;
            step *= 2;
        }
        long missing = there + step;
        while (missing - there > 1) {
            long middle = (there + missing) >>> 1;
            if (exists(store, middle)) {
                there = middle;
            } else {
                missing = middle;
            }
        }
        return missing;
    }

    /** Puts all codes of a store into the filter, and shows the maker of codes those of its kind. */
    static void restore(LinkShard shard, CodeFilter filter, CodeMaker codes) throws IOException {
        for (long number = 0; number < shard.count(); number++) {
            String code = shard.code(number);
            filter.put(code);
            if (shard.kind(number) == codes.kind()) {
                restore(codes, code);
            }
        }
    }

    private static void restore(CodeMaker codes, String code) throws IOException {
        try {
            codes.restore(code);
        } catch (IllegalArgumentException e) {
            throw new IOException("a code must be one that was made: " + e.getMessage(), e);
        }
    }

    private static boolean exists(LinkEntries store, long number) throws IOException {
        return store.get(LinkFormat.numberKey(number)) != null;
    }
}
