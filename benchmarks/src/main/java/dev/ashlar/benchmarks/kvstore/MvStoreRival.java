package dev.ashlar.benchmarks.kvstore;

import java.nio.file.Path;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;

/**
 * H2's MVStore. It has no log: what is put survives the process only once the background thread has written it, within a
 * second, which is less than the others give; a synced put commits and syncs.
 */
final class MvStoreRival implements Rival {
    private final MVStore store;
    private final MVMap<byte[], byte[]> map;

    MvStoreRival(Path directory) {
        store = new MVStore.Builder()
                .fileName(directory.resolve("mv").toString())
                .cacheSize((int) (CACHE_BYTES >> 20))
                .compress()
                .open();
        map = store.openMap(
                "map",
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    public void put(byte[] key, byte[] value, boolean sync) {
        map.put(key, value);
        if (sync) {
            store.commit();
            store.sync();
        }
    }

    @Override
    public void delete(byte[] key) {
        map.remove(key);
    }

    @Override
    public int get(byte[] key, byte[] target) {
        return Rival.copy(map.get(key), target);
    }

    @Override
    public long scan(boolean reverse, Sum sum) {
        long count = 0;
        Cursor<byte[], byte[]> cursor = reverse ? map.cursor(map.lastKey(), null, true) : map.cursor(map.firstKey());
        while (cursor.hasNext()) {
            byte[] key = cursor.next();
            sum.add(key[15], cursor.getValue()[0]);
            count++;
        }
        return count;
    }

    @Override
    public int seek(byte[] key, int count, Sum sum) {
        int done = 0;
        Cursor<byte[], byte[]> cursor = map.cursor(key);
        while (done < count && cursor.hasNext()) {
            byte[] found = cursor.next();
            sum.add(found[15], cursor.getValue()[0]);
            done++;
        }
        return done;
    }

    @Override
    public void settle() {
        store.commit();
        store.compactFile(60_000);
    }

    @Override
    public void close() {
        store.close();
    }
}
