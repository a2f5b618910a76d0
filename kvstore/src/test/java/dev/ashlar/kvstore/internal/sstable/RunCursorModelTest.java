package dev.ashlar.kvstore.internal.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.Compression;
import dev.ashlar.kvstore.KvOptions;
import dev.ashlar.kvstore.internal.entry.EntryCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random moves over tables whose indexes have one level or two, and over a sorted map; the two must never differ. */
class RunCursorModelTest {
    private static final int KEYS = 5_000;
    private static final long SEED = Long.getLong("test.seed", 1);

    @ParameterizedTest
    @CsvSource({
        "1000000, 0",
        "1000000, 1000000", // one level
        "1, 0",
        "1, 10000",
        "1, 1000000", // a partition for each block
        "60, 0",
        "60, 10000",
        "60, 1000000",
        "500, 20000",
        "500, 1000000"
    })
    void moves_anyTables_areThoseOfASortedMap(int partitionBytes, long cacheBytes) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
        BlockCache cache = new BlockCache(cacheBytes);
        List<Table> tables = tables(random, model, partitionBytes, cache);
        assertThat(tables).hasSizeBetween(2, 20);
        assertThat(tables.stream().mapToInt(Table::partitions).max().orElseThrow() > 1)
                .isEqualTo(partitionBytes < 1_000_000);
        RunCursor cursor = new RunCursor(tables, random.nextBoolean());
        byte[] at = null;
        for (int i = 0; i < 20_000; i++) {
            byte[] target = random.nextBoolean() ? key(random) : model.floorKey(key(random));
            target = target == null ? key(random) : target;
            byte[] from = at;
            int move = random.nextInt(from == null ? 3 : 30);
            boolean found;
            if (move == 0) {
                found = cursor.first();
                at = model.firstKey();
            } else if (move == 1) {
                found = cursor.last();
                at = model.lastKey();
            } else if (move == 2) {
                found = cursor.seek(target, 0, target.length, 1);
                at = model.ceilingKey(target);
            } else if (i / 500 % 2 == 0) { // long runs in one direction, and then in the other
                found = cursor.next();
                at = model.higherKey(from);
            } else {
                found = cursor.prev();
                at = model.lowerKey(from);
            }
            check(cursor, found, at, model, "seed " + SEED + ", move " + i);
            find(tables, target, model);
            assertThat(cache.bytes()).isLessThanOrEqualTo(cacheBytes);
        }
        for (Table table : tables) {
            table.verify();
            table.release();
        }
        assertThat(cache.bytes()).isZero();
    }

    private static void check(
            EntryCursor cursor, boolean found, byte @Nullable [] at, NavigableMap<byte[], byte[]> model, String where) {
        assertThat(found).as(where).isEqualTo(at != null);
        if (at != null) {
            int from = cursor.valueOffset();
            assertThat(cursor.copyOfKey()).as(where).isEqualTo(at);
            assertThat(Arrays.copyOfRange(cursor.valueArray(), from, from + cursor.valueLength()))
                    .as(where)
                    .isEqualTo(model.get(at));
        }
    }

    /** At most one table has a key. */
    private static void find(List<Table> tables, byte[] key, NavigableMap<byte[], byte[]> model) throws IOException {
        byte[] value = null;
        for (Table table : tables) {
            Block block = table.blockOf(key);
            long found = block == null ? Block.ABSENT : block.find(key, 1);
            if (block != null && found != Block.ABSENT) {
                value = block.value(found);
            }
        }
        assertThat(value).isEqualTo(model.get(key));
    }

    /** Tables that follow each other, of random lengths, which have all that is in the model then. */
    private static List<Table> tables(
            SplittableRandom random, NavigableMap<byte[], byte[]> model, int partitionBytes, BlockCache cache)
            throws IOException {
        for (int i = 0; i < KEYS; i++) {
            byte[] value = new byte[random.nextInt(60)];
            random.nextBytes(value);
            model.put(key(random), value);
        }
        KvOptions options = KvOptions.builder()
                .blockBytes(512)
                .compression(Compression.values()[random.nextInt(2)])
                .build();
        List<Table> tables = new ArrayList<>();
        NavigableMap<byte[], byte[]> rest = model;
        while (!rest.isEmpty()) {
            byte[] end = rest.ceilingKey(key(random));
            NavigableMap<byte[], byte[]> some =
                    end == null || tables.size() == 10 || end == rest.firstKey() ? rest : rest.headMap(end, false);
            rest = some == rest ? new TreeMap<>() : rest.tailMap(end, true);
            tables.add(TableBytes.of(some, options, partitionBytes).open(cache));
        }
        return tables;
    }

    /** Keys with long common prefixes, keys that are prefixes of others, the empty key, and bytes above 127. */
    private static byte[] key(SplittableRandom random) {
        byte[] key = new byte[random.nextInt(4) == 0 ? random.nextInt(100) : random.nextInt(6)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(key.length < 6 ? 8 : 2) * 36);
        }
        return key;
    }
}
