package dev.ashlar.kvstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.internal.io.Directory;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.MappedFile;
import dev.ashlar.kvstore.internal.io.ReadableFile;
import dev.ashlar.kvstore.internal.io.WritableFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mistakes of every kind that would lose writes, each made on the way between the store and its directory: the tests of crashes
 * must find each of them, and without a crash none of them can be seen.
 */
@Execution(ExecutionMode.CONCURRENT)
class PlantedBugsTest {
    /** One where files can be mapped, and one where they cannot. */
    private static final long[] SEEDS = {2, 3};

    private static final int OPERATIONS = 60;

    /** Where the tail of the log has its length. */
    private static final int LENGTH = 48;

    private static final Predicate<String> LOGS = name -> name.endsWith(".wal");
    private static final Predicate<String> TABLES = name -> name.endsWith(".sst");
    private static final Predicate<String> MANIFESTS = name -> name.startsWith("MANIFEST");

    private record Bug(String name, UnaryOperator<Directory> planted) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Bug> bugs() {
        return Stream.of(
                new Bug("logs are not synced", of(LOGS, NeverSynced::new)),
                new Bug("tables are not synced", of(TABLES, NeverSynced::new)),
                new Bug("manifests are not synced", of(MANIFESTS, NeverSynced::new)),
                new Bug("the directory is not synced", NamesNeverSynced::new),
                new Bug("a write is acknowledged before its sync", of(LOGS, SyncedWithTheNext::new)),
                new Bug("a write is acknowledged before it is handed over", of(LOGS, WrittenWithTheNext::new)),
                new Bug("a failed sync is ignored", of(LOGS, FailedSyncIgnored::new)),
                new Bug("a failed sync is tried again", of(LOGS, FailedSyncRepeated::new)),
                new Bug("a failed write is tried again", of(LOGS, FailedWriteRepeated::new)),
                new Bug("checksums of logs are not checked", Unchecked::new),
                new Bug("a sequence number is used twice", of(LOGS, SequenceTwice::new)),
                new Bug("files are deleted before the manifest is synced", DeletedBeforeManifest::new),
                new Bug("a log is deleted before its table is written", LogDeletedAtRotation::new),
                new Bug("a manifest is deleted before the next has its name", ManifestDeletedFirst::new),
                new Bug("a file is copied to its name", RenamedByCopy::new),
                new Bug("the tail of the log is not read", TailNotRead::new),
                new Bug("a write is acknowledged before the tail has its length", mapped(KeptWithTheNext::new)),
                new Bug("the tail is not begun anew for a new log", mapped(NotBegunAnew::new)),
                new Bug("the tail has its length while its header changes", mapped(LengthStands::new)));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void crash_mistakePlanted_isFound(Bug bug) throws IOException {
        for (long seed : SEEDS) {
            new CrashRun(seed, OPERATIONS, bug.planted()).whole();
        }
        assertThat(isFound(bug)).isTrue();
    }

    private static boolean isFound(Bug bug) throws IOException {
        try {
            for (long seed : SEEDS) {
                new CrashRun(seed, OPERATIONS, bug.planted()).crashAnywhere();
            }
            for (long seed : SEEDS) {
                new CrashRun(seed, OPERATIONS, bug.planted()).failAnywhere();
            }
            return false;
        } catch (AssertionError e) {
            return true;
        }
    }

    private static UnaryOperator<Directory> of(Predicate<String> names, UnaryOperator<WritableFile> planted) {
        return directory -> new Through(directory) {
            @Override
            WritableFile writing(String name, WritableFile file) {
                return names.test(name) ? planted.apply(file) : file;
            }
        };
    }

    private static UnaryOperator<Directory> mapped(UnaryOperator<MappedFile> planted) {
        return directory -> new Through(directory) {
            @Override
            MappedFile mapping(MappedFile file) {
                return planted.apply(file);
            }
        };
    }

    private static final class NeverSynced extends Through.Writing {
        NeverSynced(WritableFile target) {
            super(target);
        }

        @Override
        public void sync() {}
    }

    private static final class NamesNeverSynced extends Through {
        NamesNeverSynced(Directory target) {
            super(target);
        }

        @Override
        public void sync() {}
    }

    private static final class SyncedWithTheNext extends Through.Writing {
        private boolean due;

        SyncedWithTheNext(WritableFile target) {
            super(target);
        }

        @Override
        public void sync() throws IOException {
            syncNow();
            due = true;
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            syncNow();
            super.write(source, offset, length);
        }

        @Override
        public void close() throws IOException {
            syncNow();
            super.close();
        }

        private void syncNow() throws IOException {
            if (due) {
                due = false;
                super.sync();
            }
        }
    }

    private static final class WrittenWithTheNext extends Through.Writing {
        private byte[] due = {};

        WrittenWithTheNext(WritableFile target) {
            super(target);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            writeNow();
            due = Arrays.copyOfRange(source, offset, offset + length);
        }

        @Override
        public void sync() throws IOException {
            writeNow();
            super.sync();
        }

        @Override
        public void close() throws IOException {
            writeNow();
            super.close();
        }

        private void writeNow() throws IOException {
            byte[] now = due;
            due = new byte[0];
            if (now.length > 0) {
                super.write(now, 0, now.length);
            }
        }
    }

    private static final class FailedSyncIgnored extends Through.Writing {
        FailedSyncIgnored(WritableFile target) {
            super(target);
        }

        @Override
        public void sync() {
            try {
                super.sync();
            } catch (IOException e) {
                // as if it had not been told
            }
        }
    }

    private static final class FailedSyncRepeated extends Through.Writing {
        FailedSyncRepeated(WritableFile target) {
            super(target);
        }

