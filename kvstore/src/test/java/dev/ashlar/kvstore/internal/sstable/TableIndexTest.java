package dev.ashlar.kvstore.internal.sstable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.Compression;
import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.KvOptions;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TableIndexTest {
    private static final KvOptions STORED =
            KvOptions.builder().compression(Compression.NONE).blockBytes(512).build();
    private static final int ONE_LEVEL = Integer.MAX_VALUE;
    private static final int KEYS = 20_000;

    private static byte[] key(int i) {
        return String.format("key %08d", i).getBytes(UTF_8);
    }

    private static SortedMap<byte[], byte[]> entries(int count) {
        SortedMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < count; i++) {
            entries.put(key(i), new byte[100]);
        }
        return entries;
    }

    @Test
    void open_bigTable_readsAndKeepsOnlyTheTopOfItsIndex() throws IOException {
        TableBytes one = TableBytes.of(entries(KEYS), STORED, ONE_LEVEL);
        TableBytes two = TableBytes.of(entries(KEYS), STORED, TableWriter.INDEX_PARTITION_BYTES);
        long filter = two.part(TableFormat.FILTER).length();
        BlockCache cache = new BlockCache(10 << 20);
        one.bytesRead();
        long indexOfOne = one.open(cache).memory() - filter;
        long readOfOne = one.bytesRead() - filter;
        two.bytesRead();
        Table table = two.open(cache);
        assertThat(table.partitions()).isGreaterThan(20);
        assertThat(table.blocks()).isEqualTo(4_000);
        assertThat(table.memory() - filter).isLessThan(indexOfOne / 50);
        assertThat(two.bytesRead() - filter).isLessThan(readOfOne / 50);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void open_indexOfOnePartition_hasOneLevelAndNeedsNoCache() throws IOException {
        TableBytes file = TableBytes.of(entries(500), STORED, TableWriter.INDEX_PARTITION_BYTES);
        Table table = file.open(new BlockCache(0));
        assertThat(table.partitions()).isOne();
        assertThat(table.blocks()).isEqualTo(100);
        file.bytesRead();
        table.blockOf(key(77));
        assertThat(file.bytesRead()).as("a block, and no partition").isBetween(512L, 700L);
    }

    @Test
    void blockOf_partitionAndBlockInTheCache_readsNothingAndCountsBoth() throws IOException {
        TableBytes file = TableBytes.of(entries(KEYS), STORED, 1024);
        BlockCache cache = new BlockCache(1 << 20);
        Table table = file.open(cache);
        file.bytesRead();
        Block block = table.blockOf(key(77));
        assertThat(file.bytesRead()).as("a partition and a block").isBetween(1024L + 512, 1024L + 1024);
        assertThat(cache.bytes())
                .isEqualTo(table.partition(0, false).memory() + block.memory())
                .isGreaterThan(1024 + 512);
        assertThat(table.blockOf(key(77))).isSameAs(block);
        assertThat(file.bytesRead()).isZero();
        table.release();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void scan_notKept_readsEachPartitionOnceAndLeavesTheCacheAlone() throws IOException {
        TableBytes file = TableBytes.of(entries(KEYS), STORED, 1024);
        BlockCache cache = new BlockCache(1 << 20);
        Table table = file.open(cache);
        file.bytesRead();
        RunCursor cursor = new RunCursor(List.of(table), false);
        int forwards = 0;
        for (boolean more = cursor.first(); more; more = cursor.next()) {
            forwards++;
        }
        assertThat(forwards).isEqualTo(KEYS);
        assertThat(file.bytesRead()).isLessThan(file.size());
        int backwards = 0;
        for (boolean more = cursor.last(); more; more = cursor.prev()) {
            backwards++;
        }
        assertThat(backwards).isEqualTo(KEYS);
        assertThat(cache.bytes()).isZero();
    }

    /** The places of blocks go with their partition, so what is known of a store of any size is bounded. */
    @Test
    void blockOf_moreThanTheCacheHolds_staysWithinItAndGivesTheRightBlocks() throws IOException {
        TableBytes file = TableBytes.of(entries(KEYS), STORED, 512);
        BlockCache cache = new BlockCache(30_000, true);
        Table table = file.open(cache);
        long room = 30_000 - Math.min(30_000, table.memory());
        BlockCache roomy = new BlockCache(table.memory() + 30_000, true);
        Table other = file.open(roomy);
        assertThat(room).as("the filter alone takes more").isZero();
        for (int i = 0; i < 3 * KEYS; i++) {
            int wanted = (int) (i * 7_919L % KEYS);
            Block block = other.blockOf(key(wanted));
            assertThat(block).isNotNull();
            assertThat(block.find(key(wanted), 1)).isNotEqualTo(Block.ABSENT);
            assertThat(roomy.bytes()).isLessThanOrEqualTo(30_000);
        }
        assertThat(roomy.bytes()).isGreaterThan(20_000);
        assertThat(table.blockOf(key(1))).isNotNull();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void verify_damagedPartition_isToldWithItsPlace() throws IOException {
        TableBytes file = TableBytes.of(entries(KEYS), STORED, 1024);
        Table table = file.open(new BlockCache(0));
        table.verify();
        BlockHandle partition = file.index().handle(3);
        file.flip(partition.offset() + 7);
        assertThatThrownBy(table::verify).isInstanceOfSatisfying(CorruptionException.class, e -> {
            assertThat(e.file()).isEqualTo("table");
            assertThat(e.offset()).isEqualTo(partition.offset());
        });
        assertThat(table.blockOf(key(0))).as("other partitions stay readable").isNotNull();
    }
}
