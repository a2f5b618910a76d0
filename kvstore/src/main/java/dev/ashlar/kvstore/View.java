package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.Table;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader looks, newest first; immutable but for its users. It keeps its tables open, until the last user has
 * released it.
 */
final class View {
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
