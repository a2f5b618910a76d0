package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogReader;
import dev.ashlar.kvstore.internal.wal.LogTail;
import dev.ashlar.kvstore.internal.wal.TailedLog;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replays logs in order, up to their end or to where a crash has torn them. */
final class LogReplay {
    /*
     * Writes are numbered without gaps, so what is replayed is always a prefix of what was written. Where the next write
     * is not whole or not there, that is either the end that a crash has torn, or damage to what was once durable. The
     * logs tell which:
     *
     *   - every batch says how far its log was durable when it was added;
     *   - a log is created only when all logs before it are durable or in tables, and its header is durable before
     *     anything is added;
     *   - the tail has a mark of how far the log was durable last.
     *
     * So if anything whole after that place shows that a sync had covered it, acknowledged writes are damaged and the
     * store must not open as if they had never been. Otherwise the rest was never durable, and is dropped. What cannot be
     * told from a torn end is damage to the last synced write itself, when nothing whole follows it and there is no mark.
     */

    /** Takes the batches. */
    @FunctionalInterface
    interface Target {
        void add(ByteSource batch, Writes.Head head) throws IOException;
    }

    private final Directory directory;
    private final long store;
    private final RecoveryMode mode;
    private final Target target;
    private final List<String> names;
    private final LogTail.Content tail;
    private boolean tailDamaged;
    private long last;
    private long writes;
    private long droppedBytes;

    /**
     * Reads the tail: before the logs, for what leaves it meanwhile has come into one of them.
     *
     * @param names of all files of the store
     */
    LogReplay(Directory directory, List<String> names, long store, RecoveryMode mode, Target target)
            throws IOException {
        this.directory = directory;
        this.names = names;
        this.store = store;
        this.mode = mode;
        this.target = target;
        tail = readTail();
    }

    /** The number of the last write, in tables or replayed. */
    long lastSequence() {
        return last;
    }

    long writes() {
        return writes;
    }

    long droppedBytes() {
        return droppedBytes;
    }

    /** The greatest number of a log that the tail knows; -1 if it knows none. */
    long newestInTail() {
        return tail.newestLog();
    }

    /** Whether the tail cannot be read, and {@link RecoveryMode#SALVAGE} goes on without it. */
    boolean isTailDamaged() {
        return tailDamaged;
    }

    /**
     * Replays the logs from a number on.
     *
     * @param lastInTables the number of the last write before them
     */
    void run(long firstLog, long lastInTables) throws IOException {
        last = lastInTables;
        List<Long> logs = logs(firstLog);
        if (mode == RecoveryMode.SALVAGE) {
            for (long number : logs) {
                salvage(number);
            }
            if (isNewestMissing(logs, firstLog)) {
                droppedBytes += tail.knownEnd(tail.newestLog(), 0);
            }
            return;
        }
        if (isNewestMissing(logs, firstLog)) {
            throw new CorruptionException(
                    directory.path(),
                    0,
                    "the log must be there that its tail goes on with or marks as durable: there is no "
                            + FileNames.log(tail.newestLog()));
        }
        for (int i = 0; i < logs.size(); i++) {
            CorruptionException end = replay(logs.get(i));
            if (end != null) {
                // A later log is begun only when the ones before are durable to their ends.
                if (i + 1 < logs.size() || mode == RecoveryMode.STRICT) {
                    throw end;
                }
                return;
            }
        }
    }

    private boolean isNewestMissing(List<Long> logs, long firstLog) {
        return tail.newestLog() >= firstLog && !logs.contains(tail.newestLog());
    }

    private LogTail.Content readTail() throws IOException {
        try {
            return LogTail.read(directory, names, store);
        } catch (CorruptionException e) {
            if (mode != RecoveryMode.SALVAGE) {
                throw e;
            }
            tailDamaged = true;
            return LogTail.Content.NONE;
        }
    }

    private List<Long> logs(long from) {
        return names.stream()
                .filter(name -> FileNames.kind(name) == FileNames.Kind.LOG)
                .map(FileNames::number)
                .filter(number -> number >= from)
                .sorted()
                .toList();
    }

