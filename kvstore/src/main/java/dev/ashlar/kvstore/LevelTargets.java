package dev.ashlar.kvstore;

/**
 * How many bytes each level should have: ten times as many as the one above, counted from the deepest one upwards, so that
 * nine of ten bytes are on the deepest level whatever the size of the store. Levels above the base level are to be empty:
 * level 0 is merged right into it.
 *
 * <p>Source: "dynamic level sizes" of RocksDB, 2015.
 */
final class LevelTargets {
    static final int RATIO = 10;

    private final int baseLevel;
    private final long[] targets = new long[Levels.COUNT];

    /** For the levels of now; the base level gets up to {@code baseBytes}. */
    LevelTargets(Levels levels, long baseBytes) {
        int last = Levels.COUNT - 1;
        long target = Math.max(levels.bytes(last), baseBytes);
        targets[last] = target;
        int level = last;
        while (level > 1 && target > baseBytes) {
            level--;
            target = Math.max(target / RATIO, 1);
            targets[level] = target;
        }
        baseLevel = level;
    }

    /** The level that a level is merged into: the base level or the next, but no level that has tables is passed over. */
    int outputOf(Levels levels, int level) {
        int output = level + 1;
        while (output < baseLevel && levels.level(output).isEmpty()) {
            output++;
        }
        return output;
    }

    /** How full a level other than 0 is; more than 1 is too full. What is above the base level has no room at all. */
    double score(Levels levels, int level) {
        long bytes = levels.bytes(level);
        if (level < baseLevel) {
            return bytes == 0 ? 0 : Double.MAX_VALUE;
        }
        return level == Levels.COUNT - 1 ? 0 : (double) bytes / targets[level];
    }

    /** How many bytes there are too many on levels other than 0. */
    long excessBytes(Levels levels) {
        long sum = 0;
        for (int level = 1; level < Levels.COUNT - 1; level++) {
            sum += Math.max(0, levels.bytes(level) - targets[level]);
        }
        return sum;
    }
}
