package dev.ashlar.kvstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ashlar.kvstore.internal.io.Directory;
import java.io.IOException;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A script that crashes, or fails, at each of its operations; what a store then finds must be what the script says. Each method
 * counts the places that it has looked at.
 */
final class CrashRun {
    private static final byte[] LATER = "written after recovery".getBytes(UTF_8);
    private static final int POWER_LOSSES = 3;

    private final long seed;
    private final UnaryOperator<Directory> seen;
    private final KvOptions options;
    private final Script script;
    private final SplittableRandom random;
    private int points;

    CrashRun(long seed, int length) {
        this(seed, length, UnaryOperator.identity());
    }

    /** A run in which the store sees its directory through another. */
    CrashRun(long seed, int length, UnaryOperator<Directory> seen) {
        this.seed = seed;
        this.seen = seen;
        script = new Script(new SplittableRandom(seed), length);
        random = new SplittableRandom(~seed);
        options = KvOptions.builder()
                .memtableBytes(4 << 10)
                .blockBytes(512)
                .blockCacheBytes(0)
                .tableBytes(4 << 10)
                .compaction(seed % 2 == 0 ? CompactionStyle.LEVELED : CompactionStyle.TIERED)
                .build();
    }

    /** Of every four seeds one as on Windows, so without a tail of the log. */
    private SimDirectory directory() {
        return seed % 4 == 3 ? SimDirectory.ofWindows() : new SimDirectory();
    }

    /** Runs the script to its end; tells how many operations that takes. */
    SimDirectory whole() throws IOException {
        SimDirectory whole = directory();
        script.run(seen.apply(whole), options);
        assertThat(script.durable()).isEqualTo(script.attempted()).isGreaterThan(30);
        verify(whole.afterKill(), script.durable(), "whole");
        return whole;
    }

    int crashAnywhere() throws IOException {
        int operations = whole().operations();
        for (int crash = 1; crash <= operations; crash++) {
            SimDirectory stopped = crashed(crash);
            verify(stopped.afterKill(), script.handedOver(), "killed at %d", crash);
            for (int i = 0; i < POWER_LOSSES; i++) {
                verify(stopped.afterPowerLoss(random), script.durable(), "power lost at %d", crash);
            }
        }
        return points;
    }

    int crashInRecoveries() throws IOException {
        int operations = whole().operations();
        for (int crash = 1; crash <= operations; crash += 3) {
            SimDirectory image = crashed(crash).afterPowerLoss(random);
            int durable = script.durable();
            for (int again = 1; again < 40; again += random.nextInt(1, 5)) {
                image.crashAt(image.operations() + again);
                try {
                    KvStore.open(seen.apply(image), options).close();
                } catch (IOException e) {
                    assertThat(e).hasStackTraceContaining("crash");
                }
                image = image.afterPowerLoss(random);
                points++;
            }
            verify(image, durable, "power lost at %d and in recoveries", crash);
        }
        return points;
    }

    /**
     * An operation fails once; or all from there on, as on a full drive; or a sync fails, and what it had to sync is gone; or that,
     * and soon after the machine stops.
     */
    int failAnywhere() throws IOException {
        int operations = whole().operations();
        for (int fail = 1; fail <= operations; fail++) {
            int failing = fail;
            for (int mode = 0; mode < 4; mode++) {
                SimDirectory directory = directory();
                boolean forEver = mode == 1;
                directory.failAt(operation -> operation == failing || forEver && operation > failing);
                boolean drops = mode >= 2;
                if (drops) {
                    directory.dropOnFailedSync();
                }
                if (mode == 3) {
                    directory.crashAt(fail + random.nextInt(1, 20));
                }
                runUntilFailure(directory);
                int handedOver = drops ? script.durable() : script.handedOver();
                verify(directory.afterKill(), handedOver, "failure at %d, mode %d", failing, mode);
                verify(directory.afterPowerLoss(random), script.durable(), "failure at %d and power lost", failing);
            }
        }
        return points;
    }

    /** A read fails, half done: while tables are merged or opened, and while the store is read. */
    int failReads() throws IOException {
        SimDirectory whole = whole();
        for (int fail = 1; fail <= whole.reads(); fail++) {
            int failing = fail;
            SimDirectory directory = directory();
            directory.failReadAt(read -> read == failing);
            runUntilFailure(directory);
            verify(directory.afterKill(), script.handedOver(), "read %d fails", failing);
        }
        SimDirectory image = crashed(whole.operations() - 1).afterKill();
        for (int every = 2; every < 30; every++) {
            int step = every;
            image.failReadAt(read -> false);
            try (KvStore store = KvStore.open(image, options)) {
                image.failReadAt(read -> read % step == 0);
                for (int i = 0; i < step; i++) {
                    String mismatch = null;
                    try {
                        mismatch = script.mismatch(store, script.handedOver());
                    } catch (IOException e) {
                        assertThat(e).hasStackTraceContaining("fails");
                    }
                    assertThat(mismatch)
                            .as("seed %d, every read %d fails", seed, every)
                            .isNull();
                    points++;
                }
            }
        }
        return points;
    }

    private SimDirectory crashed(int operation) {
        SimDirectory directory = directory();
        directory.crashAt(operation);
        runUntilFailure(directory);
        return directory;
    }

    /** The failure may come after everything was acknowledged, where nobody is told any more. */
    private void runUntilFailure(SimDirectory directory) {
        try {
            script.run(seen.apply(directory), options);
            assertThat(script.durable()).isEqualTo(script.attempted());
        } catch (IOException e) {
            assertThat(Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause))
                    .anyMatch(cause -> cause instanceof SimDirectory.Crash
                            || String.valueOf(cause.getMessage()).endsWith("fails"));
        }
    }

    private void verify(SimDirectory image, int acknowledged, String what, Object... args) {
        String name = "seed " + seed + ", " + String.format(what, args);
        points++;
        try {
            try (KvStore store = KvStore.open(seen.apply(image), options)) {
                assertThat(script.mismatch(store, acknowledged)).as(name).isNull();
                store.verify();
                store.put(LATER, LATER, Durability.SYNC);
            }
            try (KvStore store = KvStore.open(seen.apply(image), options)) {
                assertThat(store.get(LATER)).as(name).isEqualTo(LATER);
                store.delete(LATER);
                assertThat(script.mismatch(store, acknowledged)).as(name).isNull();
            }
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }
}
