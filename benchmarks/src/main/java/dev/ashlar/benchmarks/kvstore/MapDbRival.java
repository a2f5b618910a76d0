package dev.ashlar.benchmarks.kvstore;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;

/** MapDB without its log: a map of the file, so its cache is the operating system's; a crash can lose the file. */
final class MapDbRival implements Rival {
    private final DB db;
    private final BTreeMap<byte[], byte[]> map;

    MapDbRival(Path directory) {
        db = DBMaker.fileDB(directory.resolve("db").toFile()).fileMmapEnable().make();
        map = db.treeMap("map", Serializer.BYTE_ARRAY, Serializer.BYTE_ARRAY).createOrOpen();
    }

    @Override
    public void put(byte[] key, byte[] value, boolean sync) {
        map.put(key, value);
        if (sync) {
            db.commit();
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
        ConcurrentNavigableMap<byte[], byte[]> scanned = reverse ? map.descendingMap() : map;
        long count = 0;
        for (Map.Entry<byte[], byte[]> entry : scanned.entrySet()) {
            sum.add(entry.getKey()[15], entry.getValue()[0]);
            count++;
        }
        return count;
    }

    @Override
    public int seek(byte[] key, int count, Sum sum) {
        int done = 0;
        for (Map.Entry<byte[], byte[]> entry : map.tailMap(key).entrySet()) {
            if (done == count) {
                return done;
            }
            sum.add(entry.getKey()[15], entry.getValue()[0]);
            done++;
        }
        return done;
    }

    @Override
    public void settle() {
        db.commit();
    }

    @Override
    public void close() {
        db.close();
    }
}
