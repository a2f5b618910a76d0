package dev.ashlar.idgen;

/** The seed of a randomised test: its own, or the one of {@code -Dtest.seed}. */
final class Seeds {
    private Seeds() {}

    static long seed(long own) {
        String given = System.getProperty("test.seed", "");
        return given.isBlank() ? own : Long.parseLong(given.trim());
    }
}
