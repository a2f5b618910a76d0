package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
class KvStoreCrashTest {
    private static final KvOptions SMALL =
            KvOptions.builder().memtableBytes(4 << 10).blockBytes(512).build();
    private static final byte[] LATER = "written after recovery".getBytes(UTF_8);

    @Test
    void open_afterACrashAtAnyOperation_hasAPrefixWithAllThatWasAcknowledged() throws IOException {
        assertThat(crashAnywhere(Seeds.of(9), 60)).isGreaterThanOrEqualTo(Seeds.isReplayed() ? 1_000 : 10_000);
    }

    @Test
    @Tag("soak")
    void open_afterACrashAtAnyOperationOfManyScripts_hasThePrefix() throws IOException {
        assertThat(crashAnywhere(LongStream.range(1_000, 1_050), 120)).isGreaterThanOrEqualTo(100_000);
    }

    private static int crashAnywhere(LongStream seeds, int length) throws IOException {
        int points = 0;
        for (long seed : seeds.toArray()) {
            points += new CrashRun(seed, length).crashAnywhere();
        }
        return points;
    }

    static LongStream seeds() {
        return Seeds.of(4);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void open_afterACrashDuringRecovery_hasThePrefixStill(long seed) throws IOException {
        assertThat(new CrashRun(seed, 60).crashInRecoveries()).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void write_afterAFailedOperation_isRefusedAndNothingAcknowledgedIsLost(long seed) throws IOException {
        assertThat(new CrashRun(seed, 60).failAnywhere()).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readAndMerge_aReadFails_isAnErrorNeverAWrongValue(long seed) throws IOException {
        assertThat(new CrashRun(seed, 60).failReads()).isGreaterThan(300);
    }

    @Test
    void stats_afterATornLog_tellsWhatWasDropped() throws IOException {
        SimDirectory directory = SimDirectory.withoutMapping();
        KvStore store = KvStore.open(directory, SMALL);
        store.put(LATER, LATER, Durability.OS);
        store.put(LATER, new byte[1000], Durability.OS);
        SimDirectory image = directory.afterKill();
        String log = image.list().stream()
                .filter(name -> name.endsWith(".wal"))
                .findFirst()
                .orElseThrow();
        byte[] bytes = image.bytes(log);
        bytes[bytes.length - 1] ^= 1;
        try (KvStore recovered = KvStore.open(image, SMALL)) {
            assertThat(recovered.get(LATER)).isEqualTo(LATER);
            assertThat(recovered.stats().recoveredWrites()).isEqualTo(1);
            assertThat(recovered.stats().droppedLogBytes()).isGreaterThan(1000);
        }
    }
}
