package dev.ashlar.benchmarks.kvstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.iq80.leveldb.DB;
import org.iq80.leveldb.DBIterator;
import org.iq80.leveldb.Options;
import org.iq80.leveldb.WriteOptions;
import org.iq80.leveldb.impl.Iq80DBFactory;

/** LevelDB in Java, by Dain Sundstrom; it cannot be read backwards. */
final class LevelDbRival implements Rival {
    private final DB db;
    private final WriteOptions unsynced = new WriteOptions().sync(false);
    private final WriteOptions synced = new WriteOptions().sync(true);

    LevelDbRival(Path directory) throws IOException {
        db = Iq80DBFactory.factory.open(
                directory.toFile(),
                new Options().writeBufferSize((int) WRITE_BYTES).cacheSize(CACHE_BYTES));
    }

    @Override
    public void put(byte[] key, byte[] value, boolean sync) {
        db.put(key, value, sync ? synced : unsynced);
    }

    @Override
    public void delete(byte[] key) {
        db.delete(key);
    }

    @Override
    public int get(byte[] key, byte[] target) {
        return Rival.copy(db.get(key), target);
    }

    @Override
    public long scan(boolean reverse, Sum sum) throws IOException {
        if (reverse) {
            return UNSUPPORTED;
        }
        long count = 0;
        try (DBIterator iterator = db.iterator()) {
            for (iterator.seekToFirst(); iterator.hasNext(); count++) {
                Map.Entry<byte[], byte[]> entry = iterator.next();
                sum.add(entry.getKey()[15], entry.getValue()[0]);
            }
        }
        return count;
    }

    @Override
    public int seek(byte[] key, int count, Sum sum) throws IOException {
        int done = 0;
        try (DBIterator iterator = db.iterator()) {
            for (iterator.seek(key); done < count && iterator.hasNext(); done++) {
                Map.Entry<byte[], byte[]> entry = iterator.next();
                sum.add(entry.getKey()[15], entry.getValue()[0]);
            }
        }
        return done;
    }

    /** It has no call that waits for its own compactions, and its own by hand fails. */
    @Override
    public void settle() {}

    @Override
    public void close() throws IOException {
        db.close();
    }
}
