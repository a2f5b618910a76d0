package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.io.FileNames;
import dev.ashlar.kvstore.internal.io.WritableFile;
import dev.ashlar.kvstore.internal.manifest.Manifest;
import dev.ashlar.kvstore.internal.manifest.Placement;
import dev.ashlar.kvstore.internal.manifest.State;
import dev.ashlar.kvstore.internal.sstable.TableInfo;
import dev.ashlar.kvstore.internal.sstable.TableWriter;
import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostileFilesTest {
    private static final byte[] A = "a".getBytes(UTF_8);
    private static final byte[] B = "b".getBytes(UTF_8);
    private static final KvOptions SMALL = KvOptions.builder()
            .memtableBytes(4 << 10)
            .blockCacheBytes(0)
            .compression(Compression.NONE)
            .build();

    private static String only(SimDirectory directory, String suffix) throws IOException {
        return directory.list().stream()
                .filter(name -> name.endsWith(suffix))
                .findFirst()
                .orElseThrow();
    }

    /** A user stores the log of another store, or bytes made for it: no evidence of anything. */
    @Test
    void open_tornWriteWhoseValueLooksLikeALog_isDroppedLikeAnyOther() throws IOException {
        SimDirectory directory = SimDirectory.withoutMapping();
        KvStore store = KvStore.open(directory, SMALL);
        store.put(A, A, Durability.SYNC);
        long number = FileNames.number(only(directory, ".wal"));

        SimDirectory elsewhere = new SimDirectory();
        LogWriter forger =
                new LogWriter(elsewhere.create("x"), new LogFormat.Header(LogFormat.Content.WRITES, 1, number, 1, 7));
        ByteSink record = new ByteSink(64);
        Writes.begin(record);
        Writes.put(record, B, B);
        Writes.stamp(record, 1_000, 1_000_000, 1);
        forger.add(record.array(), record.length());
        forger.flush();
        byte[] forged = elsewhere.bytes("x");
        byte[] value = new byte[4096];
        System.arraycopy(forged, LogFormat.FILE_HEADER_BYTES, value, 2048, forged.length - LogFormat.FILE_HEADER_BYTES);

        store.put(B, value, Durability.OS);
        SimDirectory image = directory.afterKill();
        byte[] log = image.bytes(only(image, ".wal"));
        Arrays.fill(log, 512, 1024, (byte) -1); // a sector of the unsynced write never reached the drive
        try (KvStore again = KvStore.open(image, SMALL)) {
            assertThat(again.get(A)).isEqualTo(A);
            assertThat(again.get(B)).isNull();
        }
    }

    @Test
    void get_entryOfUnknownKind_isRefused() throws IOException {
        SimDirectory directory = new SimDirectory();
        TableInfo info;
        try (WritableFile file = directory.create(FileNames.table(1))) {
            TableWriter writer = new TableWriter(file, new TableWriter.Identity(9, 1, 5), SMALL, 0, 4096);
            writer.add(A, 0, 1, 1L << 8 | 7, B, 0, 1); // a merge operand, a value with an expiry, a range's beginning
            info = writer.finish();
            file.sync();
        }
        Manifest.create(directory, 2, new State(9, 1, 3, List.of(new Placement(0, info))), 5)
                .close();
        try (KvStore store = KvStore.open(directory, SMALL)) {
            assertThatThrownBy(() -> store.get(A)).isInstanceOf(CorruptionException.class);
            try (Cursor cursor = store.cursor()) {
                assertThatThrownBy(cursor::first).isInstanceOf(CorruptionException.class);
                assertThatThrownBy(cursor::last).isInstanceOf(CorruptionException.class);
                assertThat(cursor.isValid()).isFalse();
            }
            assertThatThrownBy(() -> store.compactRange(KeyRange.all())).isInstanceOf(CorruptionException.class);
        }
    }

    @Test
    void open_tableOfTheSameLengthInPlaceOfAnother_isRefused() throws IOException {
        SimDirectory directory = new SimDirectory();
        try (KvStore store = KvStore.open(directory, SMALL)) {
            store.put(A, "old".getBytes(UTF_8));
            store.flush();
            store.put(A, "new".getBytes(UTF_8));
            store.flush();
        }
        SimDirectory image = directory.afterKill();
        List<String> tables =
                image.list().stream().filter(name -> name.endsWith(".sst")).toList();
        byte[] first = image.bytes(tables.get(0));
        byte[] second = image.bytes(tables.get(1));
        assertThat(first).hasSameSizeAs(second);
        image.setBytes(tables.get(0), second);
        image.setBytes(tables.get(1), first);
        assertThatThrownBy(() -> KvStore.open(image, SMALL))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("the table must be the one that the manifest names");
    }

    /** The later log was created after the earlier was durable: that it is there is proof, whole or not. */
    @Test
    void open_damagedLogBeforeOneThatWasBegun_isRefused() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, SMALL);
        store.put(A, A, Durability.SYNC);
        store.put(B, B, Durability.SYNC);
        int create = directory.operations();
        String log = only(directory, ".wal");
        // Power is lost in the rotation, when the new log was created and nothing of it was written.
        directory.crashAt(create + 3);
        assertThatThrownBy(store::flush).isInstanceOf(IOException.class);
        SimDirectory image = directory.afterKill();
        List<String> logs =
                image.list().stream().filter(name -> name.endsWith(".wal")).toList();
        assertThat(logs).hasSize(2);
        byte[] bytes = image.bytes(log);
        bytes[bytes.length - 1] ^= 1; // durable, and damaged
        assertThatThrownBy(() -> KvStore.open(image, SMALL))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining(log);
    }

    @Test
    void stats_logTornBetweenFragments_tellsWhatWasDropped() throws IOException {
        SimDirectory directory = SimDirectory.withoutMapping();
        KvStore store = KvStore.open(directory, SMALL);
        store.put(A, new byte[40_000], Durability.OS);
        SimDirectory image = directory.afterKill();
        String log = only(image, ".wal");
        image.setBytes(log, Arrays.copyOf(image.bytes(log), 32 * 1024));
        try (KvStore again = KvStore.open(image, SMALL)) {
            assertThat(again.get(A)).isNull();
            assertThat(again.stats().droppedLogBytes()).isEqualTo(32 * 1024 - LogFormat.FILE_HEADER_BYTES);
        }
    }

    @Test
    void open_foreignFileWithALargeNumber_losesNothing() throws IOException {
        SimDirectory directory = new SimDirectory();
        try (KvStore store = KvStore.open(directory, SMALL)) {
            store.put(A, A, Durability.SYNC);
        }
        directory.create("999999999999999999.sst").close();
        try (KvStore store = KvStore.open(directory, SMALL)) {
            assertThat(store.get(A)).isEqualTo(A);
            store.put(B, B, Durability.SYNC);
        }
        try (KvStore store = KvStore.open(directory, SMALL)) {
            assertThat(store.get(A)).isEqualTo(A);
            assertThat(store.get(B)).isEqualTo(B);
        }
    }

    @Test
    void open_manifestWithASequenceOutOfRange_isRefused() throws IOException {
        SimDirectory directory = new SimDirectory();
        Manifest.create(directory, 2, new State(9, Long.MAX_VALUE, 3, List.of()), 5)
                .close();
        assertThatThrownBy(() -> KvStore.open(directory, SMALL))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("MANIFEST");
    }
}
