package dev.ashlar.hashring;

import java.util.stream.LongStream;

/** The seeds of randomised tests: 0 to n-1, or the one that {@code -Dtest.seed} gives. */
final class Seeds {
    private Seeds() {}

    static LongStream upTo(int count) {
        String replayed = System.getProperty("test.seed", "");
        return replayed.isEmpty() ? LongStream.range(0, count) : LongStream.of(Long.parseLong(replayed));
    }
}
