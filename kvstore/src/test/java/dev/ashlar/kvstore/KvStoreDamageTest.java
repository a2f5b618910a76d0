package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that change or vanish: every value that is returned is right, or there is an error that names the file. */
class KvStoreDamageTest {
    private static final int KEYS = 60;
    private static final KvOptions OPTIONS =
            KvOptions.builder().blockBytes(512).blockCacheBytes(0).build();

    /** An index of two levels: a partition for each block, and the blocks are small. */
    private static final KvOptions TWO_LEVELS = KvOptions.builder()
            .blockBytes(512)
            .blockCacheBytes(1 << 20)
            .indexPartitionBytes(1)
            .build();

    static List<KvOptions> options() {
        return List.of(OPTIONS, TWO_LEVELS);
    }

    private static SimDirectory store() throws IOException {
        return store(OPTIONS);
    }

    /** Two tables and a log, all of it synced: nothing may be missing but what a torn end of the log would explain. */
    private static SimDirectory store(KvOptions options) throws IOException {
        SimDirectory directory = SimDirectory.withoutMapping();
        KvStore store = KvStore.open(directory, options);
        for (int i = 0; i < KEYS; i++) {
            store.put(key(i), value(i), Durability.SYNC);
            if (i % 25 == 24) {
                store.flush();
            }
        }
        return directory.afterKill(); // never closed: the last writes are in the log
    }

    @ParameterizedTest
    @MethodSource("options")
    void open_anyBitFlipped_neverGivesAWrongValue(KvOptions options) throws IOException {
        SimDirectory whole = store(options);
        int refused = 0;
        int partly = 0;
        for (String name : whole.list()) {
            for (int at = 0; at < whole.bytes(name).length; at++) {
                SimDirectory damaged = whole.afterKill();
                damaged.bytes(name)[at] ^= (byte) (1 << at % 8);
                Outcome outcome = read(damaged, name + " flipped at " + at);
                refused += outcome == Outcome.REFUSED ? 1 : 0;
                partly += outcome == Outcome.PARTLY ? 1 : 0;
                // Of the log only the last write can be taken for torn; everything else is told.
                assertThat(outcome).as("%s flipped at %d", name, at).isNotEqualTo(Outcome.WRONG);
            }
        }
        assertThat(refused).isGreaterThan(500);
        assertThat(partly).isGreaterThan(500);
    }

    @ParameterizedTest
    @MethodSource("options")
    void open_anyFileCut_neverGivesAWrongValue(KvOptions options) throws IOException {
        SimDirectory whole = store(options);
        for (String name : whole.list()) {
            byte[] bytes = whole.bytes(name);
            for (int length = 0; length < bytes.length; length++) {
                SimDirectory damaged = whole.afterKill();
                damaged.setBytes(name, Arrays.copyOf(bytes, length));
                Outcome outcome = name.endsWith(".wal")
                        ? readPrefix(damaged, name + " cut to " + length)
                        : read(damaged, name + " cut to " + length);
                assertThat(outcome).as("%s cut to %d", name, length).isNotEqualTo(Outcome.WRONG);
            }
        }
    }

    /** What is in the tail was never durable, so it may be lost; but then all from some write on. */
    @Test
    void open_anyBitOfTheTailFlippedOrCut_givesAPrefixOrIsRefused() throws IOException {
        SimDirectory whole = new SimDirectory();
        KvStore store = KvStore.open(whole, OPTIONS);
        store.put(key(0), value(0), Durability.SYNC);
        for (int i = 1; i < 10; i++) {
            store.put(key(i), value(i), Durability.OS);
        }
        int used = 1000;
        int refused = 0;
        for (int at = 0; at < used; at++) {
            SimDirectory flipped = whole.afterKill();
            flipped.bytes("TAIL")[at] ^= (byte) (1 << at % 8);
            refused += prefix(flipped, "flipped at " + at) < 0 ? 1 : 0;
            SimDirectory cut = whole.afterKill();
            cut.setBytes("TAIL", Arrays.copyOf(cut.bytes("TAIL"), at));
            assertThat(prefix(cut, "cut to " + at)).isNegative();
        }
        assertThat(refused).as("bytes of the header that are used").isBetween(40, 56);
        SimDirectory missing = whole.afterKill();
        missing.delete("TAIL");
        assertThat(prefix(missing, "missing")).isEqualTo(1);
        assertThat(prefix(whole.afterKill(), "whole")).isEqualTo(10);
    }

    /** How many of the first writes are there, none after them; or -1 if the store cannot be opened. */
    private static int prefix(SimDirectory directory, String what) throws IOException {
        try (KvStore store = KvStore.open(directory, OPTIONS)) {
            int there = 0;
            while (store.get(key(there)) != null) {
                assertThat(store.get(key(there))).as(what).isEqualTo(value(there));
                there++;
            }
            for (int i = there; i < KEYS; i++) {
                assertThat(store.get(key(i))).as(what).isNull();
            }
            assertThat(there).as(what).isPositive();
            return there;
        } catch (CorruptionException e) {
            assertThat(e.file()).as(what).endsWith("TAIL");
            return -1;
        }
    }

