package dev.ashlar.kvstore;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store as it was when this was taken: reads here do not see what is written afterwards.
 *
 * <p>It costs nothing to take. As long as it is open, what it can see is kept when tables are merged, so close it. It ends
 * with the store. May be shared by threads.
 */
public final class Snapshot implements KvReader, Closeable {
    private final ReadPath reads;
    private final long sequence;
    private final Handles.Handle handle;

    /** A snapshot that is removed from those that are open when it is closed. */
    Snapshot(ReadPath reads, Handles handles, Snapshots snapshots) {
        long taken = snapshots.add(reads::visible);
        this.reads = reads;
        this.sequence = taken;
        this.handle = handles.add(this, "snapshot", () -> snapshots.remove(taken));
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        byte[] value = reads.get(key, sequence());
        sequence(); // closed meanwhile, it may have missed what it saw before
        return value;
    }

    @Override
    public int get(byte[] key, byte[] target) throws IOException {
        int length = reads.get(key, target, sequence());
        sequence();
        return length;
    }

    @Override
    public List<byte @Nullable []> multiGet(List<byte[]> keys) throws IOException {
        List<byte @Nullable []> values = reads.multiGet(keys, sequence());
        sequence();
        return values;
    }

    @Override
    public Cursor cursor(KeyRange range) {
        Cursor cursor = reads.cursor(range, sequence());
        if (handle.isClosed()) {
            Closing.quietly(cursor);
            sequence();
        }
        return cursor;
    }

    /** Lets go of what only this can see; does nothing the second time. Cursors that were opened here stay open. */
    @Override
    public void close() {
        Closing.quietly(handle); // to forget a number cannot fail
    }

    @Override
    public String toString() {
        return "Snapshot[sequence=" + sequence + (handle.isClosed() ? ", closed]" : "]");
    }

    private long sequence() {
        reads.checkOpen();
        if (handle.isClosed()) {
            throw new IllegalStateException("the snapshot must be open: " + this);
        }
        return sequence;
    }
}
