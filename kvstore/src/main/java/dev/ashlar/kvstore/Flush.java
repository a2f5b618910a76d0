package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.WritableFile;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.memtable.MemtableCursor;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.sstable.TableWriter;
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import java.io.IOException;
import java.util.function.DoubleConsumer;

/** Writes a memtable to a table file. */
final class Flush {
    /** After how many bytes it is told how far a flush is. */
    private static final int TOLD_EVERY = 1 << 16;

    private Flush() {}

    /**
     * The table is durable when this returns. A reader of the memtable's view keeps the memtable, so only what snapshots
     * can see is written.
     *
     * @param progress is told which share of the memtable is done, now and then
     */
    static TableInfo write(
            Directory directory,
            Identity identity,
            Memtable memtable,
            long[] snapshots,
            KvOptions options,
            DoubleConsumer progress)
            throws IOException {
        String name = FileNames.table(identity.number());
        try {
            TableInfo info = writeFile(directory.create(name), identity, memtable, snapshots, options, progress);
            directory.sync();
            return info;
        } catch (Throwable e) {
            Closing.quietly(() -> directory.delete(name)); // the drive may be full
            throw e;
        }
    }

    private static TableInfo writeFile(
            WritableFile created,
            Identity identity,
            Memtable memtable,
            long[] snapshots,
            KvOptions options,
            DoubleConsumer progress)
            throws IOException {
        try (WritableFile file = created) {
            TableWriter writer = new TableWriter(file, identity, options, 0, options.indexPartitionBytes());
            Retention retention = new Retention(snapshots);
            MemtableCursor entries = new MemtableCursor(memtable);
            int done = 0;
            long untold = 0;
            for (boolean more = entries.first(); more; more = entries.next()) {
                done++;
                untold += entries.keyLength() + entries.valueLength();
                if (untold >= TOLD_EVERY) {
                    untold = 0;
                    progress.accept((double) done / memtable.entries());
                }
                if (retention.keeps(entries)) {
                    writer.add(entries, entries.trailer());
                }
            }
            TableInfo info = writer.finish();
            file.sync();
            return info;
        }
    }
}
