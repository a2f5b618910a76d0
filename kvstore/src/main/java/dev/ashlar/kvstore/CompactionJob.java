package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.entry.EntryCursor;
import dev.ashlar.kvstore.internal.entry.MergingCursor;
import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.WritableFile;
import dev.ashlar.kvstore.internal.sstable.RunCursor;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.sstable.TableWriter;
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Merges the tables of a compaction into new ones; for one run, on one thread. */
final class CompactionJob {
    /** How many entries there are between two looks at whether to go on. */
    private static final int PATIENCE = 1 << 10;

    private final Directory directory;
    private final Compaction compaction;
    private final KvOptions options;
    private final Supplier<Identity> identities;
    private final BooleanSupplier cancelled;
    private final Retention retention;
    private final List<List<Table>> deeper = new ArrayList<>();
    private final int[] deeperAt;
    private final List<TableInfo> written = new ArrayList<>();
    private @Nullable WritableFile file;
    private @Nullable TableWriter writer;
    private @Nullable String name;

    /**
     * A job.
     *
     * @param levels where the tables are
     * @param snapshots sequence numbers that somebody reads at, ascending
     * @param identities of new tables
     * @param cancelled whether to stop
     */
    CompactionJob(
            Directory directory,
            Compaction compaction,
            Levels levels,
            long[] snapshots,
            KvOptions options,
            Supplier<Identity> identities,
            BooleanSupplier cancelled) {
        this.directory = directory;
        this.compaction = compaction;
        this.options = options;
        this.identities = identities;
        this.cancelled = cancelled;
        this.retention = new Retention(snapshots);
        for (int level = compaction.outputLevel() + 1; level < Levels.COUNT; level++) {
            deeper.add(levels.level(level));
        }
        deeperAt = new int[deeper.size()];
    }

    /**
     * Writes the new tables, which are durable when this returns.
     *
     * @return what they are; nothing if all that was merged was of no use any more
     * @throws CancellationException if it was cancelled; nothing is left then, nor after another failure
     */
    List<TableInfo> run() throws IOException {
        try {
            EntryCursor entries = entries();
            int untilLook = PATIENCE;
            for (boolean more = entries.first(); more; more = entries.next()) {
                if (--untilLook == 0) {
                    untilLook = PATIENCE;
                    if (cancelled.getAsBoolean()) {
                        throw new CancellationException("the store is closing");
                    }
                }
                if (retention.keeps(entries)) {
                    write(entries);
                }
            }
            endTable();
            directory.sync();
            return written;
        } catch (Throwable e) {
            discard();
            throw e;
        }
    }

    private EntryCursor entries() {
        List<EntryCursor> runs = new ArrayList<>();
        if (compaction.level() == 0) {
            compaction.upper().forEach(table -> runs.add(new RunCursor(List.of(table), false)));
        } else {
            runs.add(new RunCursor(compaction.upper(), false));
        }
        if (!compaction.lower().isEmpty()) {
            runs.add(new RunCursor(compaction.lower(), false));
        }
        return runs.size() == 1 ? runs.get(0) : new MergingCursor(runs);
    }

    private void write(EntryCursor entry) throws IOException {
        long trailer = entry.trailer();
        // On level 0, numbers tell which table is newer, and the older ones have not been looked into.
        if (compaction.outputLevel() > 0 && retention.isSeenByAll() && isOldest(entry)) {
            if (retention.isNeedlessDeletion(trailer)) {
                return;
            }
            // Nothing is older, and nobody asks for a time before it, so when it was written is of no interest.
            trailer = Trailer.of(0, Trailer.kind(trailer));
        }
        // All entries of a key are in one table: else a newer one could move down without the older ones.
        // On level 0 a run is one table, whatever its size: reads look into each.
        if (writer != null
                && compaction.outputLevel() > 0
                && retention.isNewKey()
                && (writer.length() >= options.tableBytes() || writer.keys() >= options.tableKeys())) {
            endTable();
        }
        startTable().add(entry, trailer);
    }

    /** Whether no deeper level can have the key; for keys that ascend. */
    private boolean isOldest(EntryCursor entry) {
        for (int i = 0; i < deeperAt.length; i++) {
            List<Table> tables = deeper.get(i);
            while (deeperAt[i] < tables.size()
                    && compare(entry, tables.get(deeperAt[i]).info().largestKey()) > 0) {
                deeperAt[i]++;
            }
            if (deeperAt[i] < tables.size()
                    && compare(entry, tables.get(deeperAt[i]).info().smallestKey()) >= 0) {
                return false;
            }
        }
        return true;
    }

    private static int compare(EntryCursor entry, byte[] key) {
        return entry.compareKey(key, 0, key.length);
    }

    private TableWriter startTable() throws IOException {
        TableWriter current = writer;
        if (current == null) {
            Identity identity = identities.get();
            name = FileNames.table(identity.number());
            file = directory.create(name);
            current = new TableWriter(file, identity, options, compaction.outputLevel(), options.indexPartitionBytes());
            writer = current;
        }
        return current;
    }

    private void endTable() throws IOException {
        if (writer != null && file != null) {
            TableInfo info = writer.finish();
            file.sync();
            file.close();
            written.add(info);
            writer = null;
            file = null;
        }
    }

    private void discard() {
        Closing steps = new Closing();
        if (file != null) {
            steps.close(file);
            String unfinished = name;
            steps.run(() -> directory.delete(String.valueOf(unfinished)));
        }
        discard(directory, written, steps);
    }

    /** Deletes tables that the manifest does not name. */
    static void discard(Directory directory, List<TableInfo> tables, Closing steps) {
        for (TableInfo info : tables) {
            steps.run(() -> directory.delete(FileNames.table(info.number())));
        }
    }
}
