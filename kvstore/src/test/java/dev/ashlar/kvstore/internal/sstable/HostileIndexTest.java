package dev.ashlar.kvstore.internal.sstable;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.kvstore.Compression;
import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.KvOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Indexes whose checksums are right and whose contents are not. */
class HostileIndexTest {
    private static final KvOptions STORED =
            KvOptions.builder().compression(Compression.NONE).blockBytes(512).build();

    private TableBytes file;
    private IndexBlock top;

    /** Keys of two bytes, so that all partitions but the last are of one length. */
    @BeforeEach
    void write() throws IOException {
        SortedMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < 2_000; i++) {
            entries.put(key(i), new byte[100]);
        }
        file = TableBytes.of(entries, STORED, 100);
        top = file.index();
        assertThat(top.count()).isGreaterThan(20);
    }

    private static byte[] key(int i) {
        return new byte[] {(byte) (i >> 8), (byte) i};
    }

    private void assertRefused(byte[] key, BlockHandle where, String rule) throws IOException {
        Table table = file.open(new BlockCache(1 << 20));
        assertThatThrownBy(() -> table.blockOf(key)).isInstanceOfSatisfying(CorruptionException.class, e -> {
            assertThat(e.file()).isEqualTo("table");
            assertThat(e.offset()).isBetween(where.offset(), where.offset() + where.length());
            assertThat(e).hasMessageContaining(rule);
        });
        assertThatThrownBy(table::verify).isInstanceOf(CorruptionException.class);
        RunCursor cursor = new RunCursor(List.of(table), true);
        assertThatThrownBy(() -> {
                    for (boolean more = cursor.first(); more; more = cursor.next()) {
                        assertThat(cursor.keyLength()).isEqualTo(2);
                    }
                })
                .isInstanceOf(CorruptionException.class);
        assertThatThrownBy(() -> {
                    for (boolean more = cursor.last(); more; more = cursor.prev()) {
                        assertThat(cursor.keyLength()).isEqualTo(2);
                    }
                })
                .isInstanceOf(CorruptionException.class);
    }

    @Test
    void blockOf_partitionOfOtherKeys_isRefused() throws IOException {
        byte[] other = file.block(top.handle(7));
        assertThat(top.handle(6).length()).isEqualTo(other.length);
        file.forge(top.handle(6), block -> other);
        assertRefused(top.key(6), top.handle(6), "a partition of an index must end with the key");
    }

    @Test
    void blockOf_partitionThatBeginsInTheOneBefore_isRefused() throws IOException {
        byte[] before = new IndexBlock(new Block("table", 0, file.block(top.handle(5))), file.size()).key(0);
        // The first key is after how much it shares, how long it is and how long its value is.
        file.forge(top.handle(6), changed(3, before));
        assertRefused(top.key(6), top.handle(6), "begin after the one before: partition=6");
    }

    @Test
    void blockOf_partitionWhoseKeysDescend_isRefused() throws IOException {
        file.forge(top.handle(6), changed(3, new byte[] {top.key(6)[0], (byte) (top.key(6)[1] - 1)}));
        assertRefused(top.key(6), top.handle(6), "the keys of an index must ascend");
    }

    @Test
    void blockOf_partitionWithARestartPointMissing_isRefused() throws IOException {
        file.forge(top.handle(6), block -> {
            byte[] forged = block.clone();
            int restarts = forged.length - Integer.BYTES * (forged[forged.length - Integer.BYTES] + 1);
            Arrays.fill(forged, restarts + Integer.BYTES, restarts + 2 * Integer.BYTES, (byte) 0);
            return forged;
        });
        assertRefused(top.key(6), top.handle(6), "every entry of an index must be a restart point");
    }

    /** The value of the last entry but one swallows the last. */
    @Test
    void blockOf_partitionWithAnEntryMissing_isRefused() throws IOException {
        file.forge(top.handle(6), block -> {
            ByteBuffer forged = ByteBuffer.wrap(block.clone()).order(ByteOrder.LITTLE_ENDIAN);
            int count = forged.getInt(block.length - Integer.BYTES);
            int restarts = block.length - Integer.BYTES * (count + 1);
            int last = forged.getInt(restarts + Integer.BYTES * (count - 1));
            int valueLength = forged.getInt(restarts + Integer.BYTES * (count - 2)) + 2;
            forged.put(valueLength, (byte) (forged.get(valueLength) + restarts - last));
            return forged.array();
        });
        assertRefused(top.key(6), top.handle(6), "an index must have an entry for every restart point");
    }

    @Test
    void open_numberOfLevelsNotKnown_isRefused() throws IOException {
        BlockHandle properties = file.part(TableFormat.PROPERTIES);
        for (byte levels : new byte[] {0, 1, 3, 127}) {
            file.forge(properties, block -> property(block, TableFormat.INDEX_LEVELS, levels));
            assertThatThrownBy(() -> file.open(new BlockCache(0)))
                    .isInstanceOfSatisfying(CorruptionException.class, e -> {
                        assertThat(e.file()).isEqualTo("table");
                        assertThat(e.offset())
                                .isBetween(properties.offset(), properties.offset() + properties.length());
                        assertThat(e).hasMessageContaining("levels=" + levels);
                    });
        }
        file.forge(properties, block -> property(block, TableFormat.INDEX_LEVELS, (byte) 2));
        file.open(new BlockCache(0)).verify();
    }

    @Test
    void verify_otherNumberOfDataBlocks_isRefused() throws IOException {
        file.forge(file.part(TableFormat.PROPERTIES), block -> property(block, TableFormat.DATA_BLOCKS, (byte) 0x81));
        Table table = file.open(new BlockCache(0));
        assertThatThrownBy(table::verify)
                .isInstanceOf(CorruptionException.class)
                .hasMessageContaining("data blocks: blocks=400");
    }

    private static UnaryOperator<byte[]> changed(int at, byte[] with) {
        return block -> {
            byte[] forged = block.clone();
            System.arraycopy(with, 0, forged, at, with.length);
            return forged;
        };
    }

    /** Changes the first byte of a property: after its name and a trailer of 0. */
    private static byte[] property(byte[] block, String name, byte value) {
        int at = new String(block, ISO_8859_1).indexOf(name);
        return changed(at + name.length() + 1, new byte[] {value}).apply(block);
    }
}
