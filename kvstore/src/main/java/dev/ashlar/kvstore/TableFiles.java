package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** The files of an open store: gives each a number that none has had, and opens and deletes tables. Threads may share it. */
final class TableFiles {
    private final Directory directory;
    private final long store;
    private final BlockCache cache;
    private final RandomGenerator random;
    private final ReentrantLock drawing = new ReentrantLock();
    private final AtomicLong nextNumber;

    TableFiles(Directory directory, long store, BlockCache cache, RandomGenerator random, long nextNumber) {
        this.directory = directory;
        this.store = store;
        this.cache = cache;
        this.random = random;
        this.nextNumber = new AtomicLong(nextNumber);
    }

    long newNumber() {
        return nextNumber.getAndIncrement();
    }

    int newSalt() {
        drawing.lock();
        try {
            return random.nextInt();
        } finally {
            drawing.unlock();
        }
    }

    /** For a table that is to be written. */
    Identity newIdentity() {
        return new Identity(store, newNumber(), newSalt());
    }

    Table open(TableInfo info) throws IOException {
        return Table.open(info, store, directory.open(FileNames.table(info.number())), cache);
    }

    /** Opens tables that were just written; if one cannot be, none is, and all are deleted. */
    List<Table> openAll(List<TableInfo> written) throws IOException {
        List<Table> opened = new ArrayList<>();
        try {
            for (TableInfo info : written) {
                opened.add(open(info));
            }
            return opened;
        } catch (Throwable e) {
            opened.forEach(table -> Closing.quietly(table::release));
            CompactionJob.discard(directory, written, new Closing());
            throw e;
        }
    }

    void delete(long number) throws IOException {
        directory.delete(FileNames.table(number));
    }
}
