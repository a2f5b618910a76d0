package dev.ashlar.kvstore.internal.manifest;

import dev.ashlar.kvstore.internal.sstable.TableInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store consists of, after some edits.
 *
 * @param lastSequence the newest write that is in tables
 * @param logNumber the oldest log that still matters
 * @param tables all tables, oldest first
 */
public record State(long lastSequence, long logNumber, List<TableInfo> tables) {
    /** A store that nothing was written to. */
    public static final State EMPTY = new State(0, 0, List.of());

    public State {
        tables = List.copyOf(tables);
    }

    /** The state after one more edit. */
    public State with(Edit edit) {
        List<TableInfo> next = new ArrayList<>(tables);
        next.removeIf(table -> edit.removed().contains(table.number()));
        next.addAll(edit.added());
        return new State(edit.lastSequence(), edit.logNumber(), next);
    }

    /** The edit that leads here from the empty state. */
    Edit snapshot() {
        return new Edit(lastSequence, logNumber, tables, List.of());
    }
}
