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

/** Writes a memtable to a table file. */
final class Flush {
    private Flush() {}

    /**
     * The table is durable when this returns. A reader of the memtable's view keeps the memtable, so only what snapshots
     * can see is written.
     */
    static TableInfo write(
            Directory directory, Identity identity, Memtable memtable, long[] snapshots, KvOptions options)
            throws IOException {
        TableInfo info;
        try (WritableFile file = directory.create(FileNames.table(identity.number()))) {
            TableWriter writer = new TableWriter(file, identity, options, 0);
            Retention retention = new Retention(snapshots);
            MemtableCursor entries = new MemtableCursor(memtable);
            for (boolean more = entries.first(); more; more = entries.next()) {
                if (retention.keeps(entries)) {
                    writer.add(entries, entries.trailer());
                }
            }
            info = writer.finish();
            file.sync();
        }
        directory.sync();
        return info;
    }
}
