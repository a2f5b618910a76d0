package dev.ashlar.kvstore;

import dev.ashlar.kvstore.Levels.Placed;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.manifest.Manifest;
import dev.ashlar.kvstore.internal.manifest.Placement;
import dev.ashlar.kvstore.internal.manifest.State;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableWriter.Identity;
import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogTail;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a store back from its files: the tables that the manifest names, then the logs after them.
 *
 * <p>What the logs held is written to tables before the store opens, so that a log is replayed once only and a torn end
 * never has anything after it.
 */
final class Recovery {
    private static final long[] NO_SNAPSHOTS = {};
    private static final System.Logger LOGGER = System.getLogger(Recovery.class.getName());

    private final Directory directory;
    private final KvOptions options;
    private final BlockCache cache;
    private final RandomGenerator random;
    private final List<Placement> tables = new ArrayList<>();

    /** The tables among them that were written here. */
    private final List<String> flushed = new ArrayList<>();

    private long store;
    private long nextFile;
    private long manifestNumber = -1;
    private Memtable memtable = new Memtable();

    Recovery(Directory directory, KvOptions options, BlockCache cache, RandomGenerator random) {
        this.directory = directory;
        this.options = options;
        this.cache = cache;
        this.random = random;
    }

    /** Fails where there is no store; without a lock, so others may be making one just now. */
    static void requireStore(Directory directory) throws IOException {
        if (newestManifest(directory.list()) < 0) {
            throw noStore(directory);
        }
    }

    private static NoSuchFileException noStore(Directory directory) {
        return new NoSuchFileException(directory.path(), null, "there is no store, and none is created");
    }

    /** The number of the newest manifest; fails where there is none. */
    static long newestManifest(Directory directory, List<String> names) throws IOException {
        long newest = newestManifest(names);
        if (newest < 0) {
            requireNew(directory, names);
            throw noStore(directory);
        }
        return newest;
    }

    /** Fails if there are files of a store without its manifest. */
    private static void requireNew(Directory directory, List<String> names) throws CorruptionException {
        for (String name : names) {
            FileNames.Kind kind = FileNames.kind(name);
            if (kind == FileNames.Kind.TABLE || kind == FileNames.Kind.LOG) {
                throw new CorruptionException(
                        directory.path(), 0, "a store with tables or logs must have a manifest: there is " + name);
            }
        }
    }

    /**
     * An open store.
     *
     * @param store its own number
     * @param tables each with one user
     * @param log the new log, empty
     * @param tail of that log and those after it, if the directory can have one
     */
    record Outcome(
            long store,
            Manifest manifest,
            List<Placed> tables,
            LogWriter log,
            @Nullable LogTail tail,
            long nextFile,
            long recoveredWrites,
            long droppedLogBytes) {}

    Outcome run() throws IOException {
        try {
            return recover();
        } catch (Throwable e) {
            Closing.quietly(this::deleteFlushed);
            throw e;
        }
    }

    /** Tables that no manifest names are of no use, and the drive may be full. */
    private void deleteFlushed() throws IOException {
        if (!directory.list().contains(FileNames.manifest(manifestNumber))) {
            for (String table : flushed) {
                directory.delete(table);
            }
        }
    }

    private Outcome recover() throws IOException {
        List<String> names = directory.list();
        State before = readState(names);
        store = before.store();
        tables.addAll(before.tables());
        requireTables(names);
        LogReplay replay = new LogReplay(directory, names, store, options.recovery(), this::add);
        // Of files too that are missing: what is left of them must not be taken for others'.
        nextFile = 1 + names.stream().mapToLong(FileNames::number).max().orElse(0);
        nextFile = Math.max(nextFile, 1 + Math.max(before.logNumber(), replay.newestInTail()));
        replay.run(before.logNumber(), before.lastSequence());
        if (memtable.entries() > 0) {
            flush();
        }
        if (replay.droppedBytes() > 0) {
            LOGGER.log(
                    System.Logger.Level.DEBUG,
                    "{0}: dropped {1} bytes of logs",
                    directory.path(),
                    Long.toString(replay.droppedBytes()));
        }
        return open(new State(store, replay.lastSequence(), nextFile++, tables), replay);
    }

