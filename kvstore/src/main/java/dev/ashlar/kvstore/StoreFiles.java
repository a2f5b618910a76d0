package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.DiskDirectory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.manifest.Edit;
import dev.ashlar.kvstore.internal.manifest.Placement;
import dev.ashlar.kvstore.internal.sstable.IndexPartition;
import dev.ashlar.kvstore.internal.sstable.RunCursor;
import dev.ashlar.kvstore.internal.sstable.Table;
import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogReader;
import dev.ashlar.kvstore.internal.wal.LogTail;
import dev.ashlar.kvstore.internal.wal.TailedLog;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Shows people what is in the files of a store: to see what a crash or a bug has left. The text is for people, and may change.
 *
 * <p>Files are read only, so a store may be open meanwhile. Each byte is checked against its checksum. Threads may use it.
 */
public final class StoreFiles {
    private static final Set<FileNames.Kind> SHOWN =
            Set.of(FileNames.Kind.LOG, FileNames.Kind.MANIFEST, FileNames.Kind.TABLE);

    /** Tells up to where a file was durable when a record was added. */
    @FunctionalInterface
    private interface Witness {
        long durable(long start, byte[] record) throws IOException;
    }

    private StoreFiles() {}

    /**
     * Tells whether a file has the name of one that can be shown.
     *
     * @param file the file
     * @return whether it is a log, a manifest or a table by its name
     */
    public static boolean isStoreFile(Path file) {
        Path name = file.getFileName();
        return name != null && SHOWN.contains(FileNames.kind(name.toString()));
    }

