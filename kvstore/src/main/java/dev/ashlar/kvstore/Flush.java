package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.WritableFile;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.sstable.TableWriter;
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import java.io.IOException;

/** Writes a memtable to a table file. */
final class Flush {
    private Flush() {}

    /** The table is durable when this returns; of each key only the newest entry is written. */
    static TableInfo write(Directory directory, Identity identity, Memtable memtable, KvOptions options)
            throws IOException {
        TableInfo info;
        try (WritableFile file = directory.create(FileNames.table(identity.number()))) {
            TableWriter writer = new TableWriter(file, identity, options);
            int previous = 0;
            for (int node = memtable.first(); node != 0; node = memtable.after(node)) {
                // Readers look up the newest entry only; a reader of the memtable's view keeps the memtable.
                if (previous == 0 || !memtable.sameKey(previous, node)) {
                    int key = memtable.keyOffset(node);
                    int keyLength = memtable.keyLength(node);
                    byte[] array = memtable.array(node);
                    writer.add(
                            array,
                            key,
                            keyLength,
                            memtable.trailer(node),
                            array,
                            key + keyLength,
                            memtable.valueLength(node));
                }
                previous = node;
            }
            info = writer.finish();
            file.sync();
        }
        directory.sync();
        return info;
    }
}
