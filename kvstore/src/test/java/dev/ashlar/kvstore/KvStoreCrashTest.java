package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KvStoreCrashTest {
    private static final KvOptions SMALL = KvOptions.builder()
            .memtableBytes(4 << 10)
            .blockBytes(512)
            .blockCacheBytes(0)
            .tableBytes(4 << 10)
            .build();
    private static final byte[] LATER = "written after recovery".getBytes(UTF_8);

    static LongStream seeds() {
        return Seeds.of(4);
    }

    /** Of every four seeds one as on Windows, so without a tail of the log. */
    private static SimDirectory directory(long seed) {
        return seed % 4 == 3 ? SimDirectory.ofWindows() : new SimDirectory();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void open_afterACrashAtAnyOperation_hasAPrefixWithAllThatWasAcknowledged(long seed) throws IOException {
        Script script = new Script(new SplittableRandom(seed), 120);
        SimDirectory whole = directory(seed);
        script.run(whole, SMALL);
        assertThat(script.durable()).isEqualTo(script.attempted()).isGreaterThan(50);

        SplittableRandom random = new SplittableRandom(~seed);
        for (int crash = 1; crash <= whole.operations(); crash++) {
            SimDirectory directory = directory(seed);
            directory.crashAt(crash);
            runUntilCrash(script, directory);
            verify(script, directory.afterKill(), script.handedOver(), "seed %d, killed at %d", seed, crash);
            for (int i = 0; i < 3; i++) {
                SimDirectory lost = directory.afterPowerLoss(random);
                verify(script, lost, script.durable(), "seed %d, power lost at %d", seed, crash);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void open_afterACrashDuringRecovery_hasThePrefixStill(long seed) throws IOException {
        Script script = new Script(new SplittableRandom(seed), 60);
        SimDirectory whole = directory(seed);
        script.run(whole, SMALL);

        SplittableRandom random = new SplittableRandom(seed + 1000);
        for (int crash = 1; crash <= whole.operations(); crash += 3) {
            SimDirectory directory = directory(seed);
            directory.crashAt(crash);
            runUntilCrash(script, directory);
            int durable = script.durable();
            SimDirectory image = directory.afterPowerLoss(random);
            for (int again = 1; again < 40; again += random.nextInt(1, 5)) {
                image.crashAt(image.operations() + again);
                try {
                    KvStore.open(image, SMALL).close();
                } catch (IOException e) {
                    assertThat(e).hasStackTraceContaining("crash");
                }
                image = image.afterPowerLoss(random);
            }
            verify(script, image, durable, "seed %d, power lost at %d and in recoveries", seed, crash);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void write_afterAFailedOperation_isRefusedAndNothingAcknowledgedIsLost(long seed) throws IOException {
        Script script = new Script(new SplittableRandom(seed), 60);
        SimDirectory whole = directory(seed);
        script.run(whole, SMALL);

        SplittableRandom random = new SplittableRandom(seed + 2000);
        for (int fail = 1; fail <= whole.operations(); fail++) {
            int failing = fail;
            for (int mode = 0; mode < 3; mode++) {
                SimDirectory directory = directory(seed);
                boolean forEver = mode == 1;
                directory.failAt(operation -> operation == failing || forEver && operation > failing);
                if (mode == 2) {
                    directory.dropOnFailedSync();
                }
                try {
                    script.run(directory, SMALL);
                } catch (IOException e) {
                    assertThat(e).hasStackTraceContaining("fails");
                }
                int handedOver = mode == 2 ? script.durable() : script.handedOver();
                verify(script, directory.afterKill(), handedOver, "seed %d, failure at %d, %d", seed, failing, mode);
                SimDirectory lost = directory.afterPowerLoss(random);
                verify(script, lost, script.durable(), "seed %d, failure at %d and power lost", seed, failing);
            }
        }
    }

    /** The crash may come after everything was acknowledged, where nobody is told any more. */
    private static void runUntilCrash(Script script, SimDirectory directory) {
        try {
            script.run(directory, SMALL);
            assertThat(script.durable()).isEqualTo(script.attempted());
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining("crash");
        }
    }

    private static void verify(Script script, SimDirectory image, int acknowledged, String what, Object... args)
            throws IOException {
        String name = String.format(what, args);
        try (KvStore store = KvStore.open(image, SMALL)) {
            assertThat(script.mismatch(store, acknowledged)).as(name).isNull();
            store.verify();
            store.put(LATER, LATER, Durability.SYNC);
        } catch (CorruptionException e) {
            throw new AssertionError(name, e);
        }
        try (KvStore store = KvStore.open(image, SMALL)) {
            assertThat(store.get(LATER)).isEqualTo(LATER);
            store.delete(LATER);
            assertThat(script.mismatch(store, acknowledged)).as(name).isNull();
        }
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
