package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.entry.EntryCursor;
import dev.ashlar.kvstore.internal.manifest.Placement;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.RunCursor;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables by level; immutable.
 *
 * <p>Level 0 has tables as they were flushed, or merged with one another: they may overlap, and stand newest first. The tables of each other level do not
 * overlap, and stand in the order of their keys. Of a key, every entry of a level is newer than those of deeper levels.
 */
final class Levels {
    static final int COUNT = Placement.MAX_LEVEL + 1;

    /** What tables of level 0 were flushed at, or merged from, are pieces of the history without overlap. */
    private static final Comparator<Table> NEWEST_FIRST =
            (a, b) -> Long.compare(b.info().largestSequence(), a.info().largestSequence());

    private static final Comparator<Table> BY_KEY =
            (a, b) -> Arrays.compareUnsigned(a.info().smallestKey(), b.info().smallestKey());

    private final List<List<Table>> levels;

    private Levels(List<List<Table>> levels) {
        this.levels = levels;
    }

    /** A table and the level that it is on. */
    record Placed(int level, Table table) {
        Placement placement() {
            return new Placement(level, table.info());
        }
    }

    /** Places tables. */
    static Levels of(List<Placed> tables) {
        List<List<Table>> empty = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            empty.add(List.of());
        }
        return new Levels(empty).with(List.of(), tables);
    }

    /** Without some tables, by number, and with others. */
    Levels with(Collection<Long> removed, List<Placed> added) {
        List<List<Table>> next = new ArrayList<>();
        for (List<Table> level : levels) {
            List<Table> changed = new ArrayList<>(level);
            changed.removeIf(table -> removed.contains(table.info().number()));
            next.add(changed);
        }
        for (Placed placed : added) {
            next.get(placed.level()).add(placed.table());
        }
        next.get(0).sort(NEWEST_FIRST);
        for (int i = 1; i < COUNT; i++) {
            next.get(i).sort(BY_KEY);
        }
        next.replaceAll(List::copyOf);
        return new Levels(next);
    }

    List<Table> level(int level) {
        return levels.get(level);
    }

    List<Table> all() {
        return levels.stream().flatMap(List::stream).toList();
    }

    long bytes(int level) {
        long sum = 0;
        for (Table table : level(level)) {
            sum += table.info().fileBytes();
        }
        return sum;
    }

    /** The table of a level other than 0 that alone can have a key, or null. */
    @Nullable
    Table tableOf(int level, byte[] key) {
        List<Table> tables = level(level);
        int low = 0;
        int high = tables.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(tables.get(middle).info().largestKey(), key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == tables.size() ? null : tables.get(low);
    }

    /** The tables of a level that have keys in a range, both ends included; null for no bound. */
    List<Table> overlapping(int level, byte @Nullable [] from, byte @Nullable [] to) {
        List<Table> found = new ArrayList<>();
        for (Table table : level(level)) {
            TableInfo info = table.info();
            if ((from == null || Arrays.compareUnsigned(info.largestKey(), from) >= 0)
                    && (to == null || Arrays.compareUnsigned(info.smallestKey(), to) <= 0)) {
                found.add(table);
            }
        }
        return found;
    }

    /** The tables of a level that have keys in a range. */
    List<Table> overlapping(int level, KeyRange range) {
        List<Table> found = new ArrayList<>();
        for (Table table : level(level)) {
            TableInfo info = table.info();
            boolean before = range.lower() != null && Arrays.compareUnsigned(info.largestKey(), range.lower()) < 0;
            boolean after = range.upper() != null && Arrays.compareUnsigned(info.smallestKey(), range.upper()) >= 0;
            if (!before && !after) {
                found.add(table);
            }
        }
        return found;
    }

    /** What all keys in tables and in a memtable begin with: most keys that are still to be written will too. */
    byte[] commonBeginning(Memtable memtable) {
        byte[] common = null;
        if (memtable.entries() > 0) {
            common = common(memtable.key(memtable.first()), memtable.key(memtable.last()));
        }
        for (Table table : all()) {
            common = common(common, table.info().smallestKey());
            common = common(common, table.info().largestKey());
        }
        return common == null ? new byte[0] : common;
    }

    private static byte[] common(byte @Nullable [] common, byte[] key) {
        if (common == null) {
            return key;
        }
        int length = Arrays.mismatch(common, key);
        return length < 0 ? common : Arrays.copyOf(common, length);
    }

    List<KvStats.Level> stats() {
        List<KvStats.Level> stats = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            long entries = level(i).stream().mapToLong(Table::entries).sum();
            stats.add(new KvStats.Level(level(i).size(), bytes(i), entries));
        }
        return List.copyOf(stats);
    }

    /** Adds a cursor for every sorted run, newest first. */
    void addCursors(List<EntryCursor> cursors) {
        for (Table table : level(0)) {
            cursors.add(new RunCursor(List.of(table), true));
        }
        for (int i = 1; i < COUNT; i++) {
            if (!level(i).isEmpty()) {
                cursors.add(new RunCursor(level(i), true));
            }
        }
    }
}
