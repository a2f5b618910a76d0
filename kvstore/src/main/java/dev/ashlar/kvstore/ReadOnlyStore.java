package dev.ashlar.kvstore;

import dev.ashlar.kvstore.Levels.Placed;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.DiskDirectory;
import dev.ashlar.kvstore.internal.manifest.Manifest;
import dev.ashlar.kvstore.internal.manifest.Placement;
import dev.ashlar.kvstore.internal.manifest.State;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A store as it was when this was opened, without writing anything: no file is made, changed, deleted or locked.
 *
 * <p>So it can be opened on a drive that is read-only, beside a {@link KvStore} that is open, in this process or another, and
 * beside others of its kind. It sees every write that was handed to the operating system before the opening began, and perhaps some
 * made meanwhile, without gaps; it sees nothing later: open another to see more.
 *
 * <p><b>Memory</b>: what was in logs, up to twice the {@link KvOptions#memtableBytes()} that they were written with, and what reads of
 * a {@link KvStore} take. Files stay open until {@link #close()}; those that the store has meanwhile deleted take space until then.
 *
 * <p><b>Threads.</b> Any number may read; none waits for another. An interrupt fails no read, except that a table which the
 * open store has meanwhile deleted cannot be read again after an interrupt in the middle of a read from it.
 */
public final class ReadOnlyStore implements KvReader, Closeable {
    /** How often the store may change its files while they are being opened. */
    private static final int ATTEMPTS = 100;

    private final Directory directory;
    private final ReadPath reads;
    private final long droppedLogBytes;

    private ReadOnlyStore(Directory directory, ReadPath reads, long droppedLogBytes) {
        this.directory = directory;
        this.reads = reads;
        this.droppedLogBytes = droppedLogBytes;
    }

    /**
     * Opens the store in a directory for reading.
     *
     * @param directory where it is
     * @param options what is said of reading there; the rest is of no account
     * @return the store as it is now
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws CorruptionException if its files are not as they were written, or a later version wrote them
     * @throws IOException if a file cannot be read, or files are changed faster than they can be opened
     */
    public static ReadOnlyStore open(Path directory, KvOptions options) throws IOException {
        return open(DiskDirectory.existing(directory), options);
    }

    static ReadOnlyStore open(Directory directory, KvOptions options) throws IOException {
        for (int attempt = 1; ; attempt++) {
            List<String> names = directory.list();
            try {
                return open(directory, names, options);
            } catch (IOException e) {
                if (attempt == ATTEMPTS || Set.copyOf(directory.list()).equals(Set.copyOf(names))) {
                    throw e;
                } // an open store has deleted a file between the look at the names and the opening
            }
        }
    }

    private static ReadOnlyStore open(Directory directory, List<String> names, KvOptions options) throws IOException {
        State state = Manifest.read(directory, Recovery.newestManifest(directory, names));
        BlockCache cache = options.newCache();
        List<Placed> tables = new ArrayList<>();
        try {
            Memtable memtable = new Memtable();
            LogReplay replay = new LogReplay(
                    directory,
                    names,
                    state.store(),
                    options.recovery(),
                    (batch, head) -> Writes.entries(batch, head, memtable::add));
            replay.run(state.logNumber(), state.lastSequence());
            for (Placement placement : state.tables()) {
                tables.add(Recovery.open(directory, state.store(), placement, cache));
            }
            View view = new View(memtable, null, Levels.of(tables));
            Handles handles = new Handles(new Events(options.listener()), options.trackHandles());
            ReadPath reads = new ReadPath(directory.path(), options, cache, handles, view, replay.lastSequence());
            return new ReadOnlyStore(directory, reads, replay.droppedBytes());
        } finally {
            tables.forEach(
                    placed -> Closing.quietly(placed.table()::release)); // the view has them now, if there is one
        }
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws IOException {
        return reads.get(key, Long.MAX_VALUE);
    }

    @Override
    public int get(byte[] key, byte[] target) throws IOException {
        return reads.get(key, target, Long.MAX_VALUE);
    }

    @Override
    public List<byte @Nullable []> multiGet(List<byte[]> keys) throws IOException {
        return reads.multiGet(keys, Long.MAX_VALUE);
    }

    @Override
    public Cursor cursor(KeyRange range) {
        return reads.cursor(range, Long.MAX_VALUE);
    }

    /**
     * Tells how many bytes of logs were left out, because they are torn or, with {@link RecoveryMode#SALVAGE}, damaged.
     *
     * @return 0 if all is there
     */
    public long droppedLogBytes() {
        return droppedLogBytes;
    }

    /**
     * Reads every block of every table from its file, past the cache, and verifies its checksum.
     *
     * @throws CorruptionException if a block is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if this is closed
     */
    public void verify() throws IOException {
        reads.verify();
    }

    /**
     * Closes the files; does nothing the second time. Cursors end with it.
     *
     * @throws IOException if one could not be closed; the others are all the same
     */
    @Override
    public void close() throws IOException {
        if (reads.close()) {
            reads.view().release();
        }
    }

    @Override
    public String toString() {
        return "ReadOnlyStore[" + directory.path() + "]";
    }
}
