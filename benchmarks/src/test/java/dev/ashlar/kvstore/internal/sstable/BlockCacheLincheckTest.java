package dev.ashlar.kvstore.internal.sstable;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ashlar.kvstore.CorruptionException;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever the threads do, there is an order of the calls that explains what each of them returned. */
class BlockCacheLincheckTest {
    /** Made beforehand: the model checker does not know views of byte arrays as numbers, which blocks are read by. */
    private static final Block FIRST = block(7);

    private static final Block SECOND = block(8);

    /** Two places of a table that any thread may close, and room for both blocks. */
    public static class CacheCalls {
        private final BlockCache cache = new BlockCache(100_000);
        private final BlockCache.Slots<Block> table = cache.slots(2);

        @Operation
        public void putFirst() {
            cache.put(table, 0, FIRST);
        }

        @Operation
        public void putSecond() {
            cache.put(table, 1, SECOND);
        }

        @Operation
        public int findFirst() {
            return find(0);
        }

        @Operation
        public int findSecond() {
            return find(1);
        }

        @Operation
        public boolean isEmpty() {
            return cache.bytes() == 0;
        }

        @Operation
        public void close() {
            cache.close(table);
        }

        private int find(int place) {
            Block block = cache.find(table, place);
            return block == null ? -1 : block.bytes()[0];
        }
    }

    private static Block block(int number) {
        byte[] bytes = new byte[100];
        bytes[0] = (byte) number;
        bytes[96] = 1;
        try {
            return new Block("block " + number, 0, bytes);
        } catch (CorruptionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void cache_anyInterleaving_isLinearisable() {
        assertThatCode(() -> interleavings().check(CacheCalls.class)).doesNotThrowAnyException();
    }

    /** Of what has locks of the JDK, into which the model checker steps, and which it cannot read from JDK 25 on. */
    private static Options<?, ?> interleavings() {
        if (Runtime.version().feature() < 25) {
            return new ModelCheckingOptions()
                    .threads(2)
                    .actorsPerThread(3)
                    .iterations(10)
                    .invocationsPerIteration(200);
        }
        return new StressOptions().threads(2).actorsPerThread(3).iterations(10).invocationsPerIteration(200);
    }
}
