package dev.ashlar.benchmarks.kvstore;

import dev.ashlar.kvstore.Compression;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompressionType;

/** A store that is measured, whosever it is; keys are ordered by their unsigned bytes. */
interface Rival extends Closeable {
    /** The memory for blocks, and for writes that are not yet in tables, of all that keep either. */
    long CACHE_BYTES = 256L << 20;

    long WRITE_BYTES = 32L << 20;

    /** What a store cannot do. */
    int UNSUPPORTED = -1;

    /** Opens a store by name in an empty directory; those that can compress do, but where they are raw. */
    static Rival open(String name, Path directory) throws IOException {
        return switch (name) {
            case "ashlar" -> new AshlarRival(directory, Compression.LZ4);
            case "ashlar-raw" -> new AshlarRival(directory, Compression.NONE);
            case "rocksdb" -> new RocksRival(directory, CompressionType.LZ4_COMPRESSION);
            case "rocksdb-raw" -> new RocksRival(directory, CompressionType.NO_COMPRESSION);
            case "lmdb" -> new LmdbRival(directory);
            case "mvstore" -> new MvStoreRival(directory);
            case "leveldb" -> new LevelDbRival(directory);
            case "xodus" -> new XodusRival(directory);
            case "mapdb" -> new MapDbRival(directory);
            default -> throw new IllegalArgumentException("no such store: " + name);
        };
    }

    /** Sets a key; it then survives the process, or with {@code sync} a power loss. */
    void put(byte[] key, byte[] value, boolean sync) throws IOException;

    void delete(byte[] key) throws IOException;

    /** Copies the value, and returns its length, or -1. */
    int get(byte[] key, byte[] target) throws IOException;

    /** Copies a value that is an array, or null. */
    static int copy(byte @Nullable [] value, byte[] target) {
        if (value == null) {
            return -1;
        }
        System.arraycopy(value, 0, target, 0, Math.min(value.length, target.length));
        return value.length;
    }

    /** Reads all pairs, and returns how many there are, or {@link #UNSUPPORTED}. */
    long scan(boolean reverse, Sum sum) throws IOException;

    /** Reads the pairs from a key on, up to a number. */
    int seek(byte[] key, int count, Sum sum) throws IOException;

    /** Writes everything to its place, and waits for all that the store would do by itself. */
    void settle() throws IOException;

    /** What scans have read: a byte of every key and value, so that none is left unread. */
    final class Sum {
        long value;

        void add(byte key, byte first) {
            value = 31 * value + key + first;
        }
    }
}
