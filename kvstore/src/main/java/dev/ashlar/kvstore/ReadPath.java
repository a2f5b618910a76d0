package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.entry.EntryCursor;
import dev.ashlar.kvstore.internal.entry.MergingCursor;
import dev.ashlar.kvstore.internal.memtable.MemtableCursor;
import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableWriter;
import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the readers of a store see, and how they read it. Any number of threads may use it; none takes a lock. */
final class ReadPath {
    /*
     * Readers read the view first and then the number of the newest complete write: whatever the view holds up to that
     * number is there in full, and the view keeps what it refers to alive.
     */
    private static final byte[] NOTHING = {};

    private static final VarHandle VISIBLE;

    static {
        try {
            VISIBLE = MethodHandles.lookup().findVarHandle(ReadPath.class, "visible", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String path;
    private final Handles handles;
    private final BlockCache cache;
    /** What a cursor keeps of a run: a block, and the part of the index that names it, which takes half more in memory. */
    private final int runBytes;

    private final boolean checkedSlices;
    private final ReentrantLock updating = new ReentrantLock();
    private volatile View view;
    private volatile long visible;
    private volatile boolean closed;

    /**
     * Shows a view up to a write.
     *
     * @param path of the store, for messages
     * @param handles what readers have open
     * @param view belongs to this from now on
     */
    ReadPath(String path, KvOptions options, BlockCache cache, Handles handles, View view, long visible) {
        this.path = path;
        this.cache = cache;
        this.runBytes = options.blockBytes() + TableWriter.INDEX_PARTITION_BYTES * 3 / 2;
        this.checkedSlices = options.checkedSlices();
        this.handles = handles;
        this.view = view;
        this.visible = visible;
    }

    /** The store's, for messages. */
    String path() {
        return path;
    }

    View view() {
        return view;
    }

    /** Shows another view from now on, and returns the one before, which the caller releases. */
    View update(UnaryOperator<View> change) {
        updating.lock();
        try {
            View before = view;
            view = change.apply(before);
            return before;
        } finally {
            updating.unlock();
        }
    }

    /** The number of the newest write that is complete. */
    long visible() {
        return visible;
    }

    /** Shows the writes up to a number. */
    void show(long sequence) {
        VISIBLE.setRelease(this, sequence);
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends all reads: from now on they throw. False if they had ended before. */
    boolean close() {
        updating.lock();
        try {
            if (closed) {
                return false;
            }
            closed = true;
        } finally {
            updating.unlock();
        }
        handles.close();
        return true;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the store must be open: " + path);
        }
    }

    byte @Nullable [] get(byte[] key, long maxSequence) throws IOException {
        ValueTarget target = new ValueTarget();
        get(key, NOTHING, target, maxSequence);
        return target.value();
    }

    int get(byte[] key, byte[] array, long maxSequence) throws IOException {
        return get(key, array, null, maxSequence);
    }

    private int get(byte[] key, byte[] array, @Nullable ValueTarget target, long maxSequence) throws IOException {
        WriteBatch.checkKey(key);
        while (true) {
            checkOpen();
            View now = view;
            try {
                return now.find(key, Math.min(maxSequence, visible), array, target);
            } catch (ClosedChannelException e) {
                checkOpen();
                if (view == now) {
                    throw e;
                } // a table was merged into others meanwhile
            }
        }
    }

    List<byte @Nullable []> multiGet(List<byte[]> keys, long maxSequence) throws IOException {
        keys.forEach(WriteBatch::checkKey);
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        View pinned = pin();
        try {
            long newest = Math.min(maxSequence, visible);
            for (byte[] key : keys) {
                ValueTarget target = new ValueTarget();
                pinned.find(key, newest, NOTHING, target);
                values.add(target.value());
            }
        } catch (ClosedChannelException e) {
            checkOpen();
            throw e;
        } finally {
            pinned.release();
        }
        return Collections.unmodifiableList(values);
    }

    /** A snapshot up to the newest write that is complete, among the open ones. */
    Snapshot snapshot(Snapshots open) {
        checkOpen();
        return new Snapshot(this, handles, open);
    }

    Cursor cursor(KeyRange range, long maxSequence) {
        View pinned = pin();
        Cursor cursor;
        try {
            cursor = newCursor(pinned, range, maxSequence);
        } catch (Throwable e) {
            Closing.quietly(pinned::release);
            throw e;
        }
        if (closed) { // and perhaps too late to be closed with the others
            Closing.quietly(cursor);
            checkOpen();
        }
        return cursor;
    }

    private Cursor newCursor(View pinned, KeyRange range, long maxSequence) {
        long newest = Math.min(maxSequence, visible);
        List<EntryCursor> runs = new ArrayList<>();
        if (pinned.flushing() != null) {
            runs.add(new MemtableCursor(pinned.flushing()));
        }
        pinned.levels().addCursors(runs);
        if (runs.isEmpty() || pinned.active().first() != 0) { // what comes later is not visible
            runs.add(new MemtableCursor(pinned.active()));
        }
        EntryCursor entries = runs.size() == 1 ? runs.get(0) : new MergingCursor(runs);
        long memory = (long) runs.size() * runBytes; // one in each
        cache.reserve(memory);
        Closeable kept = () -> {
            cache.reserve(-memory);
            pinned.release();
        };
        return new Cursor(this, handles, kept, entries, newest, range, checkedSlices);
    }

    /** Reads every block of every table again. */
    void verify() throws IOException {
        View pinned = pin();
        try {
            for (Table table : pinned.levels().all()) {
                table.verify();
            }
        } catch (ClosedChannelException e) {
            checkOpen();
            throw e;
        } finally {
            pinned.release();
        }
    }

    /** The view of now, in use until it is released. */
    View pin() {
        while (true) {
            checkOpen();
            View now = view;
            if (now.retain()) {
                return now;
            }
        }
    }
}
