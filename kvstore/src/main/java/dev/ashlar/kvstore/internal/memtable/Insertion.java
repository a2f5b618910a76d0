package dev.ashlar.kvstore.internal.memtable;

import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Adds the writes of a batch to a memtable in two steps: {@link #reserve} is for one thread at a time, and {@link #link}, which
 * takes longer, for any number of them at once. Each thread has its own, and can use it again.
 */
public final class Insertion {
    private final LinkPath path = new LinkPath();
    private final Writes.Visitor reserving = this::reserve;
    private @Nullable Memtable memtable;
    private int first;
    private int last;

    /** Makes room for the writes of a batch that has been stamped; nobody sees them before they are linked. */
    public void reserve(Memtable target, ByteSink batch) throws IOException {
        memtable = target;
        first = 0;
        Writes.entries(batch, reserving);
    }

    private void reserve(int kind, long sequence, byte[] source, int key, int keyLength, int value, int valueLength) {
        Memtable target = Objects.requireNonNull(memtable, "memtable");
        int node = target.reserve(kind, sequence, source, key, keyLength, value, valueLength);
        if (first == 0) {
            first = node;
        } else {
            target.chain(last, node);
        }
        last = node;
    }

    /** Puts into the table what was reserved. */
    public void link() {
        Memtable target = Objects.requireNonNull(memtable, "memtable");
        int node = first;
        while (node != 0) {
            int next = target.chained(node);
            target.link(node, path);
            node = next;
        }
        memtable = null;
    }
}
