package dev.ashlar.bloom;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Whatever the threads do, there is an order of the calls that explains what each of them returned. */
class ConcurrentBloomFilterLincheckTest {
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    @Param(name = "key", gen = IntGen.class, conf = "1:3")
    public static class Calls {
        private final ConcurrentBloomFilter filter = ConcurrentBloomFilter.create(3, 0.01);

        @Operation
        public boolean addIfAbsent(@Param(name = "key") int key) {
            return filter.addIfAbsentHash(key * GOLDEN_RATIO);
        }

        @Operation
        public boolean mightContain(@Param(name = "key") int key) {
            return filter.mightContainHash(key * GOLDEN_RATIO);
        }
    }

    /** What the filter would be without an atomic operation. */
    @Param(name = "key", gen = IntGen.class, conf = "1:3")
    public static class ReadThenWrite {
        private volatile long word;

        @Operation
        public boolean addIfAbsent(@Param(name = "key") int key) {
            long before = word;
            word = before | 1L << key;
            return (before & 1L << key) == 0;
        }
    }

    @Test
    void calls_anyInterleaving_areLinearisable() {
        options().check(Calls.class);
    }

    @Test
    void calls_ofAReadThenAWrite_areFoundNotToBe() {
        assertThatThrownBy(() -> options().check(ReadThenWrite.class)).isInstanceOf(LincheckAssertionError.class);
    }

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions().iterations(20).invocationsPerIteration(500);
    }
}