        @Override
        public void sync() throws IOException {
            try {
                super.sync();
            } catch (IOException e) {
                super.sync();
            }
        }
    }

    private static final class FailedWriteRepeated extends Through.Writing {
        FailedWriteRepeated(WritableFile target) {
            super(target);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            try {
                super.write(source, offset, length);
            } catch (IOException e) {
                super.write(source, offset, length);
            }
        }
    }

    /** Logs whose checksums match whatever was read. */
    private static final class Unchecked extends Through {
        Unchecked(Directory target) {
            super(target);
        }

        @Override
        ReadableFile reading(String name, ReadableFile file) throws IOException {
            if (!LOGS.test(name)) {
                return file;
            }
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            LogBytes log = new LogBytes(bytes);
            log.forEach(log::seal);
            return new ReadableFile() {
                @Override
                public String name() {
                    return file.name();
                }

                @Override
                public long size() {
                    return bytes.length;
                }

                @Override
                public void read(long position, byte[] destination, int offset, int length) {
                    System.arraycopy(bytes, (int) position, destination, offset, length);
                }

                @Override
                public void close() throws IOException {
                    file.close();
                }
            };
        }
    }

    /** Logs whose second write has the number of the first. */
    private static final class SequenceTwice extends Through.Writing {
        private byte[] all = {};
        private long first = -1;
        private boolean planted;

        SequenceTwice(WritableFile target) {
            super(target);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            int from = all.length;
            all = Arrays.copyOf(all, from + length);
            System.arraycopy(source, offset, all, from, length);
            LogBytes log = new LogBytes(all);
            log.forEach(fragment -> {
                if (fragment >= from && log.beginsRecord(fragment) && !planted) {
                    planted = first >= 0;
                    first = planted ? first : log.sequence(fragment);
                    log.setSequence(fragment, first);
                    log.seal(fragment);
                }
            });
            super.write(all, from, length);
        }
    }

    private static final class DeletedBeforeManifest extends Through {
        private @Nullable WritableFile due;

        DeletedBeforeManifest(Directory target) {
            super(target);
        }

        private void syncNow() throws IOException {
            if (due != null) {
                WritableFile now = due;
                due = null;
                now.sync();
            }
        }

        @Override
        WritableFile writing(String name, WritableFile file) {
            return new Writing(file) {
                @Override
                public void write(byte[] source, int offset, int length) throws IOException {
                    syncNow();
                    super.write(source, offset, length);
                }

                @Override
                public void sync() throws IOException {
                    syncNow();
                    if (MANIFESTS.test(name) && !name.endsWith(".tmp")) {
                        due = target;
                    } else {
                        super.sync();
                    }
                }

                @Override
                public void close() throws IOException {
                    syncNow();
                    super.close();
                }
            };
        }

        @Override
        public WritableFile create(String name) throws IOException {
            syncNow();
            return super.create(name);
        }
    }

    private static final class LogDeletedAtRotation extends Through {
        LogDeletedAtRotation(Directory target) {
            super(target);
        }

        @Override
        public void sync() throws IOException {
            super.sync();
            List<String> logs =
                    new ArrayList<>(target.list().stream().filter(LOGS).sorted().toList());
            for (String older : logs.subList(0, Math.max(0, logs.size() - 1))) {
                try {
                    target.delete(older);
                } catch (AccessDeniedException e) {
                    // still open, where that keeps it
                }
            }
        }
    }

    private static final class ManifestDeletedFirst extends Through {
        ManifestDeletedFirst(Directory target) {
            super(target);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            if (FileNames.kind(to) == FileNames.Kind.MANIFEST) {
                for (String older : target.list()) {
                    if (FileNames.kind(older) == FileNames.Kind.MANIFEST) {
                        target.delete(older);
                    }
                }
            }
            super.rename(from, to);
        }
    }

    private static final class RenamedByCopy extends Through {
        RenamedByCopy(Directory target) {
            super(target);
        }

        @Override
        public void rename(String from, String to) throws IOException {
            byte[] bytes;
            try (ReadableFile file = target.open(from)) {
                bytes = new byte[(int) file.size()];
                file.read(0, bytes, 0, bytes.length);
            }
            try (WritableFile file = target.create(to)) {
                file.write(bytes, 0, bytes.length);
            }
            target.delete(from);
        }
    }

    private static final class TailNotRead extends Through {
        TailNotRead(Directory target) {
            super(target);
        }

        @Override
        public List<String> list() throws IOException {
            return super.list().stream()
                    .filter(name -> !name.equals(FileNames.TAIL))
                    .toList();
        }
    }

    private static final class KeptWithTheNext extends Through.Mapping {
        private long due;

        KeptWithTheNext(MappedFile target) {
            super(target);
        }

        @Override
        public void put(int position, byte[] source, int offset, int length) throws IOException {
            if (due > 0) {
                super.putLong(LENGTH, due);
            }
            super.put(position, source, offset, length);
        }

        @Override
        public void putLong(int position, long value) throws IOException {
            due = value;
            if (value == 0) {
                super.putLong(position, value);
            }
        }
    }

    private static final class NotBegunAnew extends Through.Mapping {
        private boolean begun;

        NotBegunAnew(MappedFile target) {
            super(target);
        }

        @Override
        public void put(int at, byte[] source, int offset, int length) throws IOException {
            if (at > 0 || !begun) {
                super.put(at, source, offset, length);
            }
            begun |= at == 0;
        }
    }

    private static final class LengthStands extends Through.Mapping {
        LengthStands(MappedFile target) {
            super(target);
        }

        @Override
        public void putLong(int at, long value) throws IOException {
            if (value > 0) {
                super.putLong(at, value);
            }
        }
    }
}
