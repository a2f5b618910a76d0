package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tables of a level that are to be merged into a deeper one, or written again.
 *
 * @param level where {@code upper} is
 * @param outputLevel where {@code lower} is, and the result will be
 * @param upper the newer tables: all that have the same keys on the level, or are older on level 0
 * @param lower the tables of the output level that overlap them
 */
record Compaction(int level, int outputLevel, List<Table> upper, List<Table> lower) {
    /** Whether the tables need no merging to be on the output level. */
    boolean isMove() {
        return level != outputLevel && lower.isEmpty() && (level > 0 || !overlapEachOther(upper));
    }

    List<Long> inputNumbers() {
        List<Long> numbers = new ArrayList<>();
        upper.forEach(table -> numbers.add(table.info().number()));
        lower.forEach(table -> numbers.add(table.info().number()));
        return numbers;
    }

    long inputBytes() {
        long sum = 0;
        for (Table table : upper) {
            sum += table.info().fileBytes();
        }
        for (Table table : lower) {
            sum += table.info().fileBytes();
        }
        return sum;
    }

    /** A compaction of tables, with all that they overlap on the output level. */
    static Compaction of(Levels levels, int level, int outputLevel, List<Table> upper) {
        byte[] smallest = upper.get(0).info().smallestKey();
        byte[] largest = upper.get(0).info().largestKey();
        for (Table table : upper) {
            TableInfo info = table.info();
            smallest = Arrays.compareUnsigned(info.smallestKey(), smallest) < 0 ? info.smallestKey() : smallest;
            largest = Arrays.compareUnsigned(info.largestKey(), largest) > 0 ? info.largestKey() : largest;
        }
        return new Compaction(level, outputLevel, upper, levels.overlapping(outputLevel, smallest, largest));
    }

    private static boolean overlapEachOther(List<Table> tables) {
        List<TableInfo> sorted = new ArrayList<>();
        tables.forEach(table -> sorted.add(table.info()));
        sorted.sort((a, b) -> Arrays.compareUnsigned(a.smallestKey(), b.smallestKey()));
        for (int i = 1; i < sorted.size(); i++) {
            if (Arrays.compareUnsigned(
                            sorted.get(i - 1).largestKey(), sorted.get(i).smallestKey())
                    >= 0) {
                return true;
            }
        }
        return false;
    }
}
