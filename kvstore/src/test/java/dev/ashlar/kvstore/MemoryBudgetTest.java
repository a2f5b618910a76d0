package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.bloom.BinaryFuseFilter;
import dev.ashlar.bloom.BinaryFuseFilter.Arity;
import dev.ashlar.bloom.BinaryFuseFilter.Fingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
    private static final int KEYS = 50_000;
    private static final long MEMTABLE = 64 << 10;
    private static final long BUDGET = 2 * MEMTABLE + (1 << 20);

    private static byte[] key(int i) {
        return String.format("%08d", i * 31 % KEYS).getBytes(UTF_8);
    }

    private static long inUse(KvStats stats) {
        return 2 * MEMTABLE + (BUDGET - 2 * MEMTABLE) / 8 + stats.tableMemoryBytes() + stats.cacheBytes();
    }

    @Test
    void memoryBytes_fillReadAndScan_staysWithinTheBudget() throws IOException {
        KvOptions options = KvOptions.builder()
                .memtableBytes(MEMTABLE)
                .memoryBytes(BUDGET)
                .blockCacheBytes(Long.MAX_VALUE)
                .build();
        try (KvStore store = KvStore.open(new SimDirectory(), options)) {
            long most = 0;
            for (int i = 0; i < KEYS; i++) {
                store.put(key(i), new byte[100]);
                store.get(key(i / 2));
                if (i % 1000 == 0) {
                    assertThat(inUse(store.stats())).isLessThanOrEqualTo(BUDGET);
                }
            }
            for (int i = 0; i < KEYS; i++) {
                store.get(key(i));
            }
            most = inUse(store.stats());
            assertThat(most).as("the cache takes what is left").isBetween(BUDGET - BUDGET / 10, BUDGET);

            List<Cursor> cursors = new ArrayList<>();
            long cached = store.stats().cacheBytes();
            for (int i = 0; i < 20; i++) {
                cursors.add(store.cursor(KeyRange.all()));
            }
            assertThat(store.stats().cacheBytes()).isLessThanOrEqualTo(cached - 20L * options.blockBytes());
            for (Cursor cursor : cursors) {
                cursor.close();
            }
            for (int i = 0; i < KEYS; i++) {
                store.get(key(i));
            }
            assertThat(inUse(store.stats()))
                    .as("cursors gave back what they took")
                    .isGreaterThan(BUDGET - BUDGET / 10);
        }
    }

    @Test
    void memoryBytes_indexesCut_areInTheCacheAndNotBesideIt() throws IOException {
        KvOptions.Builder options =
                KvOptions.builder().memtableBytes(MEMTABLE).memoryBytes(BUDGET).blockBytes(512);
        long inOnePiece =
                tableMemory(options.indexPartitionBytes(Integer.MAX_VALUE).build());
        long cut = tableMemory(options.indexPartitionBytes(512).build());
        int tableKeys = options.build().tableKeys();
        long filters =
                BinaryFuseFilter.sizeInBytes(tableKeys, Fingerprint.BITS_8, Arity.THREE) * (1 + KEYS / tableKeys);
        assertThat(inOnePiece).isGreaterThan(filters + 200_000);
        assertThat(cut).isLessThan(filters + 30_000);
    }

    @Test
    void memoryBytes_smallPairs_tablesEndBeforeTheirFiltersTakeTooMuchToMake() throws IOException {
        KvOptions options =
                KvOptions.builder().memtableBytes(MEMTABLE).memoryBytes(BUDGET).build();
        try (KvStore store = KvStore.open(new SimDirectory(), options)) {
            for (int i = 0; i < KEYS; i++) {
                store.put(key(i), new byte[0]);
            }
            store.compactRange(KeyRange.all());
            KvStats.Level deepest = store.stats().levels().get(KvOptions.DEEPEST_LEVEL);
            assertThat(deepest.entries()).isEqualTo(KEYS);
            assertThat(deepest.tables()).isEqualTo((KEYS + options.tableKeys() - 1) / options.tableKeys());
            for (int i = 0; i < KEYS; i++) {
                assertThat(store.get(key(i))).isEmpty();
            }
        }
    }

    private static long tableMemory(KvOptions options) throws IOException {
        try (KvStore store = KvStore.open(new SimDirectory(), options)) {
            for (int i = 0; i < KEYS; i++) {
                store.put(key(i), new byte[100]);
            }
            store.compactRange(KeyRange.all());
            for (int i = 0; i < KEYS; i++) {
                assertThat(store.get(key(i), new byte[0])).isEqualTo(100);
            }
            assertThat(inUse(store.stats())).isBetween(BUDGET - BUDGET / 10, BUDGET);
            return store.stats().tableMemoryBytes();
        }
    }

    @Test
    void build_budgetTooSmallForTheMemtables_isRefused() {
        assertThatThrownBy(() -> KvOptions.builder().memoryBytes(32 << 20).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("memoryBytes=33554432");
        assertThatThrownBy(() -> KvOptions.builder().memoryBytes(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
