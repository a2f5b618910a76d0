package dev.ashlar.kvstore.internal.manifest;

import dev.ashlar.kvstore.internal.sstable.TableInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store consists of, after some edits.
 *
 * @param store a random number that all files of the store have, so that those of another are not taken for its own
 * @param lastSequence the newest write that is in tables
 * @param logNumber the oldest log that still matters
 * @param tables all tables, oldest first
 */
public record State(long store, long lastSequence, long logNumber, List<TableInfo> tables) {
    public State {
        tables = List.copyOf(tables);
    }

    /** A store that nothing was written to. */
    public static State empty(long store) {
        return new State(store, 0, 0, List.of());
    }

    /**
     * The state after one more edit.
     *
     * @throws IllegalArgumentException if the edit does not fit this state
     */
    public State with(Edit edit) {
        List<TableInfo> next = new ArrayList<>(tables);
        for (long number : edit.removed()) {
            if (!next.removeIf(table -> table.number() == number)) {
                throw new IllegalArgumentException("a table that is removed must be there: table=" + number);
            }
        }
        for (TableInfo table : edit.added()) {
            if (next.stream().anyMatch(other -> other.number() == table.number())
                    || table.largestSequence() > edit.lastSequence()) {
                throw new IllegalArgumentException(
                        "a table that is added must be new, and not newer than the edit: table=" + table.number());
            }
            next.add(table);
        }
        if (edit.lastSequence() < lastSequence || edit.logNumber() < logNumber) {
            throw new IllegalArgumentException("an edit must not go back: lastSequence=" + edit.lastSequence()
                    + ", logNumber=" + edit.logNumber());
        }
        return new State(store, edit.lastSequence(), edit.logNumber(), next);
    }

    /** The edit that leads here from the empty state. */
    Edit snapshot() {
        return new Edit(lastSequence, logNumber, tables, List.of());
    }
}
