package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The simulator as its users see it. */
class SimFsTest {
    private static final byte[] FROM = "from".getBytes(UTF_8);
    private static final byte[] TO = "to".getBytes(UTF_8);
    private static final KvOptions options =
            KvOptions.builder().memtableBytes(4 << 10).blockCacheBytes(0).build();

    private int transferred;
    private int checked;

    private void transfer(SimFs files) throws IOException {
        transferred = 0;
        try (KvStore store = files.open(options)) {
            for (int i = 1; i <= 10; i++) {
                store.write(new WriteBatch().put(FROM, number(100 - i)).put(TO, number(i)), Durability.SYNC);
                transferred = i;
            }
        }
    }

    private void check(KvStore store) throws IOException {
        byte[] from = store.get(FROM);
        byte[] to = store.get(TO);
        int arrived = to == null ? 0 : ByteBuffer.wrap(to).getInt();
        int left = from == null ? 100 : ByteBuffer.wrap(from).getInt();
        assertThat(left + arrived).isEqualTo(100);
        assertThat(arrived).isBetween(transferred, transferred + 1);
        checked++;
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    @Test
    void readme_example_works() throws IOException {
        SimFs whole = new SimFs();
        transfer(whole); // opens a store by files.open(options), uses it, closes it
        for (int last = 1; last <= whole.operations(); last++) {
            SimFs crashing = new SimFs();
            crashing.crashAt(last);
            try {
                transfer(crashing);
            } catch (IOException e) {
                // the machine has stopped
            }
            for (int seed = 0; seed < 3; seed++) {
                try (KvStore store = crashing.afterPowerLoss(seed).open(options)) {
                    check(store); // what must be there whenever it stopped
                }
            }
            assertThat(crashing.crashed()).isTrue();
        }
        assertThat(checked).isEqualTo(3 * whole.operations()).isGreaterThan(120);
    }

    @Test
    void afterPowerLoss_anySeed_keepsWhatWasSyncedAndIsTheSameAgain() throws IOException {
        SimFs files = new SimFs();
        KvStore open = files.open(options);
        open.put(FROM, FROM, Durability.SYNC);
        open.put(TO, TO, Durability.OS);
        Set<Boolean> seen = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            try (KvStore store = files.afterPowerLoss(seed).open(options);
                    KvStore again = files.afterPowerLoss(seed).open(options)) {
                assertThat(store.get(FROM)).isEqualTo(FROM);
                assertThat(store.get(TO)).isEqualTo(again.get(TO));
                seen.add(store.get(TO) != null);
            }
        }
        assertThat(seen).containsExactlyInAnyOrder(true, false);
        try (KvStore store = files.afterKill().open(options)) {
            assertThat(store.get(TO)).isEqualTo(TO);
        }
    }

    @Test
    void failAt_anOperation_failsItAndTheMachineGoesOn() throws IOException {
        SimFs files = new SimFs();
        KvStore store = files.open(options);
        int next = files.operations() + 1;
        files.failAt(operation -> operation == next);
        assertThatThrownBy(() -> store.put(FROM, FROM, Durability.SYNC))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("operation " + next + " fails");
        assertThat(files.crashed()).isFalse();
        assertThatThrownBy(() -> store.put(FROM, FROM)).hasMessageContaining("no more writes");
    }

    @Test
    void failReadAt_aRead_failsThatReadOnly() throws IOException {
        SimFs files = new SimFs();
        try (KvStore store = files.open(options)) {
            store.put(FROM, FROM);
            store.flush();
            int next = files.reads() + 1;
            files.failReadAt(read -> read == next);
            assertThatThrownBy(() -> store.get(FROM)).isInstanceOf(IOException.class);
            assertThat(store.get(FROM)).isEqualTo(FROM);
            assertThat(store.get(FROM, new byte[10])).isEqualTo(4);
        }
    }

    @Test
    void open_twice_isLockedButMayBeReadBeside() throws IOException {
        SimFs files = new SimFs();
        try (KvStore store = files.open(options)) {
            store.put(FROM, TO);
            assertThatThrownBy(() -> files.open(options)).isInstanceOf(StoreLockedException.class);
            try (ReadOnlyStore reader = files.openReadOnly(options)) {
                assertThat(reader.get(FROM)).isEqualTo(TO);
            }
        }
    }
}