    private Outcome open(State state, LogReplay replay) throws IOException {
        List<Placed> opened = new ArrayList<>();
        Manifest manifest = null;
        try {
            for (Placement placement : state.tables()) {
                opened.add(open(directory, store, placement, cache));
            }
            // In this order: as long as the manifest is not there, the old one and the old logs are.
            manifestNumber = nextFile++;
            manifest = Manifest.create(directory, manifestNumber, state, random.nextInt());
            LogTail tail = LogTail.open(directory, replay.isTailDamaged()); // what it had is in tables
            LogFormat.Header header =
                    LogFormat.Header.ofWrites(store, state.logNumber(), state.lastSequence() + 1, random.nextInt());
            LogWriter log = LogWriter.create(directory, header, tail);
            deleteObsolete(state, manifestNumber);
            return new Outcome(
                    store, manifest, List.copyOf(opened), log, tail, nextFile, replay.writes(), replay.droppedBytes());
        } catch (Throwable e) {
            opened.forEach(placed -> Closing.quietly(placed.table()::release));
            if (manifest != null) {
                Closing.quietly(manifest);
            }
            throw e;
        }
    }

    private State readState(List<String> names) throws IOException {
        long newest = newestManifest(names);
        if (newest >= 0) {
            return Manifest.read(directory, newest);
        }
        requireNew(directory, names);
        return State.empty(random.nextLong());
    }

    private static long newestManifest(List<String> names) {
        return names.stream()
                .filter(name -> FileNames.kind(name) == FileNames.Kind.MANIFEST)
                .mapToLong(FileNames::number)
                .max()
                .orElse(-1);
    }

    /** Fails if a table is missing, before another is written, which would get its number. */
    private void requireTables(List<String> names) throws CorruptionException {
        for (Placement placement : tables) {
            String name = FileNames.table(placement.table().number());
            if (!names.contains(name)) {
                throw missing(directory, name);
            }
        }
    }

    private static CorruptionException missing(Directory directory, String table) {
        return new CorruptionException(directory.path(), 0, "the manifest names a table that is not there: " + table);
    }

    private void add(ByteSource batch, Writes.Head head) throws IOException {
        if (memtable.bytes() >= options.memtableBytes()) {
            flush();
        }
        Writes.entries(batch, head, memtable::add);
    }

    private void flush() throws IOException {
        Identity identity = new Identity(store, nextFile++, random.nextInt());
        tables.add(new Placement(0, Flush.write(directory, identity, memtable, NO_SNAPSHOTS, options, share -> {})));
        flushed.add(FileNames.table(identity.number()));
        memtable = new Memtable();
    }

    /** Opens a table that the manifest names. */
    static Placed open(Directory directory, long store, Placement placement, BlockCache cache) throws IOException {
        String name = FileNames.table(placement.table().number());
        try {
            return new Placed(placement.level(), Table.open(placement.table(), store, directory.open(name), cache));
        } catch (NoSuchFileException e) {
            CorruptionException missing = missing(directory, name);
            missing.initCause(e);
            throw missing;
        }
    }

    private void deleteObsolete(State state, long manifestNumber) {
        Set<Long> live = state.tables().stream()
                .map(placement -> placement.table().number())
                .collect(Collectors.toSet());
        delete(directory, name -> {
            long number = FileNames.number(name);
            return switch (FileNames.kind(name)) {
                case LOG -> number < state.logNumber();
                case TABLE -> !live.contains(number);
                case MANIFEST -> number < manifestNumber;
                case TEMPORARY -> true;
                case TAIL, OTHER -> false;
            };
        });
    }

    /** Deletes logs that are in tables. */
    static void deleteLogsBefore(Directory directory, long first) {
        delete(directory, name -> FileNames.kind(name) == FileNames.Kind.LOG && FileNames.number(name) < first);
    }

    /** Deletes what is of no use any more; what cannot be deleted now is tried again when the store is opened next. */
    private static void delete(Directory directory, Predicate<String> obsolete) {
        Closing steps = new Closing();
        steps.run(() -> {
            for (String name : directory.list()) {
                if (obsolete.test(name)) {
                    steps.run(() -> directory.delete(name));
                }
            }
        });
        try {
            steps.finish();
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, directory.path() + ": an old file could not be deleted", e);
        }
    }
}
