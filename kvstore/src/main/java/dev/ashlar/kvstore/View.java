package dev.ashlar.kvstore;

import dev.ashlar.bloom.MembershipFilter;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.Block;
import dev.ashlar.kvstore.internal.sstable.Table;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader looks, newest first; immutable but for its users. It keeps its tables open, until the last user has
 * released it.
 */
final class View {
    /** Not even a deletion: an older table may have the key. */
    private static final int ABSENT = -2;

    private final Memtable active;
    private final @Nullable Memtable flushing;
    private final Levels levels;
    private final AtomicInteger users = new AtomicInteger(1);

    /**
     * A view with one user.
     *
     * @param active takes the writes
     * @param flushing is being written to a table, if there is one
     */
    View(Memtable active, @Nullable Memtable flushing, Levels levels) {
        this.active = active;
        this.flushing = flushing;
        this.levels = levels;
        levels.all().forEach(Table::retain);
    }

    Memtable active() {
        return active;
    }

    @Nullable
    Memtable flushing() {
        return flushing;
    }

    Levels levels() {
        return levels;
    }

    /**
     * Copies the newest value of a key up to a sequence number.
     *
     * @return its length, or {@link KvReader#NOT_FOUND}
     */
    int find(byte[] key, long newest, byte[] array, @Nullable ValueTarget target) throws IOException {
        Memtable memtable = active;
        int node = memtable.find(key, newest);
        if (node == 0 && flushing != null) {
            memtable = flushing;
            node = memtable.find(key, newest);
        }
        if (node != 0) {
            return memtable.isDeletion(node) ? KvReader.NOT_FOUND : ValueTarget.copy(memtable, node, array, target);
        }
        long hash = MembershipFilter.hash(key);
        List<Table> unsorted = levels.level(0);
        for (int i = 0; i < unsorted.size(); i++) {
            int length = find(unsorted.get(i), key, hash, newest, array, target);
            if (length != ABSENT) {
                return length;
            }
        }
        for (int level = 1; level < Levels.COUNT; level++) {
            Table table = levels.tableOf(level, key);
            int length = table == null ? ABSENT : find(table, key, hash, newest, array, target);
            if (length != ABSENT) {
                return length;
            }
        }
        return KvReader.NOT_FOUND;
    }

    private static int find(Table table, byte[] key, long hash, long newest, byte[] array, @Nullable ValueTarget target)
            throws IOException {
        Block block = table.mightHave(key, hash) ? table.blockOf(key) : null;
        long found = block == null ? Block.ABSENT : block.find(key, newest);
        if (block == null || found == Block.ABSENT) {
            return ABSENT;
        }
        return found == Block.DELETED ? KvReader.NOT_FOUND : ValueTarget.copy(block, found, array, target);
    }

    /** One user more; false if there is none any more, and so another view in this one's place. */
    boolean retain() {
        int now = users.get();
        while (now > 0) {
            int seen = users.compareAndExchange(now, now + 1);
            if (seen == now) {
                return true;
            }
            now = seen;
        }
        return false;
    }

    void release() throws IOException {
        if (users.decrementAndGet() == 0) {
            Closing steps = new Closing();
            levels.all().forEach(table -> steps.run(table::release));
            steps.finish();
        }
    }
}
