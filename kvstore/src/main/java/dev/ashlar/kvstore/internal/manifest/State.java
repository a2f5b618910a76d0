package dev.ashlar.kvstore.internal.manifest;

import dev.ashlar.kvstore.internal.sstable.TableInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the store consists of, after some edits.
 *
 * @param store a random number that all files of the store have, so that those of another are not taken for its own
 * @param lastSequence the newest write that is in tables
 * @param logNumber the oldest log that still matters
 * @param tables all tables
 */
public record State(long store, long lastSequence, long logNumber, List<Placement> tables) {
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
        Set<Long> removed = new HashSet<>(edit.removed());
        List<Placement> next = new ArrayList<>(tables);
        next.removeIf(placement -> removed.remove(placement.table().number()));
        if (!removed.isEmpty()) {
            throw new IllegalArgumentException("tables that are removed must be there: tables=" + removed);
        }
        Set<Long> numbers = new HashSet<>();
        next.forEach(placement -> numbers.add(placement.table().number()));
        for (Placement placement : edit.added()) {
            TableInfo table = placement.table();
            if (!numbers.add(table.number()) || table.largestSequence() > edit.lastSequence()) {
                throw new IllegalArgumentException(
                        "a table that is added must be new, and not newer than the edit: table=" + table.number());
            }
            next.add(placement);
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
