package dev.ashlar.benchmarks.kvstore;

import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** RocksDB through its JNI binding, with the filter and the cache that its tuning guide asks for. */
final class RocksRival implements Rival {
    static {
        RocksDB.loadLibrary();
    }

    private final LRUCache cache = new LRUCache(CACHE_BYTES);
    private final BloomFilter filter = new BloomFilter(10, false);
    private final WriteOptions unsynced = new WriteOptions();
    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final ReadOptions reading = new ReadOptions();
    private final Options options;
    private final RocksDB store;

    RocksRival(Path directory, CompressionType compression) throws IOException {
        options = new Options()
                .setCreateIfMissing(true)
                .setWriteBufferSize(WRITE_BYTES)
                .setMaxBackgroundJobs(2)
                .setCompressionType(compression)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setFilterPolicy(filter)
                        .setFormatVersion(6));
        try {
            store = RocksDB.open(options, directory.toString());
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void put(byte[] key, byte[] value, boolean sync) throws IOException {
        try {
            store.put(sync ? synced : unsynced, key, value);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void delete(byte[] key) throws IOException {
        try {
            store.delete(unsynced, key);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public int get(byte[] key, byte[] target) throws IOException {
        try {
            return store.get(reading, key, target);
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public long scan(boolean reverse, Sum sum) {
        long count = 0;
        try (RocksIterator cursor = store.newIterator(reading)) {
            if (reverse) {
                cursor.seekToLast();
            } else {
                cursor.seekToFirst();
            }
            while (cursor.isValid()) {
                sum.add(cursor.key()[15], cursor.value()[0]);
                count++;
                if (reverse) {
                    cursor.prev();
                } else {
                    cursor.next();
                }
            }
        }
        return count;
    }

    @Override
    public int seek(byte[] key, int count, Sum sum) {
        int done = 0;
        try (RocksIterator cursor = store.newIterator(reading)) {
            for (cursor.seek(key); cursor.isValid() && done < count; cursor.next()) {
                sum.add(cursor.key()[15], cursor.value()[0]);
                done++;
            }
        }
        return done;
    }

    @Override
    public void settle() throws IOException {
        try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
            store.flush(waiting);
            store.compactRange();
        } catch (RocksDBException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
        options.close();
        reading.close();
        synced.close();
        unsynced.close();
        filter.close();
        cache.close();
    }
}
