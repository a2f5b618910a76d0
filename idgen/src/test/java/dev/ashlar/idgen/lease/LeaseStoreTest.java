package dev.ashlar.idgen.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.idgen.Databases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@link LeaseStore} demands, of all three, on real files and real databases. */
class LeaseStoreTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final long NOW = 1_700_000_000_000L;
    private static final long UNTIL = NOW + HOUR.toMillis();

    @TempDir
    static Path directory;

    /** A store, and how to open it once more. */
    record Kind(String name, Callable<Callable<LeaseStore>> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(
                new Kind("files", () -> {
                    Path leases = Files.createTempDirectory(directory, "leases");
                    return () -> FileLeaseStore.open(leases);
                }),
                new Kind("PostgreSQL", () -> jdbc(Databases.postgres())),
                new Kind("H2", () -> jdbc(Databases.h2())));
    }

    private static Callable<LeaseStore> jdbc(DataSource source) throws IOException {
        String scope = UUID.randomUUID().toString();
        JdbcLeaseStore.of(source, scope).createTable();
        return () -> JdbcLeaseStore.of(source, scope);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void acquire_untilNoneIsFree_givesEachNumberOnce(Kind kind) throws Exception {
        Callable<LeaseStore> opener = kind.make.call();
        Set<Integer> workers = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            LeaseGrant grant = opener.call().acquire(3, HOUR, UNTIL).orElseThrow();
            assertThat(workers.add(grant.worker())).isTrue();
            assertThat(grant.token()).isEqualTo(1);
            assertThat(grant.usedUntilMillis()).isEqualTo(Long.MIN_VALUE);
        }
        assertThat(workers).containsExactly(0, 1, 2, 3);
        assertThat(opener.call().acquire(3, HOUR, UNTIL)).isEmpty();
        assertThat(opener.call().acquire(4, HOUR, UNTIL)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void release_number_isGrantedAgainWithAGreaterTokenAndTheUsedTime(Kind kind) throws Exception {
        LeaseStore store = kind.make.call().call();
        LeaseGrant first = store.acquire(0, HOUR, UNTIL).orElseThrow();
        assertThat(store.renew(first, HOUR, UNTIL + 5)).isTrue();
        assertThat(store.renew(first, HOUR, UNTIL + 1)).as("never lowered").isTrue();
        assertThat(store.acquire(0, HOUR, UNTIL)).isEmpty();
        store.release(first);
        LeaseGrant second = store.acquire(0, HOUR, UNTIL + 2).orElseThrow();
        assertThat(second).isEqualTo(new LeaseGrant(0, 2, UNTIL + 5));
        assertThat(store.renew(first, HOUR, UNTIL + 100)).as("an old token").isFalse();
        store.release(first);
        assertThat(store.acquire(0, HOUR, UNTIL))
                .as("released by its holder only")
                .isEmpty();
        store.release(second);
        assertThat(store.acquire(0, HOUR, UNTIL).orElseThrow()).isEqualTo(new LeaseGrant(0, 3, UNTIL + 5));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void acquire_someUsedLongAgo_prefersThose(Kind kind) throws Exception {
        LeaseStore store = kind.make.call().call();
        LeaseGrant recent = store.acquire(1, HOUR, UNTIL + 1000).orElseThrow();
        LeaseGrant old = store.acquire(1, HOUR, NOW - 1000).orElseThrow();
        store.release(recent);
        store.release(old);
        assertThat(store.acquire(1, HOUR, UNTIL).orElseThrow().worker()).isEqualTo(old.worker());
        assertThat(store.acquire(1, HOUR, UNTIL).orElseThrow().usedUntilMillis())
                .isEqualTo(UNTIL + 1000);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void acquire_manyThreadsAtOnce_neverGivesANumberTwice(Kind kind) throws Exception {
        Callable<LeaseStore> opener = kind.make.call();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<LeaseGrant>> futures = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                LeaseStore store = opener.call();
                futures.add(threads.submit(() -> store.acquire(39, HOUR, UNTIL).orElseThrow()));
            }
            Set<Integer> workers = new TreeSet<>();
            for (Future<LeaseGrant> future : futures) {
                assertThat(workers.add(future.get().worker())).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    static Stream<Kind> databases() {
        return kinds().filter(kind -> !kind.name.equals("files"));
    }

    @ParameterizedTest
    @MethodSource("databases")
    void acquire_leaseHasExpired_isGrantedToAnother(Kind kind) throws Exception {
        LeaseStore store = kind.make.call().call();
        LeaseGrant expired = store.acquire(0, Duration.ZERO, NOW).orElseThrow();
        LeaseGrant next = acquireWhenFree(store);
        assertThat(next.token()).isEqualTo(2);
        assertThat(next.usedUntilMillis()).isEqualTo(NOW);
        assertThat(store.renew(expired, HOUR, UNTIL)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("databases")
    void renew_expiredButNotTaken_isHeldAgain(Kind kind) throws Exception {
        LeaseStore store = kind.make.call().call();
        LeaseGrant grant = store.acquire(0, Duration.ZERO, NOW).orElseThrow();
        assertThat(store.renew(grant, HOUR, UNTIL)).isTrue();
        assertThat(store.acquire(0, HOUR, UNTIL)).isEmpty();
    }

    /** The database's clock has to advance by a millisecond. */
    private static LeaseGrant acquireWhenFree(LeaseStore store) throws IOException {
        while (true) {
            var grant = store.acquire(0, HOUR, UNTIL);
            if (grant.isPresent()) {
                return grant.get();
            }
        }
    }

    @Test
    void jdbc_illegalArguments_areRefused() {
        DataSource source = Databases.h2();
        assertThatThrownBy(() -> JdbcLeaseStore.of(source, ""))
                .hasMessage("scope must have 1 to 64 characters: scope=");
        assertThatThrownBy(() -> JdbcLeaseStore.of(source, "a b", "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JdbcLeaseStore.of(source, "x").acquire(0, HOUR, UNTIL))
                .as("no table")
                .isInstanceOf(IOException.class);
    }

    @Test
    void files_damaged_areAnErrorAndNotSkipped() throws IOException {
        Path leases = Files.createTempDirectory(directory, "damaged");
        Files.write(
                leases.resolve("worker-0"),
                IntStream.range(0, 100)
                        .collect(StringBuilder::new, (s, i) -> s.append(i), (a, b) -> {})
                        .toString()
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> FileLeaseStore.open(leases).acquire(3, HOUR, UNTIL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("worker-0 must hold a mark");
    }
}
