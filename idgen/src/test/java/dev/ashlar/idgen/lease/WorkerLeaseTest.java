package dev.ashlar.idgen.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.idgen.Layout;
import dev.ashlar.idgen.Rollback;
import dev.ashlar.idgen.Snowflake;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Test;

/** Leases on a clock that only the test moves. */
class WorkerLeaseTest {
    private static final Duration DURATION = Duration.ofSeconds(30);
    private static final long START = 1_700_000_000_000L;

    private final TableLeaseStore store = new TableLeaseStore(() -> this.storeMillis);
    private long millis = START;
    private long storeMillis = 5;

    private void pass(Duration time) {
        millis += time.toMillis();
        storeMillis += time.toMillis();
    }

    private WorkerLease acquire() throws IOException {
        return WorkerLease.acquire(store, 0, DURATION, () -> millis);
    }

    private Snowflake ids(WorkerLease lease) {
        return Snowflake.builder()
                .layout(Layout.of(41, 0, 10, 12))
                .worker(lease)
                .clock(() -> millis)
                .onRollback(Rollback.freeze(Duration.ofHours(2)))
                .build();
    }

    @Test
    void next_leaseIsRenewed_goesOn() throws IOException {
        WorkerLease lease = acquire();
        Snowflake ids = ids(lease);
        long newest = -1;
        for (int i = 0; i < 100; i++) {
            long id = ids.next();
            assertThat(id).isGreaterThan(newest);
            newest = id;
            pass(Duration.ofSeconds(10));
            assertThat(lease.renew()).isTrue();
        }
        assertThat(ids.parse(newest).worker()).isEqualTo(lease.worker());
    }

    @Test
    void next_holderWasPausedPastItsLease_issuesNothing() throws IOException {
        WorkerLease paused = acquire();
        Snowflake ids = ids(paused);
        long before = ids.next();
        assertThat(paused.isUsable()).isTrue();
        pass(DURATION);
        ids.next(); // the last millisecond
        pass(Duration.ofMillis(1));
        assertThat(paused.isUsable()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(ids::next)
                    .isInstanceOf(LeaseExpiredException.class)
                    .hasMessageStartingWith("lease must be renewed before its time is over: id's time="
                            + Instant.ofEpochMilli(millis) + ", WorkerLease[worker=0, token=1, HELD, usableUntil=");
            assertThatThrownBy(() -> ids.next(new long[3], 0, 3)).isInstanceOf(LeaseExpiredException.class);
        }
        WorkerLease next = acquire();
        assertThat(next.worker()).isEqualTo(paused.worker());
        assertThat(next.token()).isGreaterThan(paused.token());
        assertThat(ids(next).next()).isGreaterThan(before);
        assertThat(paused.renew()).isFalse();
        assertThat(paused.renew()).isFalse();
        assertThatThrownBy(ids::next).isInstanceOf(LeaseExpiredException.class);
        assertThat(paused.usableUntil()).isEqualTo(Instant.MIN);
    }

    @Test
    void next_holderIsLateAndItsClockWasSetBack_sharesNoTimeWithItsSuccessor() throws IOException {
        WorkerLease first = acquire();
        Snowflake old = ids(first);
        old.next();
        storeMillis += DURATION.toMillis() + 1; // expired at the store, while this clock stands still
        WorkerLease second = acquire();
        Snowflake young = ids(second);
        long limit = old.ceil(first.usableUntil());
        for (int i = 0; i < 1000; i++) {
            assertThat(old.next()).isLessThanOrEqualTo(limit);
        }
        millis += DURATION.toMillis() + 1;
        assertThat(second.renew()).isTrue();
        assertThat(young.next()).isGreaterThan(limit);
        assertThatThrownBy(old::next).isInstanceOf(LeaseExpiredException.class);
    }

    @Test
    void renew_expiredAndNotTaken_goesOn() throws IOException {
        WorkerLease lease = acquire();
        Snowflake ids = ids(lease);
        pass(Duration.ofHours(1));
        assertThatThrownBy(ids::next).isInstanceOf(LeaseExpiredException.class);
        assertThat(lease.renew()).isTrue();
        assertThat(ids.parse(ids.next()).timestamp()).isEqualTo(Instant.ofEpochMilli(millis));
    }

