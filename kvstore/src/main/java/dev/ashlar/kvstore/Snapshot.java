package dev.ashlar.kvstore;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A store as it was when this was taken: reads here do not see what is written afterwards.
 *
 * <p>It costs nothing to take. As long as it is open, what it can see is kept when tables are merged, so close it. It ends
 * with the store. May be shared by threads.
 */
public final class Snapshot implements KvReader, Closeable {
    private final Engine engine;
    private final long sequence;
    private final AtomicBoolean closed = new AtomicBoolean();

    Snapshot(Engine engine, long sequence) {
        this.engine = engine;
        this.sequence = sequence;
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        WriteBatch.checkKey(key);
        byte[] value = engine.get(key, sequence());
        sequence(); // closed meanwhile, it may have missed what it saw before
        return value;
    }

    @Override
    public int get(byte[] key, byte[] target) throws IOException {
        WriteBatch.checkKey(key);
        int length = engine.get(key, target, sequence());
        sequence();
        return length;
    }

    @Override
    public List<byte @Nullable []> multiGet(List<byte[]> keys) throws IOException {
        List<byte @Nullable []> values = engine.multiGet(keys, sequence());
        sequence();
        return values;
    }

    @Override
    public Cursor cursor(KeyRange range) {
        Cursor cursor = engine.cursor(range, sequence());
        if (closed.get()) {
            Closing.quietly(cursor);
            sequence();
        }
        return cursor;
    }

    /** Lets go of what only this can see; does nothing the second time. Cursors that were opened here stay open. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            engine.release(sequence);
        }
    }

    @Override
    public String toString() {
        return "Snapshot[sequence=" + sequence + (closed.get() ? ", closed]" : "]");
    }

    private long sequence() {
        if (closed.get()) {
            throw new IllegalStateException("the snapshot must be open: " + this);
        }
        return sequence;
    }
}
