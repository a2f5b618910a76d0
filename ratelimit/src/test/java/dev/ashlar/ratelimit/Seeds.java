package dev.ashlar.ratelimit;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Randomised tests that can be replayed: -Dtest.seed=42. */
final class Seeds {
    private Seeds() {}

    static void run(long seed, Consumer<SplittableRandom> test) {
        String replayed = System.getProperty("test.seed", "");
        long used = replayed.isEmpty() ? seed : Long.parseLong(replayed);
        try {
            test.accept(new SplittableRandom(used));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("replay with -Dtest.seed=" + used + ": " + e.getMessage(), e);
        }
    }
}
