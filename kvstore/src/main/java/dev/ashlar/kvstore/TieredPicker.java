package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.sstable.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which tables of level 0 to merge with one another: neighbours in time, of about the same size. */
final class TieredPicker {
    /** How many tables are merged into one. */
    private static final int WIDTH = 4;

    /** Tables to be merged have no more than this many times the size of those that are newer, on average. */
    private static final int ALIKE = 2;

    /** How large level 0 becomes: a share of the deepest level. */
    private static final int DEEPEST_SHARE = 4;

    /** How many tables level 0 has when its newest are merged whatever their sizes. */
    private static final int MAX_TABLES = 12;

    private TieredPicker() {}

    /** What to merge on level 0, or from it into the output level; or null if it is within its measure. */
    static @Nullable Compaction pick(Levels levels, int outputLevel) {
        List<Table> tables = levels.level(0);
        if (tables.size() < WIDTH) {
            return null;
        }
        if (levels.bytes(0) >= levels.bytes(Levels.COUNT - 1) / DEEPEST_SHARE) {
            return Compaction.of(levels, 0, outputLevel, tables);
        }
        for (int from = 0; from + WIDTH <= tables.size(); from++) {
            int count = alike(tables, from);
            if (count >= WIDTH) {
                return new Compaction(0, 0, tables.subList(from, from + count), List.of());
            }
        }
        return tables.size() < MAX_TABLES ? null : new Compaction(0, 0, tables.subList(0, WIDTH), List.of());
    }

    /** How many tables from one on, newest first, are alike in size. */
    private static int alike(List<Table> tables, int from) {
        long sum = tables.get(from).info().fileBytes();
        int count = 1;
        while (from + count < tables.size() && tables.get(from + count).info().fileBytes() <= ALIKE * sum / count) {
            sum += tables.get(from + count).info().fileBytes();
            count++;
        }
        return count;
    }
}
