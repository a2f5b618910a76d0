package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RecoveryModeTest {
    private static final int WRITES = 40;

    /** Where the tail has bytes of the log. */
    private static final int IN_TAIL = 80;

    private static KvOptions mode(RecoveryMode mode) {
        return KvOptions.builder().recovery(mode).build();
    }

    private static byte[] key(int i) {
        return String.format("%04d", i).getBytes(UTF_8);
    }

    /** A log of writes that were all durable. */
    private static SimDirectory store() throws IOException {
        return store(100, Durability.SYNC);
    }

    private static SimDirectory store(int valueBytes, Durability durability) throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        for (int i = 0; i < WRITES; i++) {
            store.put(key(i), new byte[valueBytes], durability);
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

    private static void assertRefused(SimDirectory directory, RecoveryMode... modes) {
        for (RecoveryMode mode : modes) {
            assertThatThrownBy(() -> KvStore.open(directory.afterKill(), mode(mode)))
                    .as("%s", mode)
                    .isInstanceOf(CorruptionException.class);
            assertThatThrownBy(() -> ReadOnlyStore.open(directory.afterKill(), mode(mode)))
                    .as("%s", mode)
                    .isInstanceOf(CorruptionException.class);
        }
    }

    private static long dropped(SimDirectory directory, RecoveryMode mode) throws IOException {
        try (KvStore store = KvStore.open(directory.afterKill(), mode(mode))) {
            return store.stats().droppedLogBytes();
        }
    }

    @Test
    void open_tornEnd_isRefusedByStrictOnly() throws IOException {
        SimDirectory torn = new SimDirectory();
        KvStore store = KvStore.open(torn, KvOptions.DEFAULT);
        for (int i = 0; i < WRITES - 1; i++) {
            store.put(key(i), new byte[100], Durability.SYNC);
        }
        store.put(key(WRITES - 1), new byte[100], Durability.OS);
        torn.bytes("TAIL")[IN_TAIL + 20] ^= 1;
        assertRefused(torn, RecoveryMode.STRICT);
        assertThat(dropped(torn, RecoveryMode.POINT_IN_TIME)).isBetween(100L, 200L);
        assertThat(dropped(torn, RecoveryMode.SALVAGE)).isBetween(100L, 200L);
        assertThat(count(torn.afterKill(), RecoveryMode.POINT_IN_TIME)).isEqualTo(WRITES - 1);
        assertThat(count(torn.afterKill(), RecoveryMode.SALVAGE)).isEqualTo(WRITES - 1);
    }

    /** The tail has a mark of how far the log was durable, so it need not have anything behind the damage. */
    @Test
    void open_durableLogCutAnywhere_isRefusedButBySalvage() throws IOException {
        SimDirectory whole = store();
        String log = log(whole);
        byte[] bytes = whole.bytes(log);
        for (int length = 0; length < bytes.length; length++) {
            SimDirectory cut = whole.afterKill();
            cut.setBytes(log, Arrays.copyOf(bytes, length));
            assertRefused(cut, RecoveryMode.STRICT, RecoveryMode.POINT_IN_TIME);
            // What the cut has torn is dropped too, and counted once.
            assertThat(dropped(cut, RecoveryMode.SALVAGE))
                    .isBetween((long) bytes.length - length, 200L + bytes.length - length);
            assertThat(count(cut, RecoveryMode.SALVAGE)).isLessThan(WRITES);
        }
    }

    @Test
    void open_anyByteOfADurableLogDamaged_isRefused() throws IOException {
        SimDirectory synced = new SimDirectory();
        KvStore store = KvStore.open(synced, KvOptions.DEFAULT);
        for (int i = 0; i < WRITES; i++) {
            store.put(key(i), new byte[100], Durability.NONE);
        }
        store.sync();
        String log = log(synced);
        for (int at = 0; at < synced.bytes(log).length; at++) {
            SimDirectory damaged = synced.afterKill();
            damaged.bytes(log)[at] ^= 0x40;
            assertRefused(damaged, RecoveryMode.STRICT, RecoveryMode.POINT_IN_TIME);
        }
    }

    @Test
    void open_logMissing_isRefusedButBySalvage() throws IOException {
        SimDirectory missing = store();
        missing.delete(log(missing));
        assertRefused(missing, RecoveryMode.STRICT, RecoveryMode.POINT_IN_TIME);
        assertThat(dropped(missing, RecoveryMode.SALVAGE)).isBetween(100L * WRITES, 200L * WRITES);
        assertThat(count(missing, RecoveryMode.SALVAGE)).isZero();
    }

    @Test
    void open_tailWithoutItsLog_isRefusedButBySalvageWhichCountsIt() throws IOException {
        SimDirectory whole = store(100, Durability.OS);
        String log = log(whole);
        for (int length : new int[] {-1, 0, 47}) {
            SimDirectory cut = whole.afterKill();
            if (length < 0) {
                cut.delete(log);
            } else {
                cut.setBytes(log, Arrays.copyOf(cut.bytes(log), length));
            }
            assertRefused(cut, RecoveryMode.STRICT, RecoveryMode.POINT_IN_TIME);
            assertThat(dropped(cut, RecoveryMode.SALVAGE)).isBetween(100L * WRITES, 200L * WRITES);
        }
    }

    /** What was handed over and not synced is gone after a loss of power, and the tail may be there. */
    @Test
    void open_tailBehindAGap_isRefusedByStrictAndCounted() throws IOException {
        SimDirectory whole = store(4_000, Durability.OS);
        String log = log(whole);
        byte[] bytes = whole.bytes(log);
        assertThat(bytes).hasSizeGreaterThan(100_000);
        for (int length : new int[] {48, 10_000, 40_000, bytes.length - 1}) {
            SimDirectory cut = whole.afterKill();
            cut.setBytes(log, Arrays.copyOf(bytes, length));
            assertRefused(cut, RecoveryMode.STRICT);
            assertThat(dropped(cut, RecoveryMode.POINT_IN_TIME)).isGreaterThan(4_000);
            assertThat(count(cut.afterKill(), RecoveryMode.POINT_IN_TIME)).isEqualTo((length - 48) / 4_040);
        }
    }

    /** A store with nothing in tables, so that no name has the numbers that were given out last. */
    private static SimDirectory emptied(boolean withANewWrite) throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, KvOptions.DEFAULT);
        store.put(key(0), key(0), Durability.SYNC);
        store.flush();
        store.delete(key(0), Durability.SYNC);
        store.flush();
        store.compactRange(KeyRange.all());
        assertThat(store.stats().tables()).isZero();
        if (withANewWrite) {
            store.put(key(1), key(1), Durability.SYNC);
        }
        return directory.afterKill();
    }

    @Test
    void open_afterALogWasLostAndSalvaged_opensAgain() throws IOException {
        SimDirectory lost = emptied(true);
        lost.delete(log(lost));
        assertRefused(lost, RecoveryMode.POINT_IN_TIME);
        assertThat(dropped(lost, RecoveryMode.SALVAGE)).isPositive();
        for (int i = 0; i < 4; i++) {
            KvStore salvaged = KvStore.open(lost, mode(i == 0 ? RecoveryMode.SALVAGE : RecoveryMode.POINT_IN_TIME));
            assertThat(salvaged.stats().recoveredWrites()).isEqualTo(Math.min(i, 1));
            salvaged.put(key(i), key(i), Durability.OS);
            lost = lost.afterKill();
        }
    }

    @Test
    void open_afterAnEmptyLogWasLost_doesNotGiveItsNumberAgain() throws IOException {
        SimDirectory directory = emptied(false);
        directory.delete(log(directory));
        for (int i = 0; i < 6; i++) {
            KvStore.open(directory, mode(RecoveryMode.STRICT)).close();
        }
        assertThat(log(directory)).isGreaterThan("000005.wal");
    }

    @Test
    void open_damagedTailAfterSalvage_isWholeAgain() throws IOException {
        for (boolean maps : new boolean[] {true, false}) {
            SimDirectory damaged = new SimDirectory();
            KvStore store = KvStore.open(damaged, KvOptions.DEFAULT);
            store.put(key(0), key(0), Durability.OS);
            damaged.bytes("TAIL")[16] ^= 1;
            SimDirectory salvaged = maps ? damaged.afterKill() : SimDirectory.withoutMapping();
            if (!maps) {
                for (String name : damaged.list()) {
                    salvaged.create(name).close();
                    salvaged.setBytes(name, damaged.bytes(name));
                }
            }
            assertRefused(salvaged, RecoveryMode.POINT_IN_TIME);
            KvStore.open(salvaged, mode(RecoveryMode.SALVAGE)).close();
            KvStore.open(salvaged, mode(RecoveryMode.STRICT)).close();
        }
    }

    /** An older store's tail says nothing of a newer one. */
    @Test
    void open_markOfAnotherStore_isNone() throws IOException {
        SimDirectory other = store();
        byte[] tail = other.bytes("TAIL");
        for (String name : other.list()) {
            if (!name.equals("TAIL")) {
                other.delete(name);
            }
        }
        Arrays.fill(tail, 48, 56, (byte) 0); // nothing of the log, but the mark
        assertThatCode(() -> KvStore.open(other, KvOptions.DEFAULT).close()).doesNotThrowAnyException();
        assertThat(count(other, RecoveryMode.STRICT)).isZero();
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
