package dev.ashlar.benchmarks.kvstore;

import java.nio.file.Path;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.EnvironmentImpl;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.Store;
import jetbrains.exodus.env.StoreConfig;

/** JetBrains Xodus, a transaction for each write. */
final class XodusRival implements Rival {
    private final Environment environment;
    private final Store store;

    XodusRival(Path directory) {
        environment = Environments.newInstance(directory.toFile(), new EnvironmentConfig().setMemoryUsage(CACHE_BYTES));
        store = environment.computeInTransaction(
                txn -> environment.openStore("map", StoreConfig.WITHOUT_DUPLICATES, txn));
    }

    @Override
    public void put(byte[] key, byte[] value, boolean sync) {
        environment.executeInExclusiveTransaction(
                txn -> store.put(txn, new ArrayByteIterable(key), new ArrayByteIterable(value)));
        if (sync) {
            ((EnvironmentImpl) environment).flushAndSync();
        }
    }

    @Override
    public void delete(byte[] key) {
        environment.executeInExclusiveTransaction(txn -> store.delete(txn, new ArrayByteIterable(key)));
    }

    @Override
    public int get(byte[] key, byte[] target) {
        ByteIterable value =
                environment.computeInReadonlyTransaction(txn -> store.get(txn, new ArrayByteIterable(key)));
        if (value == null) {
            return -1;
        }
        System.arraycopy(value.getBytesUnsafe(), 0, target, 0, Math.min(value.getLength(), target.length));
        return value.getLength();
    }

    @Override
    public long scan(boolean reverse, Sum sum) {
        return environment.computeInReadonlyTransaction(txn -> {
            long count = 0;
            try (Cursor cursor = store.openCursor(txn)) {
                for (boolean more = reverse ? cursor.getLast() : cursor.getNext();
                        more;
                        more = reverse ? cursor.getPrev() : cursor.getNext()) {
                    add(cursor, sum);
                    count++;
                }
            }
            return count;
        });
    }

    @Override
    public int seek(byte[] key, int count, Sum sum) {
        return environment.computeInReadonlyTransaction(txn -> {
            int done = 0;
            try (Cursor cursor = store.openCursor(txn)) {
                for (boolean more = cursor.getSearchKeyRange(new ArrayByteIterable(key)) != null;
                        more && done < count;
                        more = cursor.getNext()) {
                    add(cursor, sum);
                    done++;
                }
            }
            return done;
        });
    }

    private static void add(Cursor cursor, Sum sum) {
        sum.add(cursor.getKey().getBytesUnsafe()[15], cursor.getValue().getBytesUnsafe()[0]);
    }

    @Override
    public void settle() {
        environment.gc();
    }

    @Override
    public void close() {
        environment.close();
    }
}