    @Test
    void open_anyFileMissing_isRefused() throws IOException {
        SimDirectory whole = store();
        List<String> names = whole.list();
        assertThat(names).hasSize(4);
        for (String name : names) {
            if (name.endsWith(".wal")) {
                continue; // the manifest does not list logs: a store may have been opened and nothing written
            }
            SimDirectory damaged = whole.afterKill();
            damaged.delete(name);
            String rule = name.endsWith(".sst") ? "a table that is not there: " + name : "must have a manifest";
            assertThatThrownBy(() -> KvStore.open(damaged, OPTIONS))
                    .as(name)
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining(rule);
            assertThatThrownBy(() -> ReadOnlyStore.open(damaged, OPTIONS))
                    .as(name)
                    .isInstanceOf(CorruptionException.class)
                    .hasMessageContaining(rule);
            List<String> left = new ArrayList<>(names);
            left.remove(name);
            assertThat(damaged.list()).as("nothing is written or deleted").containsExactlyInAnyOrderElementsOf(left);
        }
    }

    @Test
    void open_logBeforeTheLastMissing_isRefused() throws IOException {
        SimDirectory directory = new SimDirectory();
        KvStore store = KvStore.open(directory, OPTIONS);
        store.put(key(1), value(1), Durability.SYNC);
        String first = logs(directory).get(0);
        byte[] bytes = directory.bytes(first).clone();
        store.flush();
        store.put(key(2), value(2), Durability.SYNC);
        String second = logs(directory).get(0);

        // As if the table had never been added: the manifest before the flush, and only the second log.
        SimDirectory before = new SimDirectory();
        KvStore.open(before, OPTIONS);
        before.delete(logs(before).get(0));
        before.create(second).write(directory.bytes(second), 0, directory.bytes(second).length);
        assertThatThrownBy(() -> KvStore.open(before.afterKill(), OPTIONS))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("write 1 must come next");

        // With the first log cut, the second proves that it was durable.
        before.create(first).write(bytes, 0, bytes.length - 1);
        assertThatThrownBy(() -> KvStore.open(before.afterKill(), OPTIONS))
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining(first);
    }

    @Test
    void get_damagedBlock_otherBlocksStayReadable() throws IOException {
        SimDirectory damaged = store();
        String table = damaged.list().stream()
                .filter(name -> name.endsWith(".sst"))
                .findFirst()
                .orElseThrow();
        damaged.bytes(table)[3] ^= 1;
        try (KvStore store = KvStore.open(damaged, OPTIONS)) {
            assertThatThrownBy(() -> store.get(key(0))).isInstanceOfSatisfying(CorruptionException.class, e -> {
                assertThat(e.file()).endsWith(table);
                assertThat(e.offset()).isZero();
            });
            assertThat(store.get(key(24))).isEqualTo(value(24));
            assertThat(store.get(key(30))).isEqualTo(value(30));
            store.put(key(0), value(1));
            assertThat(store.get(key(0))).isEqualTo(value(1));
        }
    }

    private enum Outcome {
        RIGHT,
        REFUSED,
        PARTLY,
        WRONG
    }

    /** All writes were synced: but for the last, each must be there or be told. */
    private static Outcome read(SimDirectory directory, String what) throws IOException {
        boolean told = false;
        try (KvStore store = KvStore.open(directory, OPTIONS)) {
            for (int i = 0; i < KEYS; i++) {
                try {
                    byte[] found = store.get(key(i));
                    if (!Arrays.equals(found, value(i)) && !(found == null && i == KEYS - 1)) {
                        return Outcome.WRONG;
                    }
                } catch (CorruptionException e) {
                    assertThat(e.file()).as(what).isNotEmpty();
                    told = true;
                }
            }
        } catch (CorruptionException e) {
            return Outcome.REFUSED;
        }
        return told ? Outcome.PARTLY : Outcome.RIGHT;
    }

    /** A log that ends early looks as after a crash: a prefix of the writes. */
    private static Outcome readPrefix(SimDirectory directory, String what) throws IOException {
        try (KvStore store = KvStore.open(directory, OPTIONS)) {
            boolean ended = false;
            for (int i = 0; i < KEYS; i++) {
                byte[] found = store.get(key(i));
                ended |= found == null;
                if (ended ? found != null : !Arrays.equals(found, value(i))) {
                    return Outcome.WRONG;
                }
                assertThat(i >= 50 || !ended).as(what).isTrue();
            }
            return Outcome.RIGHT;
        } catch (CorruptionException e) {
            return Outcome.REFUSED;
        }
    }

    private static List<String> logs(SimDirectory directory) throws IOException {
        return directory.list().stream().filter(name -> name.endsWith(".wal")).toList();
    }

    private static byte[] key(int i) {
        return String.format("key %03d", i).getBytes(UTF_8);
    }

    private static byte[] value(int i) {
        return ("value " + i + " ").repeat(i % 7 + 3).getBytes(UTF_8);
    }
}
