package dev.ashlar.kvstore;

import dev.ashlar.kvstore.Levels.Placed;
import dev.ashlar.kvstore.internal.manifest.Edit;
import dev.ashlar.kvstore.internal.manifest.Placement;
import dev.ashlar.kvstore.internal.manifest.State;
import java.util.ArrayList;
import java.util.List;

/**
 * A change of the tables. A table that is both removed and added moves to another level.
 *
 * @param sequence every write up to it is in tables
 * @param firstLog the oldest log that still matters
 * @param removed numbers of the tables that go, or move
 * @param added the tables that come, each with one user more than its views are, or move
 * @param flushed whether the memtable that was being flushed is among them
 */
record Change(long sequence, long firstLog, List<Long> removed, List<Placed> added, boolean flushed) {
    static Change ofFlush(long sequence, long firstLog, Placed added) {
        return new Change(sequence, firstLog, List.of(), List.of(added), true);
    }

    static Change ofCompaction(Compaction compaction, List<Placed> added) {
        return new Change(0, 0, compaction.inputNumbers(), added, false);
    }

    Edit edit(State before) {
        List<Placement> placements = new ArrayList<>();
        added.forEach(placed -> placements.add(placed.placement()));
        return new Edit(
                Math.max(before.lastSequence(), sequence), Math.max(before.logNumber(), firstLog), placements, removed);
    }

    /** The tables that come, without those that move. */
    List<Placed> created() {
        return added.stream()
                .filter(placed -> !removed.contains(placed.table().info().number()))
                .toList();
    }

    /** The numbers of the tables that go, without those that move. */
    List<Long> gone() {
        List<Long> gone = new ArrayList<>(removed);
        added.forEach(placed -> gone.remove(placed.table().info().number()));
        return gone;
    }

    /** The bytes of the tables that come, without those that move. */
    long createdBytes() {
        return bytes(created());
    }

    long addedBytes() {
        return bytes(added);
    }

    private static long bytes(List<Placed> tables) {
        return tables.stream()
                .mapToLong(placed -> placed.table().info().fileBytes())
                .sum();
    }
}
