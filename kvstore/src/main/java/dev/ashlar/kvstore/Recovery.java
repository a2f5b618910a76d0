package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.manifest.Manifest;
import dev.ashlar.kvstore.internal.manifest.State;
import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.BlockCache;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a store back from its files: the tables that the manifest names, then the logs after them.
 *
 * <p>What the logs held is written to tables before the store opens, so that a log is replayed once only and a torn end
 * never has anything after it.
 */
final class Recovery {
    private static final System.Logger LOGGER = System.getLogger(Recovery.class.getName());

    private final Directory directory;
    private final KvOptions options;
    private final BlockCache cache;
    private final List<TableInfo> tables = new ArrayList<>();
    private long nextFile;
    private Memtable memtable = new Memtable();

    Recovery(Directory directory, KvOptions options, BlockCache cache) {
        this.directory = directory;
        this.options = options;
        this.cache = cache;
    }

    /**
     * An open store.
     *
     * @param tables newest first
     * @param log the new log, empty
     */
    record Outcome(
            Manifest manifest,
            List<Table> tables,
            LogWriter log,
            long logNumber,
            long nextFile,
            long recoveredWrites,
            long droppedLogBytes) {}

    Outcome run() throws IOException {
        List<String> names = directory.list();
        State before = readState(names);
        nextFile = 1 + names.stream().mapToLong(FileNames::number).max().orElse(0);
        nextFile = Math.max(nextFile, 1);
        tables.addAll(before.tables());

        LogReplay replay = new LogReplay(directory, this::add);
        replay.run(logs(names, before.logNumber()), before.lastSequence());
        if (memtable.entries() > 0) {
            flush();
        }
        if (replay.droppedBytes() > 0) {
            LOGGER.log(
                    System.Logger.Level.DEBUG,
                    "{0}: dropped {1} bytes at the end of the log, torn by a crash; none of it was reported durable",
                    directory.path(),
                    Long.toString(replay.droppedBytes()));
        }
        return open(new State(replay.lastSequence(), nextFile++, tables), replay);
    }

    private Outcome open(State state, LogReplay replay) throws IOException {
        List<Table> opened = new ArrayList<>();
        Manifest manifest = null;
        try {
            for (TableInfo info : state.tables()) {
                opened.add(0, openTable(info));
            }
            // In this order: as long as the manifest is not there, the old one and the old logs are.
            manifest = Manifest.create(directory, nextFile++, state);
            LogWriter log = Engine.startLog(directory, state.logNumber(), state.lastSequence() + 1);
            deleteObsolete(state, nextFile - 1);
            return new Outcome(
                    manifest,
                    List.copyOf(opened),
                    log,
                    state.logNumber(),
                    nextFile,
                    replay.writes(),
                    replay.droppedBytes());
        } catch (Throwable e) {
            opened.forEach(Closing::quietly);
            if (manifest != null) {
                Closing.quietly(manifest);
            }
            throw e;
        }
    }

    private State readState(List<String> names) throws IOException {
        long newest = names.stream()
                .filter(name -> FileNames.kind(name) == FileNames.Kind.MANIFEST)
                .mapToLong(FileNames::number)
                .max()
                .orElse(-1);
        if (newest >= 0) {
            return Manifest.read(directory, newest);
        }
        for (String name : names) {
            FileNames.Kind kind = FileNames.kind(name);
            if (kind == FileNames.Kind.TABLE || kind == FileNames.Kind.LOG) {
                throw new CorruptionException(
                        directory.path(), 0, "a store with tables or logs must have a manifest: there is " + name);
            }
        }
        if (!options.createIfMissing()) {
            throw new NoSuchFileException(directory.path(), null, "there is no store, and none may be created");
        }
        return State.EMPTY;
    }

    private static List<Long> logs(List<String> names, long from) {
        return names.stream()
                .filter(name -> FileNames.kind(name) == FileNames.Kind.LOG)
                .map(FileNames::number)
                .filter(number -> number >= from)
                .sorted()
                .toList();
    }

    private void add(ByteSource batch, Writes.Head head) throws IOException {
        if (memtable.bytes() >= options.memtableBytes()) {
            flush();
        }
        Writes.entries(batch, head, memtable::add);
    }

    private void flush() throws IOException {
        tables.add(Flush.write(directory, nextFile++, memtable, options));
        memtable = new Memtable();
    }

    private Table openTable(TableInfo info) throws IOException {
        String name = FileNames.table(info.number());
        try {
            return Table.open(info, directory.open(name), cache);
        } catch (NoSuchFileException e) {
            CorruptionException missing = new CorruptionException(
                    directory.path(), 0, "the manifest names a table that is not there: " + name);
            missing.initCause(e);
            throw missing;
        }
    }

    private void deleteObsolete(State state, long manifestNumber) throws IOException {
        List<Long> live = state.tables().stream().map(TableInfo::number).toList();
        for (String name : directory.list()) {
            long number = FileNames.number(name);
            boolean obsolete = switch (FileNames.kind(name)) {
                case LOG -> number < state.logNumber();
                case TABLE -> !live.contains(number);
                case MANIFEST -> number < manifestNumber;
                case TEMPORARY -> true;
                case OTHER -> false;
            };
            if (obsolete) {
                directory.delete(name);
            }
        }
    }

    /** Deletes logs that are in tables; what cannot be deleted now is deleted when the store is opened next. */
    static void deleteLogsBefore(Directory directory, long number) {
        try {
            for (String name : directory.list()) {
                if (FileNames.kind(name) == FileNames.Kind.LOG && FileNames.number(name) < number) {
                    directory.delete(name);
                }
            }
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.DEBUG, directory.path() + ": an old log could not be deleted", e);
        }
    }
}
