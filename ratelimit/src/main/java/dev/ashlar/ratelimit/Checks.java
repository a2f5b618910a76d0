package dev.ashlar.ratelimit;

/** Argument checks, in one voice: name, rule, value. */
final class Checks {
    private Checks() {}

    static long positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be > 0: " + name + "=" + value);
        }
        return value;
    }

    static long atLeast(String name, long least, long value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be >= " + least + ": " + name + "=" + value);
        }
        return value;
    }
}
