package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecoveryModeTest {
    private static final int WRITES = 40;

    private static KvOptions mode(RecoveryMode mode) {
        return KvOptions.builder().recovery(mode).build();
    }

    private static byte[] key(int i) {
        return String.format("%04d", i).getBytes(UTF_8);
    }

    /** A log of writes that were all durable. */
    private static SimDirectory store() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        for (int i = 0; i < WRITES; i++) {
            store.put(key(i), new byte[100], Durability.SYNC);
        }
        return directory.afterKill();
    }

    private static String log(SimDirectory directory) throws IOException {
        return directory.list().stream()
                .filter(name -> name.endsWith(".wal"))
                .findFirst()
                .orElseThrow();
    }

    private static int count(SimDirectory directory, RecoveryMode mode) throws IOException {
        try (KvStore store = KvStore.open(directory, mode(mode))) {
            int found = 0;
            for (int i = 0; i < WRITES; i++) {
                found += store.get(key(i)) != null ? 1 : 0;
            }
            return found;
        }
    }

    @Test
    void open_wholeLog_isTheSameInEveryMode() throws IOException {
        for (RecoveryMode mode : RecoveryMode.values()) {
            assertThat(count(store(), mode)).as("%s", mode).isEqualTo(WRITES);
        }
    }

    @Test
    void open_tornEnd_isRefusedByStrictOnly() throws IOException {
        SimDirectory torn = store();
        String log = log(torn);
        byte[] bytes = torn.bytes(log);
        torn.setBytes(log, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> KvStore.open(torn.afterKill(), mode(RecoveryMode.STRICT)))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining(log);
        assertThat(count(torn.afterKill(), RecoveryMode.POINT_IN_TIME)).isEqualTo(WRITES - 1);
        assertThat(count(torn.afterKill(), RecoveryMode.SALVAGE)).isEqualTo(WRITES - 1);
    }

    @Test
    void open_damageInTheMiddle_isSalvagedAroundIt() throws IOException {
        SimDirectory damaged = store();
        String log = log(damaged);
        damaged.bytes(log)[damaged.bytes(log).length / 2] ^= 1;
        for (RecoveryMode mode : new RecoveryMode[] {RecoveryMode.STRICT, RecoveryMode.POINT_IN_TIME}) {
            assertThatThrownBy(() -> KvStore.open(damaged.afterKill(), mode(mode)))
                    .as("%s", mode)
                    .isInstanceOf(CorruptionException.class);
        }
        SimDirectory salvaged = damaged.afterKill();
        try (ReadOnlyStore store = ReadOnlyStore.open(salvaged, mode(RecoveryMode.SALVAGE))) {
            assertThat(store.droppedLogBytes()).isBetween(100L, 200L);
        }
        try (KvStore store = KvStore.open(salvaged, mode(RecoveryMode.SALVAGE))) {
            assertThat(store.stats().droppedLogBytes()).isBetween(100L, 200L);
            assertThat(store.stats().recoveredWrites()).isEqualTo(WRITES - 1);
            assertThat(store.get(key(0))).isNotNull();
            assertThat(store.get(key(WRITES - 1))).isNotNull();
            store.put(key(0), key(1));
        }
        // What was salvaged is a store like any other.
        assertThat(count(salvaged, RecoveryMode.STRICT)).isEqualTo(WRITES - 1);
    }

    @Test
    void open_damagedHeaderOfTheTail_isSalvagedWithoutIt() throws IOException {
        SimDirectory damaged = new SimDirectory();
        KvStore store = KvStore.open(damaged, KvOptions.DEFAULT);
        store.put(key(0), new byte[10], Durability.SYNC);
        store.put(key(1), new byte[10], Durability.OS);
        damaged.bytes("TAIL")[16] ^= 1;
        assertThatThrownBy(() -> KvStore.open(damaged.afterKill(), mode(RecoveryMode.POINT_IN_TIME)))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("TAIL");
        SimDirectory salvaged = damaged.afterKill();
        assertThat(count(salvaged, RecoveryMode.SALVAGE)).isEqualTo(1);
        salvaged.setBytes("TAIL", new byte[7]);
        assertThat(count(salvaged, RecoveryMode.SALVAGE)).isEqualTo(1);
        assertThat(salvaged.bytes("TAIL")).as("made anew").hasSize(128 << 10);
    }

    @Test
    void open_anyByteOfTheLogDamaged_salvagesAllButOneWriteOrAll() throws IOException {
        SimDirectory whole = store();
        String log = log(whole);
        int header = 0;
        for (int at = 0; at < whole.bytes(log).length; at += 7) {
            SimDirectory damaged = whole.afterKill();
            damaged.bytes(log)[at] ^= 0x40;
            int found = count(damaged, RecoveryMode.SALVAGE);
            if (found == 0) {
                header++; // without its header a log cannot be read
            } else {
                assertThat(found).as("damage at %d", at).isGreaterThanOrEqualTo(WRITES - 1);
            }
        }
        assertThat(header).isBetween(1, 10);
    }
}
