package dev.ashlar.benchmarks.kvstore;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.GetOp;
import org.lmdbjava.SeekOp;
import org.lmdbjava.Txn;

/** LMDB through lmdbjava: a map of the file, so its cache is the operating system's; unsynced writes can lose the file. */
final class LmdbRival implements Rival {
    private static final long MAP_BYTES = 64L << 30;

    private final Env<ByteBuffer> env;
    private final Dbi<ByteBuffer> dbi;
    private final ThreadLocal<ByteBuffer> keys = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(511));
    private final ThreadLocal<ByteBuffer> values = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(1 << 16));

    LmdbRival(Path directory) {
        env = Env.create()
                .setMapSize(MAP_BYTES)
                .setMaxDbs(1)
                .open(directory.toFile(), EnvFlags.MDB_NOSYNC, EnvFlags.MDB_WRITEMAP);
        dbi = env.openDbi("map", DbiFlags.MDB_CREATE);
    }

    @Override
    public void put(byte[] key, byte[] value, boolean sync) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            dbi.put(txn, buffer(keys, key), buffer(values, value));
            txn.commit();
        }
        if (sync) {
            env.sync(true);
        }
    }

    @Override
    public void delete(byte[] key) {
        try (Txn<ByteBuffer> txn = env.txnWrite()) {
            dbi.delete(txn, buffer(keys, key));
            txn.commit();
        }
    }

    @Override
    public int get(byte[] key, byte[] target) {
        try (Txn<ByteBuffer> txn = env.txnRead()) {
            ByteBuffer value = dbi.get(txn, buffer(keys, key));
            if (value == null) {
                return -1;
            }
            int length = value.remaining();
            value.get(0, target, 0, Math.min(length, target.length));
            return length;
        }
    }

    @Override
    public long scan(boolean reverse, Sum sum) {
        long count = 0;
        try (Txn<ByteBuffer> txn = env.txnRead();
                Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
            for (boolean more = cursor.seek(reverse ? SeekOp.MDB_LAST : SeekOp.MDB_FIRST);
                    more;
                    more = cursor.seek(reverse ? SeekOp.MDB_PREV : SeekOp.MDB_NEXT)) {
                sum.add(cursor.key().get(15), cursor.val().get(0));
                count++;
            }
        }
        return count;
    }

    @Override
    public int seek(byte[] key, int count, Sum sum) {
        int done = 0;
        try (Txn<ByteBuffer> txn = env.txnRead();
                Cursor<ByteBuffer> cursor = dbi.openCursor(txn)) {
            for (boolean more = cursor.get(buffer(keys, key), GetOp.MDB_SET_RANGE);
                    more && done < count;
                    more = cursor.next()) {
                sum.add(cursor.key().get(15), cursor.val().get(0));
                done++;
            }
        }
        return done;
    }

    @Override
    public void settle() {
        env.sync(true);
    }

    @Override
    public void close() {
        env.close();
    }

    private static ByteBuffer buffer(ThreadLocal<ByteBuffer> of, byte[] bytes) {
        return of.get().clear().put(bytes).flip();
    }
}
