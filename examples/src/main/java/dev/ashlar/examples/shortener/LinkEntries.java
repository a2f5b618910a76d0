package dev.ashlar.examples.shortener;

import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KvStats;
import dev.ashlar.kvstore.KvStore;
import dev.ashlar.kvstore.WriteBatch;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the links need of a {@link KvStore}; tests put one in its place that waits or fails. */
interface LinkEntries extends Closeable {
    byte @Nullable [] get(byte[] key) throws IOException;

    void write(WriteBatch batch, Durability durability) throws IOException;

    void sync() throws IOException;

    KvStats stats();

    static LinkEntries of(KvStore store) {
        return new InStore(store);
    }

    /** The entries of a store. */
    record InStore(KvStore store) implements LinkEntries {
        @Override
        public byte @Nullable [] get(byte[] key) throws IOException {
            return store.get(key);
        }

        @Override
        public void write(WriteBatch batch, Durability durability) throws IOException {
            store.write(batch, durability);
        }

        @Override
        public void sync() throws IOException {
            store.sync();
        }

        @Override
        public KvStats stats() {
            return store.stats();
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }
}
