package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Whatever the threads do, there is an order of the calls that explains what each of them returned. */
class IdsLincheckTest {
    /** Four ids a tick, on a clock that stands still: ids are borrowed, and then refused. */
    public static class SnowflakeCalls {
        private final Snowflake ids = Snowflake.builder()
                .layout(Layout.of(41, 0, 3, 2))
                .worker(5)
                .epoch(Instant.EPOCH)
                .clock(() -> 1000)
                .onExhausted(Exhaustion.borrow(Duration.ofMillis(1)))
                .build();

        @Operation
        public String next() {
            try {
                return Long.toString(ids.next());
            } catch (SequenceExhaustedException e) {
                return "exhausted";
            }
        }

        @Operation
        public String many() {
            long[] dst = new long[3];
            try {
                int count = ids.next(dst, 0, 3);
                return count + ":" + dst[0] + "," + dst[1] + "," + dst[2];
            } catch (SequenceExhaustedException e) {
                return "exhausted";
            }
        }
    }

    /** What two UUIDs of one generator differ by is their counters: the random bits are a function of them. */
    public static class StrictUuidCalls {
        private final Uuid7 ids = Uuid7.strict(() -> 1000);
        private final long first = counter(ids.next());

        @Operation
        public long next() {
            return counter(ids.next()) - first;
        }

        @Operation
        public String many() {
            long[] dst = new long[6];
            ids.next(dst, 0, 3);
            return counter(dst[0], dst[1]) - first + "," + (counter(dst[2], dst[3]) - first) + ","
                    + (counter(dst[4], dst[5]) - first);
        }

        private static long counter(UUID id) {
            return counter(id.getMostSignificantBits(), id.getLeastSignificantBits());
        }

        /** 12 bits of the upper half and 10 of the lower. */
        private static long counter(long high, long low) {
            return (high & 0xFFF) << 10 | low >>> 52 & 0x3FF;
        }
    }

    public static class UlidCalls {
        private final UlidGenerator ulids = UlidGenerator.monotonic(() -> 1000, () -> 42);

        /** Lincheck puts random bits of its own in the place of ours. */
        private final long first = ulids.next().low();

        @Operation
        public long next() {
            return ulids.next().low() - first;
        }
    }

    public static class StrideCalls {
        private final StridedSequence numbers = StridedSequence.of(1, 3);

        @Operation
        public long next() {
            return numbers.next();
        }
    }

    public static class SegmentCalls {
        private final Segments numbers = Segments.builder(new InMemorySegmentStore(), "x")
                .sizes(2, 2)
                .nanoClock(() -> 0)
                .build();

        @Operation
        public long next() {
            return numbers.next();
        }

        @Operation
        public String many() {
            long[] dst = new long[2];
            return numbers.next(dst, 0, 2) + ":" + dst[0] + "," + dst[1];
        }
    }

    /** What a generator would be without an atomic operation. */
    public static class ReadThenWrite {
        private volatile long newest;

        @Operation
        public long next() {
            long next = newest + 1;
            newest = next;
            return next;
        }
    }

    @Test
    void snowflake_anyInterleaving_isLinearisable() {
        options().check(SnowflakeCalls.class);
    }

    @Test
    void strictUuids_anyInterleaving_areLinearisable() {
        options().check(StrictUuidCalls.class);
    }

    @Test
    void ulids_anyInterleaving_areLinearisable() {
        options().check(UlidCalls.class);
    }

    @Test
    void strides_anyInterleaving_areLinearisable() {
        options().check(StrideCalls.class);
    }

    @Test
    void segments_anyInterleaving_areLinearisable() {
        ofLocks().check(SegmentCalls.class);
    }

    @Test
    void readThenWrite_isFoundNotToBe() {
        assertThatThrownBy(() -> options().check(ReadThenWrite.class)).isInstanceOf(LincheckAssertionError.class);
    }

    /** For what has locks of the JDK, into which the model checker steps, and which it cannot read from JDK 25 on. */
    private static Options<?, ?> ofLocks() {
        if (Runtime.version().feature() < 25) {
            return options();
        }
        return new StressOptions().threads(2).actorsPerThread(3).iterations(5).invocationsPerIteration(200);
    }

    private static ModelCheckingOptions options() {
        return new ModelCheckingOptions()
                .threads(2)
                .actorsPerThread(3)
                .iterations(5)
                .invocationsPerIteration(300);
    }
}