    @Test
    void renew_storeIsDown_idsGoOnUntilTheTimeIsOver() throws IOException {
        WorkerLease lease = acquire();
        Snowflake ids = ids(lease);
        store.down = true;
        assertThatThrownBy(lease::renew).isInstanceOf(IOException.class);
        pass(DURATION);
        ids.next();
        pass(Duration.ofMillis(1));
        assertThatThrownBy(ids::next).isInstanceOf(LeaseExpiredException.class);
        store.down = false;
        assertThat(lease.renew()).isTrue();
        ids.next();
    }

    @Test
    void renew_clockWasSetBack_neverLowersTheUsableTime() throws IOException {
        WorkerLease lease = acquire();
        Instant usable = lease.usableUntil();
        millis -= 3_600_000;
        assertThat(lease.renew()).isTrue();
        assertThat(lease.usableUntil()).isEqualTo(usable);
    }

    @Test
    void close_number_isFreeAndTheGeneratorStops() throws IOException {
        WorkerLease lease = acquire();
        Snowflake ids = ids(lease);
        ids.next();
        assertThatThrownBy(this::acquire)
                .isInstanceOf(NoFreeWorkerException.class)
                .hasMessageStartingWith("all worker numbers from 0 to 0 are leased: ");
        lease.close();
        lease.close();
        assertThatThrownBy(ids::next).isInstanceOf(LeaseExpiredException.class);
        assertThatThrownBy(lease::renew).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lease::claim).isInstanceOf(IllegalStateException.class);
        try (WorkerLease next = acquire()) {
            assertThat(next.usedUntilMillis()).isEqualTo(START + DURATION.toMillis());
        }
    }

    @Test
    void build_secondGeneratorOnALease_isRefused() throws IOException {
        WorkerLease lease = acquire();
        ids(lease);
        assertThatThrownBy(() -> ids(lease))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("a lease must have one generator: WorkerLease[worker=0");
    }

    @Test
    void renewOn_executor_renewsUntilTheLeaseIsLost() throws Exception {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try {
            WorkerLease lease = WorkerLease.acquire(store, 0, Duration.ofMillis(100), () -> millis);
            ScheduledFuture<?> task = lease.renewOn(executor);
            store.awaitRenewals(3);
            store.down = true;
            store.awaitRenewals(2);
            store.down = false;
            store.awaitRenewals(2);
            assertThat(lease.renew()).isTrue();
            store.steal(0);
            assertThatThrownBy(task::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(LeaseExpiredException.class);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void illegalUse_isRefused() {
        assertThatThrownBy(() -> WorkerLease.acquire(store, -1, DURATION))
                .hasMessage("maxWorker must be 0 to 1073741823: maxWorker=-1");
        for (Duration bad :
                new Duration[] {Duration.ofMillis(99), Duration.ofDays(7).plusNanos(1)}) {
            assertThatThrownBy(() -> WorkerLease.acquire(store, 0, bad))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("duration must be 100 ms to 7 days: duration=" + bad);
        }
    }

    @Test
    void workerIds_fromEnvironmentAndHost_areChecked() {
        assertThat(WorkerIds.fromEnvironment(Map.of("WORKER", "31"), "WORKER", 31))
                .isEqualTo(31);
        assertThat(WorkerIds.fromHostOrdinal("web-3", 31)).isEqualTo(3);
        assertThat(WorkerIds.fromHostOrdinal("my-web-12.web.default.svc.cluster.local", 31))
                .isEqualTo(12);
        assertThatThrownBy(() -> WorkerIds.fromEnvironment(Map.of(), "WORKER", 31))
                .hasMessage("variable must be set: WORKER");
        assertThatThrownBy(() -> WorkerIds.fromEnvironment(Map.of("WORKER", "32"), "WORKER", 31))
                .hasMessage("worker must be 0 to 31: worker=32, from WORKER");
        for (String bad : new String[] {"", "-1", "1.5", "x", "99999999999"}) {
            assertThatThrownBy(() -> WorkerIds.fromEnvironment(Map.of("WORKER", bad), "WORKER", 31))
                    .hasMessage("variable must be a number: WORKER=" + bad);
        }
        for (String bad : new String[] {"web", "web3", "web-", "web.x-3", "web-3x"}) {
            assertThatThrownBy(() -> WorkerIds.fromHostOrdinal(bad, 31))
                    .hasMessage("host must end in a hyphen and a number: host=" + bad);
        }
    }
}
