package dev.ashlar.examples.shortener;

import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.KvStats;
import dev.ashlar.kvstore.KvStore;
import dev.ashlar.kvstore.WriteBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real store that notes what is asked of it, and fails when it is told to. */
class RecordedEntries implements LinkEntries {
    final List<String> events = new ArrayList<>();
    volatile @Nullable IOException syncFailure;
    volatile @Nullable IOException writeFailure;
    private final LinkEntries store;

    RecordedEntries(Path directory) throws IOException {
        store = LinkEntries.of(KvStore.open(directory, KvOptions.DEFAULT));
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        return store.get(key);
    }

    @Override
    public void write(WriteBatch batch, Durability durability) throws IOException {
        note("write " + durability);
        fail(writeFailure);
        store.write(batch, durability);
    }

    @Override
    public void sync() throws IOException {
        note("sync");
        fail(syncFailure);
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

    private synchronized void note(String event) {
        events.add(event);
    }

    private static void fail(@Nullable IOException failure) throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
