package dev.ashlar.benchmarks.kvstore;

import dev.ashlar.kvstore.Compression;
import dev.ashlar.kvstore.Cursor;
import dev.ashlar.kvstore.Durability;
import dev.ashlar.kvstore.KeyRange;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.KvStore;
import java.io.IOException;
import java.nio.file.Path;

/** Our own store. */
final class AshlarRival implements Rival {
    private final KvStore store;

    AshlarRival(Path directory, Compression compression) throws IOException {
        store = KvStore.open(
                directory,
                KvOptions.builder()
                        .memtableBytes(WRITE_BYTES)
                        .blockCacheBytes(CACHE_BYTES)
                        .compression(compression)
                        .build());
    }

    @Override
    public void put(byte[] key, byte[] value, boolean sync) throws IOException {
        store.put(key, value, sync ? Durability.SYNC : Durability.OS);
    }

    @Override
    public void delete(byte[] key) throws IOException {
        store.delete(key);
    }

    @Override
    public int get(byte[] key, byte[] target) throws IOException {
        return store.get(key, target);
    }

    @Override
    public long scan(boolean reverse, Sum sum) throws IOException {
        long count = 0;
        try (Cursor cursor = store.cursor()) {
            for (boolean more = reverse ? cursor.last() : cursor.first();
                    more;
                    more = reverse ? cursor.prev() : cursor.next()) {
                sum.add(cursor.key().byteAt(15), cursor.value().byteAt(0));
                count++;
            }
        }
        return count;
    }

    @Override
    public int seek(byte[] key, int count, Sum sum) throws IOException {
        int done = 0;
        try (Cursor cursor = store.cursor()) {
            for (boolean more = cursor.seek(key); more && done < count; more = cursor.next()) {
                sum.add(cursor.key().byteAt(15), cursor.value().byteAt(0));
                done++;
            }
        }
        return done;
    }

    @Override
    public void settle() throws IOException {
        store.compactRange(KeyRange.all());
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
