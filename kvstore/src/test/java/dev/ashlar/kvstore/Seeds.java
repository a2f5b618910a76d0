package dev.ashlar.kvstore;

import java.util.stream.LongStream;

/** The seeds of randomised tests: 0 to n-1, or the one that {@code -Dtest.seed} gives. */
final class Seeds {
    private Seeds() {}

    static boolean isReplayed() {
        return !replayed().isEmpty();
    }

    static LongStream of(int count) {
        return isReplayed() ? LongStream.of(Long.parseLong(replayed())) : LongStream.range(0, count);
    }

    private static String replayed() {
        return System.getProperty("test.seed", "");
    }
}
