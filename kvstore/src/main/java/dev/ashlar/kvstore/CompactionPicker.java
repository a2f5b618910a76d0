package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.sstable.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chooses what to merge next: what is fullest beyond its measure. */
final class CompactionPicker {
    /** How many tables level 0 has when it is merged into the next. */
    static final int LEVEL_0_TABLES = 4;

    private final CompactionStyle style;
    private final long baseBytes;

    /** A picker; the base level gets up to {@code baseBytes}. */
    CompactionPicker(CompactionStyle style, long baseBytes) {
        this.style = style;
        // With tiers, the deepest level is the only one beside level 0.
        this.baseBytes = style == CompactionStyle.TIERED ? Long.MAX_VALUE : baseBytes;
    }

    /** What to merge, or null if every level is within its measure. */
    @Nullable
    Compaction pick(Levels levels) {
        LevelTargets targets = new LevelTargets(levels, baseBytes);
        double best = (double) levels.level(0).size() / LEVEL_0_TABLES;
        int fullest = 0;
        // Whichever is fullest: were level 0 always first, under writes without end nothing else would
        // ever be merged, and the level below it be rewritten whole each time, larger and larger.
        for (int level = 1; level < Levels.COUNT - 1; level++) {
            double score = targets.score(levels, level);
            if (score > best) {
                best = score;
                fullest = level;
            }
        }
        if (fullest == 0 && style == CompactionStyle.TIERED) {
            return TieredPicker.pick(levels, targets.outputOf(levels, 0));
        }
        if (fullest == 0) {
            return best < 1
                    ? null
                    : Compaction.of(
                            levels, 0, targets.outputOf(levels, 0), oldest(levels.level(0), maxLevel0Tables() / 2));
        }
        if (best <= 1) {
            return null;
        }
        return ofLevel(levels, fullest, targets.outputOf(levels, fullest));
    }

    /** The level that a level is merged into. */
    int outputOf(Levels levels, int level) {
        return new LevelTargets(levels, baseBytes).outputOf(levels, level);
    }

    /** How many tables level 0 has when writes wait for compactions. */
    int maxLevel0Tables() {
        return style == CompactionStyle.TIERED ? 64 : 16;
    }

    /** How many bytes wait to be merged. */
    long debt(Levels levels) {
        if (style == CompactionStyle.TIERED) {
            Compaction next = pick(levels);
            return next == null ? 0 : next.inputBytes();
        }
        long flushed = levels.level(0).size() < LEVEL_0_TABLES ? 0 : levels.bytes(0);
        return flushed + new LevelTargets(levels, baseBytes).excessBytes(levels);
    }

    /** Not all at once: those that come while they are merged need room too. */
    private static List<Table> oldest(List<Table> newestFirst, int most) {
        int size = newestFirst.size();
        return newestFirst.subList(Math.max(0, size - most), size);
    }

    /** The table that overlaps least for its size: it moves the most bytes down for the fewest that are rewritten. */
    private static Compaction ofLevel(Levels levels, int level, int output) {
        Compaction best = null;
        double bestCost = Double.MAX_VALUE;
        for (Table table : levels.level(level)) {
            Compaction candidate = Compaction.of(levels, level, output, List.of(table));
            double cost = (double) candidate.inputBytes() / table.info().fileBytes();
            if (best == null || cost < bestCost) {
                best = candidate;
                bestCost = cost;
            }
        }
        if (best == null) {
            throw new IllegalStateException("a level that is too full must have a table: level=" + level);
        }
        return best;
    }
}
