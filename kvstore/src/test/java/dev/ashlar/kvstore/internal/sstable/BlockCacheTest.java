package dev.ashlar.kvstore.internal.sstable;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
    private static final int BLOCK_BYTES = 936;
    private static final int WEIGHT = 1000;

    private static Block block(int number) throws IOException {
        byte[] bytes = new byte[BLOCK_BYTES];
        bytes[0] = (byte) number;
        bytes[BLOCK_BYTES - 4] = 1;
        return new Block("block", number, bytes);
    }

    @Test
    void put_anyBlocks_neverMoreThanTheLimitAndEachItsOwn() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        BlockCache cache = new BlockCache(50 * WEIGHT, true);
        List<BlockCache.Slots<Block>> tables =
                new ArrayList<>(List.of(cache.slots(100), cache.slots(100), cache.slots(100)));
        for (int i = 0; i < 100_000; i++) {
            int table = random.nextInt(3);
            int place = random.nextInt(100);
            Block found = cache.find(tables.get(table), place);
            if (found == null) {
                cache.put(tables.get(table), place, block(table * 100 + place));
            } else {
                assertThat(found.bytes()[0]).isEqualTo((byte) (table * 100 + place));
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(50 * WEIGHT);
            if (i % 1000 == 999) {
                cache.close(tables.get(table));
                assertThat(cache.find(tables.get(table), place)).isNull();
                cache.put(tables.get(table), place, block(0));
                assertThat(cache.find(tables.get(table), place)).as("closed").isNull();
                tables.set(table, cache.slots(100));
            }
            if (i % 5000 == 0) {
                cache.reserve(30 * WEIGHT);
                assertThat(cache.bytes()).isLessThanOrEqualTo(20 * WEIGHT);
                cache.reserve(-30 * WEIGHT);
            }
        }
        for (BlockCache.Slots<Block> table : tables) {
            cache.close(table);
        }
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void put_aBlockLargerThanATenthOfTheLimit_isNotKept() throws IOException {
        BlockCache cache = new BlockCache(10 * WEIGHT - 1);
        BlockCache.Slots<Block> table = cache.slots(1);
        cache.put(table, 0, block(0));
        assertThat(cache.find(table, 0)).isNull();
        assertThat(cache.bytes()).isZero();
    }

    /** Something that blocks are below, as those of a table are below the partitions of its index. */
    private record Above(int number, BlockCache.Slots<Block> below) implements BlockCache.Entry {
        @Override
        public int memory() {
            return WEIGHT;
        }

        @Override
        public long fileOffset() {
            return 1_000_000 + number;
        }
    }

    @Test
    void put_belowOthers_goWithThemAndAreNeverFoundElsewhere() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        BlockCache cache = new BlockCache(30 * WEIGHT, true);
        BlockCache.Slots<Above> table = cache.slots(20);
        List<Above> known = new ArrayList<>();
        int hits = 0;
        int gone = 0;
        for (int i = 0; i < 200_000; i++) {
            int number = random.nextInt(random.nextBoolean() ? 20 : 3);
            Above found = cache.find(table, number);
            Above above = found != null ? found : cache.put(table, number, new Above(number, table.below(10)));
            if (i % 10 == 0) {
                known.add(above); // and uses it later, when it may have gone
            } else if (i % 10 == 5 && !known.isEmpty()) {
                above = known.remove(random.nextInt(known.size()));
                gone += cache.find(table, above.number()) == above ? 0 : 1;
            }
            int place = random.nextInt(10);
            Block block = cache.find(above.below(), place);
            if (block == null) {
                Block kept = cache.put(above.below(), place, block(above.number() * 10 + place));
                assertThat(kept.bytes()[0]).isEqualTo((byte) (above.number() * 10 + place));
            } else {
                hits++;
                assertThat(cache.find(table, above.number()))
                        .as("what has blocks is there")
                        .isSameAs(above);
                assertThat(block.bytes()[0]).isEqualTo((byte) (above.number() * 10 + place));
            }
            assertThat(cache.bytes()).isLessThanOrEqualTo(30 * WEIGHT);
            if (i % 20_000 == 0) {
                cache.reserve(20 * WEIGHT);
                assertThat(cache.bytes()).isLessThanOrEqualTo(10 * WEIGHT);
                cache.reserve(-20 * WEIGHT);
            }
        }
        assertThat(hits).isGreaterThan(10_000);
        assertThat(gone).isGreaterThan(1_000);
        cache.close(table);
        assertThat(cache.bytes()).isZero();
        for (Above above : known) {
            cache.put(above.below(), 0, block(0));
        }
        assertThat(cache.bytes()).as("the table is closed").isZero();
    }

    @Test
    void put_twiceAtOnePlace_givesWhatIsThere() throws IOException {
        BlockCache cache = new BlockCache(30 * WEIGHT);
        BlockCache.Slots<Above> table = cache.slots(1);
        Above first = new Above(0, table.below(1));
        Above second = new Above(0, table.below(1));
        assertThat(cache.put(table, 0, first)).isSameAs(first);
        assertThat(cache.put(table, 0, second)).isSameAs(first);
        cache.put(second.below(), 0, block(0));
        assertThat(cache.bytes()).as("nothing is kept below what is not").isEqualTo(WEIGHT);
    }

    @Test
    void find_hotBlocksBesideScans_hitMoreOftenThanInAnLruCache() throws IOException {
        SplittableRandom random = new SplittableRandom(2);
        int room = 100;
        BlockCache cache = new BlockCache(room * WEIGHT);
        BlockCache.Slots<Block> table = cache.slots(10_000);
        Map<Integer, Integer> lru = new LinkedHashMap<>(16, 0.75F, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Integer, Integer> eldest) {
                return size() > room;
            }
        };
        int hits = 0;
        int lruHits = 0;
        int scan = 1000;
        for (int i = 0; i < 200_000; i++) {
            boolean hot = random.nextInt(3) == 0;
            int place = hot ? random.nextInt(80) : scan++ % 9_000 + 1_000;
            if (cache.find(table, place) == null) {
                cache.put(table, place, block(place));
            } else if (hot) {
                hits++;
            }
            if (lru.put(place, place) != null && hot) {
                lruHits++;
            }
        }
        assertThat(hits).isGreaterThan(2 * lruHits).isGreaterThan(60_000);
    }

    @Test
    void find_manyThreads_neverGivesAnotherBlock() throws Exception {
        BlockCache cache = new BlockCache(30 * WEIGHT);
        BlockCache.Slots<Above> table = cache.slots(10);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Integer>> futures = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                SplittableRandom random = new SplittableRandom(t);
                futures.add(threads.submit(() -> {
                    int wrong = 0;
                    for (int i = 0; i < 100_000; i++) {
                        int place = random.nextInt(100);
                        Above above = cache.find(table, place / 10);
                        if (above == null) {
                            above = cache.put(table, place / 10, new Above(place / 10, table.below(10)));
                        }
                        Block found = cache.find(above.below(), place % 10);
                        if (found == null) {
                            found = cache.put(above.below(), place % 10, block(place));
                        }
                        if (found.bytes()[0] != place) {
                            wrong++;
                        }
                    }
                    return wrong;
                }));
            }
            for (Future<Integer> future : futures) {
                assertThat(future.get()).isZero();
            }
            assertThat(cache.bytes()).isBetween(20L * WEIGHT, 30L * WEIGHT);
            cache.close(table);
            assertThat(cache.bytes()).isZero();
        } finally {
            threads.shutdownNow();
        }
    }
}
