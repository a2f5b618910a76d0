package dev.ashlar.kvstore;

import dev.ashlar.kvstore.Levels.Placed;
import dev.ashlar.kvstore.internal.manifest.Manifest;
import dev.ashlar.kvstore.internal.sstable.Table;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Which tables there are: changes are made durable in the manifest, and then shown to readers. Threads may share it. */
final class Tables implements Closeable {
    private final Manifest manifest;
    private final TableFiles files;
    private final ReadPath reads;
    private final ReentrantLock installing = new ReentrantLock();

    Tables(Manifest manifest, TableFiles files, ReadPath reads) {
        this.manifest = manifest;
        this.files = files;
        this.reads = reads;
    }

    Levels levels() {
        return reads.view().levels();
    }

    /**
     * Makes a change durable, and then visible.
     *
     * @throws IOException if it is not known whether the change is durable; readers do not see it
     */
    void install(Change change) throws IOException {
        View before;
        installing.lock();
        try {
            manifest.apply(change.edit(manifest.state()));
            before = reads.update(now -> new View(
                    now.active(),
                    change.flushed() ? null : now.flushing(),
                    now.levels().with(change.removed(), change.added())));
        } catch (Throwable e) {
            release(change.created());
            throw e;
        } finally {
            installing.unlock();
        }
        release(change.created()); // the view has them now
        deleteWhenReleased(before.levels().all(), new HashSet<>(change.gone()));
        Closing.quietly(before::release);
    }

    @Override
    public void close() throws IOException {
        manifest.close();
    }

    private void deleteWhenReleased(List<Table> tables, Set<Long> gone) {
        for (Table table : tables) {
            long number = table.info().number();
            if (gone.contains(number)) {
                table.whenReleased(() -> {
                    if (!reads.isClosed()) { // later, the directory may be another store's
                        // What cannot be deleted now is when the store is opened next; it is no failure of the last
                        // reader.
                        Closing.quietly(() -> files.delete(number));
                    }
                });
            }
        }
    }

    private static void release(List<Placed> tables) {
        tables.forEach(placed -> Closing.quietly(placed.table()::release));
    }
}