    /**
     * Shows a file of a store: a log, a manifest or a table.
     *
     * @param file the file, under the name that it has in the store
     * @param entries whether each entry of a log or a table is shown too: what it does, its number, its key, and how long its
     *     value is
     * @param out where the lines go
     * @throws IllegalArgumentException if the name is not that of a log, a manifest or a table
     * @throws CorruptionException if the file is damaged; what is before is shown. An end that a crash has torn, without whole records behind
     *     it, is no error but shown
     * @throws IOException if the file cannot be read, or {@code out} cannot be written
     */
    public static void show(Path file, boolean entries, Appendable out) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !isStoreFile(file)) {
            throw new IllegalArgumentException("file must be a log, a manifest or a table of a store: file=" + file);
        }
        show(DiskDirectory.existing(parent), String.valueOf(file.getFileName()), entries, out);
    }

    static void show(Directory directory, String name, boolean entries, Appendable out) throws IOException {
        if (FileNames.kind(name) == FileNames.Kind.LOG) {
            showLog(directory, name, entries, out);
            return;
        }
        try (ReadableFile file = directory.open(name)) {
            switch (FileNames.kind(name)) {
                case MANIFEST -> showManifest(file, FileNames.number(name), out);
                default -> showTable(file, entries, out);
            }
        }
    }

    private static void showLog(Directory directory, String name, boolean entries, Appendable out) throws IOException {
        long number = FileNames.number(name);
        LogFormat.Header header;
        try (ReadableFile file = directory.open(name)) {
            header = LogReader.open(file, LogFormat.Content.WRITES, number).header();
        }
        // Before the log: what leaves the tail meanwhile has come into that.
        LogTail.Content tail = LogTail.Content.NONE;
        CorruptionException tailDamage = null;
        try {
            tail = LogTail.read(directory, directory.list(), header.store());
        } catch (CorruptionException e) {
            tailDamage = e; // told after the log
        }
        ReadableFile alone = directory.open(name);
        try (ReadableFile file = TailedLog.of(alone, number, tail.piece())) {
            LogReader log = LogReader.open(file, LogFormat.Content.WRITES, number);
            line(
                    out,
                    "log " + number + " of store " + Long.toHexString(header.store()) + ", " + alone.size()
                            + " bytes and " + (file.size() - alone.size()) + " in the tail, from write "
                            + header.firstSequence() + ", marked as durable up to "
                            + tail.mark().of(number));
            for (byte[] record = log.next(); record != null; record = log.next()) {
                showBatch(log.recordStart(), new ByteSource(file.name(), log.recordStart(), record), entries, out);
            }
            Witness witness = (start, record) ->
                    Writes.head(new ByteSource(file.name(), start, record)).logSynced();
            showEnd(log, tail.mark().of(number), witness, out);
            if (tailDamage != null) {
                throw tailDamage;
            }
        }
    }

    private static void showBatch(long start, ByteSource in, boolean entries, Appendable out) throws IOException {
        Writes.Head head = Writes.head(in);
        line(
                out,
                "  at " + start + ": " + count(head.count(), "write") + " from " + head.firstSequence()
                        + ", log durable up to " + head.logSynced());
        Writes.entries(in, head, (kind, sequence, array, key, keyLength, value, valueLength) -> {
            if (entries) {
                line(out, entry(kind, sequence, array, key, keyLength, valueLength));
            }
        });
    }

    private static void showManifest(ReadableFile file, long number, Appendable out) throws IOException {
        LogReader log = LogReader.open(file, LogFormat.Content.MANIFEST, number);
        line(
                out,
                "manifest " + number + " of store "
                        + Long.toHexString(log.header().store()) + ", " + file.size() + " bytes");
        for (byte[] record = log.next(); record != null; record = log.next()) {
            Edit edit = Edit.decode(new ByteSource(file.name(), log.recordStart(), record));
            line(
                    out,
                    "  at " + log.recordStart() + ": in tables up to write " + edit.lastSequence() + ", logs from "
                            + edit.logNumber());
            for (long table : edit.removed()) {
                line(out, "    - table " + table);
            }
            for (Placement added : edit.added()) {
                line(
                        out,
                        "    + table " + added.table().number() + " on level " + added.level() + ", "
                                + added.table().fileBytes() + " bytes, writes "
                                + added.table().smallestSequence() + " to "
                                + added.table().largestSequence() + ", keys "
                                + key(added.table().smallestKey()) + " to "
                                + key(added.table().largestKey()));
            }
        }
        showEnd(log, 0, (start, record) -> Long.MAX_VALUE, out); // each edit is synced before the next
    }

    /** Fails where what is not whole is known to have been durable, as a recovery would. */
    private static void showEnd(LogReader log, long marked, Witness witness, Appendable out) throws IOException {
        CorruptionException damage = log.damage();
        CorruptionException loss = log.lossBefore(marked);
        if (damage != null) {
            line(out, "  at " + log.lostFrom() + ": not whole: " + damage.getMessage());
            int behind = 0;
            for (byte[] record = log.nextAfterDamage(); record != null; record = log.nextAfterDamage()) {
                behind++;
                loss = witness.durable(log.recordStart(), record) > damage.offset() ? damage : loss;
            }
            line(out, "  " + count(behind, "whole record") + " behind it");
        }
        if (loss != null) {
            throw loss;
        }
    }

    private static void showTable(ReadableFile file, boolean entries, Appendable out) throws IOException {
        Table.Inspected inspected = Table.inspect(file);
        Table table = inspected.table();
        line(
                out,
                "table " + inspected.number() + " of store " + Long.toHexString(inspected.store()) + ", "
                        + file.size() + " bytes, " + count(table.entries(), "entry") + ", " + table.deletions()
                        + " of them deletions, in " + count(table.blocks(), "block")
                        + (table.partitions() == 1 ? "" : ", with an index in " + count(table.partitions(), "part"))
                        + ", writes " + inspected.smallestSequence() + " to " + inspected.largestSequence());
        table.verify();
        if (table.partitions() > 1) {
            for (int number = 0; number < table.partitions(); number++) {
                IndexPartition part = table.partition(number, false);
                line(
                        out,
                        "  index at " + part.fileOffset() + ": " + count(part.blocks(), "block") + " up to "
                                + key(part.lastKey()));
            }
        }
        if (entries) {
            RunCursor cursor = new RunCursor(List.of(table), false);
            for (boolean more = cursor.first(); more; more = cursor.next()) {
                line(
                        out,
                        entry(
                                Trailer.kind(cursor.trailer()),
                                Trailer.sequence(cursor.trailer()),
                                cursor.keyArray(),
                                cursor.keyOffset(),
                                cursor.keyLength(),
                                cursor.valueLength()));
            }
        }
    }

    private static String entry(int kind, long sequence, byte[] array, int key, int keyLength, int valueLength) {
        String what = kind == Writes.PUT ? "put" : kind == Writes.DELETE ? "delete" : "kind " + kind;
        String value = kind == Writes.PUT ? ", " + count(valueLength, "byte") : "";
        return "    " + what + " " + sequence + " " + Slice.text(array, key, keyLength) + value;
    }

    private static String count(long count, String of) {
        String plural = of.endsWith("y") ? of.substring(0, of.length() - 1) + "ies" : of + "s";
        return count + " " + (count == 1 ? of : plural);
    }

    private static String key(byte[] key) {
        return Slice.text(key, 0, key.length);
    }

    private static void line(Appendable out, String text) throws IOException {
        out.append(text).append(System.lineSeparator());
    }
}
