package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader looks, newest first; immutable.
 *
 * @param active takes the writes
 * @param flushing is being written to a table, if there is one
 * @param tables newest first
 */
record View(Memtable active, @Nullable Memtable flushing, List<Table> tables) {
    /** The writes go to a new memtable; this one's is to be flushed. */
    View rotated() {
        return new View(new Memtable(), active, tables);
    }

    /** The memtable that was to be flushed is now a table. */
    View flushed(Table table) {
        List<Table> next = new ArrayList<>(tables.size() + 1);
        next.add(table);
        next.addAll(tables);
        return new View(active, null, List.copyOf(next));
    }
}
