package dev.ashlar.kvstore;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What users of a store have open, and what that keeps; so that it is let go of with the store, or when the user has lost it.
 * Threads may share it.
 */
final class Handles {
    private final Events events;
    private final boolean tracked;
    private final Set<Handle> open = ConcurrentHashMap.newKeySet();
    private final ReferenceQueue<Object> lost = new ReferenceQueue<>();

    /** Remembers where handles are opened if they are tracked. */
    Handles(Events events, boolean tracked) {
        this.events = events;
        this.tracked = tracked;
    }

    /** What one object keeps. */
    final class Handle extends PhantomReference<Object> implements Closeable {
        private final String kind;
        private final Closeable kept;
        private final @Nullable Throwable opened;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Handle(Object owner, String kind, Closeable kept) {
            super(owner, lost);
            this.kind = kind;
            this.kept = kept;
            this.opened = tracked ? new Throwable("a " + kind + " was opened here") : null;
        }

        /** Lets go, once. */
        @Override
        public void close() throws IOException {
            if (closed.compareAndSet(false, true)) {
                open.remove(this);
                clear();
                kept.close();
            }
        }

        boolean isClosed() {
            return closed.get();
        }

        private void leaked() {
            if (!closed.get()) {
                Closing.quietly(this);
                events.tell(listener -> listener.leaked(new KvListener.Leak(kind, opened)));
            }
        }
    }

    /**
     * Adds what an object keeps, and lets go of what lost ones kept.
     *
     * @param kept does not refer to the owner
     */
    Handle add(Object owner, String kind, Closeable kept) {
        leakLost();
        Handle handle = new Handle(owner, kind, kept);
        open.add(handle);
        return handle;
    }

    /** Lets go of everything. */
    void close() {
        leakLost();
        open.forEach(Handle::leaked);
    }

    private void leakLost() {
        for (Reference<?> reference = lost.poll(); reference != null; reference = lost.poll()) {
            ((Handle) reference).leaked();
        }
    }
}