    /** Replays a log; the result is where the writes break off, or null if they can go on in the next log. */
    private @Nullable CorruptionException replay(long number) throws IOException {
        long durable = tail.mark().of(number);
        ReadableFile opened = directory.open(FileNames.log(number));
        try (ReadableFile file = TailedLog.of(opened, number, tail.piece())) {
            LogReader log;
            try {
                log = LogReader.open(file, LogFormat.Content.WRITES, number);
            } catch (CorruptionException e) {
                if (file.size() > LogFormat.FILE_HEADER_BYTES || lostBehind(file, number) > 0) {
                    throw e; // the header was durable before anything was added
                }
                return e;
            }
            if (log.header().store() != store) {
                throw ofOtherStore(file, log.header());
            }
            if (log.header().firstSequence() != last + 1) {
                throw new CorruptionException(
                        file.name(),
                        0,
                        "write " + (last + 1)
                                + " must come next, or what is before was cut or is missing: the log begins"
                                + " with write " + log.header().firstSequence());
            }
            for (byte[] record = log.next(); record != null; record = log.next()) {
                ByteSource batch = new ByteSource(file.name(), log.recordStart(), record);
                Writes.Head head = Writes.head(batch);
                if (head.firstSequence() != last + 1) {
                    CorruptionException outOfOrder = batch.corrupt("write " + (last + 1)
                            + " must come next: the batch begins with write " + head.firstSequence());
                    if (log.recordStart() >= Math.max(opened.size(), durable)) {
                        droppedBytes += file.size() - log.recordStart();
                        return outOfOrder; // an older piece of the tail, as a loss of power can leave it
                    }
                    throw outOfOrder;
                }
                add(batch, head);
            }
            CorruptionException loss = log.lossBefore(durable);
            if (loss != null) {
                throw loss;
            }
            CorruptionException damage = log.damage();
            if (damage == null) {
                return end(file, number);
            }
            droppedBytes += file.size() - log.lostFrom() + lostBehind(file, number);
            for (byte[] record = log.nextAfterDamage(); record != null; record = log.nextAfterDamage()) {
                ByteSource after = new ByteSource(file.name(), log.recordStart(), record);
                if (Writes.head(after).logSynced() > damage.offset()) {
                    throw damage;
                }
            }
            return damage;
        }
    }

    /** At the end of a log without damage: what must follow and does not, or null if nothing must. */
    private @Nullable CorruptionException end(ReadableFile file, long number) {
        long lost = lostBehind(file, number);
        droppedBytes += lost;
        return lost == 0
                ? null
                : new CorruptionException(
                        file.name(), file.size(), "the log must not end before its tail begins: lost=" + lost);
    }

    /** How many bytes a log is known to have had behind what there is of it. */
    private long lostBehind(ReadableFile file, long number) {
        return Math.max(0, tail.knownEnd(number, file.size()) - file.size());
    }

    /** Replays all that is whole and newer than what is there. */
    private void salvage(long number) throws IOException {
        try (ReadableFile file = TailedLog.of(directory.open(FileNames.log(number)), number, tail.piece())) {
            droppedBytes += lostBehind(file, number);
            LogReader log;
            try {
                log = LogReader.open(file, LogFormat.Content.WRITES, number);
                if (log.header().store() != store) {
                    throw ofOtherStore(file, log.header());
                }
            } catch (CorruptionException e) {
                droppedBytes += file.size();
                return;
            }
            for (byte[] record = nextWhole(log, file); record != null; record = nextWhole(log, file)) {
                ByteSource batch = new ByteSource(file.name(), log.recordStart(), record);
                Writes.Head head = Writes.head(batch);
                if (head.firstSequence() > last) {
                    add(batch, head);
                }
            }
        }
    }

    private byte @Nullable [] nextWhole(LogReader log, ReadableFile file) throws IOException {
        byte[] record = log.next();
        if (record == null && log.damage() != null) {
            long lostFrom = log.lostFrom();
            record = log.nextAfterDamage();
            droppedBytes += (record == null ? file.size() : log.recordStart()) - lostFrom;
        }
        return record;
    }

    private void add(ByteSource batch, Writes.Head head) throws IOException {
        target.add(batch, head);
        last = head.firstSequence() + head.count() - 1;
        writes += head.count();
    }

    private CorruptionException ofOtherStore(ReadableFile file, LogFormat.Header header) {
        return new CorruptionException(
                file.name(),
                16,
                "the log must be of this store, " + Long.toHexString(store) + ": store="
                        + Long.toHexString(header.store()));
    }
}
