package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.internal.wal.LogFormat;
import dev.ashlar.kvstore.internal.wal.LogWriter;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SyncTest {
    private static final byte[] KEY = "key".getBytes(UTF_8);

    @Test
    void syncTo_whatASyncHasCovered_syncsNoMore() throws IOException {
        SimDirectory directory = new SimDirectory();
        LogWriter log = new LogWriter(
                directory.create("000001.wal"), new LogFormat.Header(LogFormat.Content.WRITES, 1, 1, 1, 1));
        log.add(KEY, KEY.length);
        log.flush();
        long first = log.end();
        log.add(KEY, KEY.length);
        log.flush();
        log.syncTo(log.end(), log::flush);
        assertThat(directory.syncs()).isEqualTo(1);
        log.syncTo(first, log::flush);
        log.syncTo(log.end(), log::flush);
        assertThat(directory.syncs()).isEqualTo(1);
        log.add(KEY, KEY.length);
        log.flush();
        log.syncTo(log.end(), log::flush);
        assertThat(directory.syncs()).isEqualTo(2);
    }

    @Test
    void put_muchWithoutASync_isMadeDurableBesideTheWrites() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        int before = directory.syncs();
        byte[] value = new byte[1 << 20];
        for (int i = 0; i < 20; i++) {
            store.put(new byte[] {(byte) i}, value, Durability.NONE);
        }
        assertThat(directory.syncs() - before).isBetween(1, 4);
        try (KvStore reopened = KvStore.open(directory.afterPowerLoss(new SplittableRandom(1)), KvOptions.DEFAULT)) {
            assertThat(reopened.get(new byte[] {15})).isEqualTo(value);
        }
    }

    @Test
    void put_aSyncBesideTheWritesFails_isFinal() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        int opened = directory.syncs();
        directory.failAt(operation -> directory.syncs() > opened);
        byte[] value = new byte[1 << 20];
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 60; i++) {
                        store.put(new byte[] {(byte) i}, value, Durability.NONE);
                    }
                })
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.put(KEY, KEY)).hasMessageContaining("takes no more writes");
    }

    @Test
    void put_afterAFailedSync_isRefusedUntilReopened() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        store.put(KEY, KEY, Durability.SYNC);
        int sync = directory.operations() + 2; // the write to the log, then its sync
        directory.failAt(operation -> operation == sync);
        String message = "operation " + sync + " fails";
        assertThatThrownBy(() -> store.put(KEY, new byte[1], Durability.SYNC)).hasMessage(message);

        String refused = "the store takes no more writes until it is opened again, because one failed: sim: " + message;
        assertThatThrownBy(() -> store.put(KEY, KEY))
                .isInstanceOf(IOException.class)
                .hasMessage(refused);
        assertThatThrownBy(store::sync).isInstanceOf(IOException.class).hasMessage(refused);
        assertThatThrownBy(store::flush).isInstanceOf(IOException.class).hasMessage(refused);
        assertThat(store.get(KEY)).isNotNull();
        assertThatThrownBy(store::close).isInstanceOf(IOException.class).hasMessageContaining(message);

        try (KvStore reopened = KvStore.open(directory, KvOptions.DEFAULT)) {
            assertThat(reopened.get(KEY)).isNotNull();
            reopened.put(KEY, new byte[2]);
            assertThat(reopened.get(KEY)).hasSize(2);
        }
    }
}
