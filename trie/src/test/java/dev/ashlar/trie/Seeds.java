package dev.ashlar.trie;

import java.util.stream.LongStream;

/** The seeds of randomised tests: some, or the one of {@code -Dtest.seed}. */
final class Seeds {
    private Seeds() {}

    static LongStream of(int count) {
        Long replayed = Long.getLong("test.seed");
        return replayed != null ? LongStream.of(replayed) : LongStream.rangeClosed(1, count);
    }
}
