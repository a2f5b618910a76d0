package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.DiskDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A persistent map from keys to values, both bytes, in a directory of its own: a log-structured merge engine in pure Java.
 *
 * <pre>{@code
 * try (KvStore store = KvStore.open(Path.of("data"), KvOptions.DEFAULT)) {
 *     store.put(key, value);
 *     byte[] found = store.get(key); // null if there is none
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b> What a write survives is told by its {@link Durability}. After any crash the store opens with a
 * prefix of the writes that were made: every one up to some point, none after it, and every one that was durable. A
 * {@link WriteBatch} is there in full or not at all, for readers too. Every byte that is read from a file is checked
 * against a checksum first; what fails is a {@link CorruptionException}, never a value.
 *
 * <p><b>How.</b> A write goes to a log and to a sorted table in memory. When that is full, a background thread writes it
 * to a file, a sorted-string table with a filter, and the log is deleted. Another thread merges tables into deeper levels, each
 * ten times as large as the one above. A read looks into memory, and then into the tables, newest first, past those whose
 * key range or filter rules the key out.
 *
 * <p><b>Cost.</b> A write costs one append to the log and an insertion into memory; with {@link Durability#SYNC} also a
 * flush of the drive, which concurrent writers share. Merging writes each byte again, some ten times in the long run:
 * {@link KvStats#writeAmplification()} tells. When writes outrun the drive, a write waits until the table in memory before
 * this one is on disk, or until fewer tables wait to be merged. A read looks into a table in memory or two, up to 16
 * tables that were flushed (64 with {@link CompactionStyle#TIERED}, any number while compactions are paused) and one of
 * each deeper level; of those that do not have its key it reads a block in one of a hundred or fewer.
 *
 * <p><b>Threads.</b> All methods may be called by any number of threads. Readers take no lock. Three daemon threads belong
 * to each open store, each from its first task on, and end with {@link #close()}. An interrupt fails no operation and is not
 * lost, except that one which waits for the drive to catch up ends with an {@link java.io.InterruptedIOException}: a write before
 * anything is written, {@link #flush()} and {@link #compactRange} while the flush goes on.
 *
 * <p><b>Limits.</b> Keys up to {@value WriteBatch#MAX_KEY_BYTES} bytes, values up to {@value WriteBatch#MAX_VALUE_BYTES};
 * the memory: twice {@link KvOptions#memtableBytes()}, and the largest batch on top of it; {@link KvOptions#blockCacheBytes()};
 * the filters and indexes of all tables, about two bytes an entry; what open cursors keep; and up to 25 MB (50 with a {@link
 * KvOptions#filterFpp()} below 1/65,536) for the filter of each table that is being written, of which there are two at most. A
 * directory is open in one process, and there once.
 *
 * <p><b>Errors.</b> After an {@link IOException} from a write, it is not known whether that write will be there when the
 * store is opened again; until then no more writes are taken. After {@link #close()} every method but {@code close} throws
 * {@link IllegalStateException}.
 *
 * <p>Source: O'Neil, Cheng, Gawlick and O'Neil, "The Log-Structured Merge-Tree", 1996; the shape is LevelDB's.
 */
public final class KvStore implements KvReader, Closeable {
    private final Engine engine;
    private final KvOptions options;

    private KvStore(Engine engine, KvOptions options) {
        this.engine = engine;
        this.options = options;
    }

    /**
     * Opens the store in a directory, and recovers what a crash has left.
     *
     * @param directory where the store is, or is to be; files in it that are not the store's are left alone
     * @param options how to open it
     * @return the open store
     * @throws StoreLockedException if it is open, in this process or another
     * @throws CorruptionException if its files are not as they were written, or a later version wrote them
     * @throws java.nio.file.NoSuchFileException if there is none and {@link KvOptions#createIfMissing()} is false
     * @throws IOException if a file cannot be read or written
     */
    public static KvStore open(Path directory, KvOptions options) throws IOException {
        Directory files =
                options.createIfMissing() ? DiskDirectory.create(directory) : DiskDirectory.existing(directory);
        BackgroundThread flushes = new BackgroundThread("ashlar-kvstore-flush " + directory);
        BackgroundThread compactions = new BackgroundThread("ashlar-kvstore-compaction " + directory);
        BackgroundThread syncs = new BackgroundThread("ashlar-kvstore-sync " + directory);
        Background background = new Background(
                flushes,
                compactions,
                syncs,
                () -> {
                    flushes.close();
                    compactions.close();
                    syncs.close();
                },
                System::nanoTime);
        return new KvStore(Engine.open(files, options, background, new SecureRandom()), options);
    }

    /** Opens a store on any directory; what it does by itself is run by the thread that writes, the same every time. */
    static KvStore open(Directory directory, KvOptions options) throws IOException {
        Background background = new Background(Runnable::run, Runnable::run, Runnable::run, () -> {}, () -> 0);
        // Each opening finds other files, so that no two logs of a store ever have the same salt.
        RandomGenerator random = new SplittableRandom(directory.list().hashCode());
        return new KvStore(Engine.open(directory, options, background, random), options);
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        return engine.reads().get(key, Long.MAX_VALUE);
    }

    @Override
    public int get(byte[] key, byte[] target) throws IOException {
        return engine.reads().get(key, target, Long.MAX_VALUE);
    }

    @Override
    public List<byte @Nullable []> multiGet(List<byte[]> keys) throws IOException {
        return engine.reads().multiGet(keys, Long.MAX_VALUE);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return engine.reads().cursor(range, Long.MAX_VALUE);
    }

    /**
     * Takes a snapshot: a view of the store as it is now.
     *
     * @return the snapshot, to be closed by the caller
     * @throws IllegalStateException if the store is closed
     */
    public Snapshot snapshot() {
        return engine.snapshot();
    }

    /**
     * Sets a key, with the durability of the options.
     *
     * @param key 0 to {@value WriteBatch#MAX_KEY_BYTES} bytes
     * @param value 0 to {@value WriteBatch#MAX_VALUE_BYTES} bytes
     * @throws IOException if the write failed, or one before it
     * @throws IllegalStateException if the store is closed
     * @throws IllegalArgumentException if the key or the value is too long
     */
    public void put(byte[] key, byte[] value) throws IOException {
        put(key, value, options.durability());
    }

    /**
     * Sets a key.
     *
     * @param key 0 to {@value WriteBatch#MAX_KEY_BYTES} bytes
     * @param value 0 to {@value WriteBatch#MAX_VALUE_BYTES} bytes
     * @param durability what the write survives once this returns
     * @throws IOException if the write failed, or one before it
     * @throws IllegalStateException if the store is closed
     * @throws IllegalArgumentException if the key or the value is too long
     */
    public void put(byte[] key, byte[] value, Durability durability) throws IOException {
        write(WriteBatch.ofPut(key, value), durability);
    }

    /**
     * Removes a key, with the durability of the options; it need not be there.
     *
     * @param key 0 to {@value WriteBatch#MAX_KEY_BYTES} bytes
     * @throws IOException if the write failed, or one before it
     * @throws IllegalStateException if the store is closed
     * @throws IllegalArgumentException if the key is too long
     */
    public void delete(byte[] key) throws IOException {
        delete(key, options.durability());
    }

    /**
     * Removes a key; it need not be there.
     *
     * @param key 0 to {@value WriteBatch#MAX_KEY_BYTES} bytes
     * @param durability what the write survives once this returns
     * @throws IOException if the write failed, or one before it
     * @throws IllegalStateException if the store is closed
     * @throws IllegalArgumentException if the key is too long
     */
    public void delete(byte[] key, Durability durability) throws IOException {
        write(new WriteBatch().delete(key), durability);
    }

    /**
     * Applies a batch as one write, with the durability of the options.
     *
     * @param batch the writes; an empty one does nothing
     * @throws IOException if the write failed, or one before it
     * @throws IllegalStateException if the store is closed, or another thread is writing the batch
     */
    public void write(WriteBatch batch) throws IOException {
        write(batch, options.durability());
    }

    /**
     * Applies a batch as one write.
     *
     * @param batch the writes; an empty one does nothing
     * @param durability what the write survives once this returns
     * @throws IOException if the write failed, or one before it
     * @throws IllegalStateException if the store is closed, or another thread is writing the batch
     */
    public void write(WriteBatch batch, Durability durability) throws IOException {
        engine.write(batch, durability);
    }

    /**
     * Makes every write that has returned durable, as {@link Durability#SYNC} would have.
     *
     * @throws IOException if that failed, or a write before
     * @throws IllegalStateException if the store is closed
     */
    public void sync() throws IOException {
        engine.sync();
    }

    /**
     * Writes what is in memory to a table, and waits for it.
     *
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; the flush goes on
     * @throws IOException if that failed, or a write before
     * @throws IllegalStateException if the store is closed
     */
    public void flush() throws IOException {
        engine.flush();
    }

    /**
     * Merges what there is of a range of keys into one sorted run, and drops what nobody can see any more; waits for it. This
     * happens by itself as it becomes due: by hand it is of use after a large deletion, and before long times of reading.
     *
     * @param range which keys; others in the same tables are merged with them
     * @throws CorruptionException if a block is damaged; all tables stay as they were
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits for a flush or another compaction
     * @throws IOException if a file cannot be read or written, or this or an earlier compaction failed
     * @throws IllegalStateException if the store is closed
     */
    public void compactRange(KeyRange range) throws IOException {
        engine.compactRange(range);
    }

    /**
     * Waits for the compaction that is running, and begins no more until {@link #resumeCompactions()}: for a time in which
     * nothing else may use the drive. Writes go on, and tables pile up; reads become slower with their number.
     *
     * @throws java.io.InterruptedIOException if the thread is interrupted while it waits; nothing is paused then
     * @throws IOException never otherwise
     * @throws IllegalStateException if the store is closed
     */
    public void pauseCompactions() throws IOException {
        engine.pauseCompactions();
    }

    /**
     * Ends one pause; compactions go on when as many were ended as begun.
     *
     * @throws IllegalStateException if compactions are not paused, or the store is closed
     */
    public void resumeCompactions() {
        engine.resumeCompactions();
    }

    /**
     * Reads every block of every table from its file, past the cache, and verifies its checksum.
     *
     * @throws CorruptionException if a block is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if the store is closed
     */
    public void verify() throws IOException {
        engine.reads().verify();
    }

    /**
     * Tells what the store consists of.
     *
     * @return the figures of this moment
     * @throws IllegalStateException if the store is closed
     */
    public KvStats stats() {
        return engine.stats();
    }

    /**
     * Writes what is in memory to a table and closes the store; on a closed one it does nothing, and on one that another
     * thread is closing it waits for that. Reads that other threads
     * are in the middle of end with a value or an {@link IllegalStateException}.
     *
     * @throws IOException if something could not be written, now or by an earlier write or flush; everything is closed
     *     all the same, and what was written before is recovered by the next opening as after a crash
     */
    @Override
    public void close() throws IOException {
        engine.close();
    }

    @Override
    public String toString() {
        return "KvStore[" + engine.path() + "]";
    }
}
