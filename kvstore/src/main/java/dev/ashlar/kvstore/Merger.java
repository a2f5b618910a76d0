package dev.ashlar.kvstore;

import dev.ashlar.kvstore.Levels.Placed;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.sstable.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;

/** Merges tables of a store; for one thread at a time. */
final class Merger {
    /** Makes a change of the tables durable and visible. */
    @FunctionalInterface
    interface Installer {
        void install(Change change) throws IOException;
    }

    /** Is told how many tables level 0 has less, and how long all merging has taken since it was told last. */
    @FunctionalInterface
    interface Drained {
        void drained(int tables, long nanos);
    }

    private final Directory directory;
    private final KvOptions options;
    private final TableFiles files;
    private final ReadPath reads;
    private final Snapshots snapshots;
    private final CompactionPicker picker;
    private final Installer installer;
    private final Drained drained;
    private final Events events;
    private final LongSupplier nanoClock;
    private boolean manual;
    private long nanosSinceDrained;

    Merger(
            Directory directory,
            KvOptions options,
            TableFiles files,
            ReadPath reads,
            Snapshots snapshots,
            CompactionPicker picker,
            Installer installer,
            Drained drained,
            Events events,
            LongSupplier nanoClock) {
        this.directory = directory;
        this.options = options;
        this.files = files;
        this.reads = reads;
        this.snapshots = snapshots;
        this.picker = picker;
        this.installer = installer;
        this.drained = drained;
        this.events = events;
        this.nanoClock = nanoClock;
    }

    /** Merges, and tells of it. */
    void run(Compaction compaction) throws IOException {
        long begin = nanoClock.getAsLong();
        Change change;
        try {
            change = compaction.isMove() ? move(compaction) : merge(compaction);
        } catch (CancellationException e) {
            throw e; // the store is being closed
        } catch (Throwable e) {
            if (reads.isClosed()) {
                throw (CancellationException) new CancellationException("the store is closing").initCause(e);
            }
            if (!manual) { // whoever merges by hand is told, and all else goes on
                events.tell(listener -> listener.failed(e));
            }
            throw e;
        }
        long nanos = nanoClock.getAsLong() - begin;
        if (!manual && !compaction.isMove()) {
            nanosSinceDrained += nanos;
            if (compaction.level() == 0) {
                int left = compaction.outputLevel() == 0 ? change.added().size() : 0;
                drained.drained(compaction.upper().size() - left, nanosSinceDrained);
                nanosSinceDrained = 0;
            }
        }
        KvListener.Compaction compacted = new KvListener.Compaction(
                compaction.level(),
                compaction.outputLevel(),
                change.removed().size(),
                compaction.inputBytes(),
                change.added().size(),
                change.addedBytes(),
                Duration.ofNanos(nanos));
        events.tell(listener -> listener.compacted(compacted));
    }

    private Change move(Compaction compaction) throws IOException {
        List<Placed> moved = new ArrayList<>();
        compaction.upper().forEach(table -> moved.add(new Placed(compaction.outputLevel(), table)));
        Change change = Change.ofCompaction(compaction, moved);
        installer.install(change);
        return change;
    }

    /** Merges all tables with keys in a range into one sorted run, and writes those of it again that may have what nobody sees. */
    void mergeRange(KeyRange range) throws IOException {
        manual = true;
        try {
            mergeAll(range);
        } finally {
            manual = false;
        }
    }

    private void mergeAll(KeyRange range) throws IOException {
        for (int level = 0; level < Levels.COUNT - 1; level++) {
            Levels now = reads.view().levels();
            List<Table> upper = level == 0 ? now.level(0) : now.overlapping(level, range);
            if (!upper.isEmpty() && !now.overlapping(level, range).isEmpty()) {
                run(Compaction.of(now, level, picker.outputOf(now, level), upper));
            }
        }
        int deepest = Levels.COUNT - 1;
        for (Table table : reads.view().levels().overlapping(deepest, range)) {
            // What a merge has seen to be the newest and oldest of its key has number 0.
            if (table.info().largestSequence() > 0) {
                run(new Compaction(deepest, deepest, List.of(table), List.of()));
            }
        }
    }

    private Change merge(Compaction compaction) throws IOException {
        View pinned = reads.pin(); // the tables that are merged stay open
        try {
            CompactionJob job = new CompactionJob(
                    directory,
                    compaction,
                    pinned.levels(),
                    snapshots.sequences(),
                    options,
                    files::newIdentity,
                    reads::isClosed);
            List<Placed> added = new ArrayList<>();
            for (Table table : files.openAll(job.run())) {
                added.add(new Placed(compaction.outputLevel(), table));
            }
            Change change = Change.ofCompaction(compaction, added);
            installer.install(change);
            return change;
        } finally {
            pinned.release();
        }
    }
}
