package dev.ashlar.examples.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.idgen.Base62;
import dev.ashlar.idgen.Layout;
import dev.ashlar.idgen.lease.FileLeaseStore;
import dev.ashlar.idgen.lease.LeaseExpiredException;
import dev.ashlar.idgen.lease.LeaseGrant;
import dev.ashlar.idgen.lease.NoFreeWorkerException;
import dev.ashlar.idgen.lease.WorkerLease;
import dev.ashlar.kvstore.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links whose codes come from a worker number that is leased for 30 seconds. */
class LeasedCodesTest {
    @TempDir
    Path directory;

    private volatile Instant now = Instant.parse("2026-03-04T05:06:07.089Z");
    private final InstantSource clock = () -> now;
    private FileLeaseStore leases;

    @BeforeEach
    void openLeases() throws IOException {
        leases = FileLeaseStore.open(directory.resolve("workers"));
    }

    @Test
    void restart_atOnceOrWithAnEarlierClock_hasAnotherWorkerAndLaterIds() throws IOException {
        List<String> codes = new ArrayList<>();
        for (int restart = 0; restart < 70; restart++) { // more often than there are workers
            try (LinkStore links = open()) {
                codes.add(links.shorten("http://example.org/" + restart).link().code());
            }
            now = now.minusMillis(restart);
        }
        assertThat(codes).doesNotHaveDuplicates().isSorted();
        assertThat(codes.subList(0, 32).stream().map(LeasedCodesTest::worker))
                .as("a number that was in use a moment ago comes last")
                .doesNotHaveDuplicates();
    }

    @Test
    void open_numberTakenByAnother_leasesOneThatIsFree() throws IOException {
        try (WorkerLease other = WorkerLease.acquire(leases, 0, Duration.ofSeconds(10), now::toEpochMilli);
                LinkStore links = open()) {
            assertThat(other.worker()).isZero();
            assertThat(worker(links.shorten("http://example.org/").link().code()))
                    .isEqualTo(1);
        }
    }

    @Test
    void open_allNumbersTaken_isRefusedAndLeavesTheLinks() throws IOException {
        try (LinkStore links = open()) {
            links.shorten("http://example.org/");
        }
        List<WorkerLease> others = new ArrayList<>();
        for (int i = 0; i <= Layout.TWITTER.maxWorker(); i++) {
            others.add(
                    WorkerLease.acquire(leases, Layout.TWITTER.maxWorker(), Duration.ofSeconds(10), now::toEpochMilli));
        }
        for (int i = 0; i < 2; i++) { // the second time, were the store's lock not given up, it would be that
            assertThatThrownBy(this::open)
                    .isInstanceOf(NoFreeWorkerException.class)
                    .hasMessageStartingWith("all worker numbers from 0 to 31 are leased: FileLeaseStore[");
        }
        others.get(7).close();
        try (LinkStore links = open()) {
            assertThat(links.codeOf("http://example.org/")).isNotNull();
            assertThat(worker(links.shorten("http://example.org/2").link().code()))
                    .isEqualTo(others.get(7).worker());
        }
        for (WorkerLease other : others) {
            other.close();
        }
    }

    @Test
    void shorten_leaseNotRenewedInTime_isRefusedUntilItIs() throws IOException {
        try (LinkStore links = open()) {
            links.shorten("http://example.org/1");
            now = now.plusMillis(30_001);
            assertThatThrownBy(() -> links.shorten("http://example.org/2"))
                    .isInstanceOf(LeaseExpiredException.class)
                    .hasMessageStartingWith("lease must be renewed before its time is over");
            assertThat(links.count()).isEqualTo(1);
            assertThat(links.shorten("http://example.org/1").isNew()).isFalse();
            links.renew();
            assertThat(links.shorten("http://example.org/2").isNew()).isTrue();
        }
    }

    @Test
    void renew_everyFewSeconds_keepsTheLease() throws IOException {
        try (LinkStore links = open()) {
            for (int i = 0; i < 100; i++) {
                now = now.plusSeconds(7);
                links.renew();
                assertThat(links.shorten("http://example.org/" + i).isNew()).isTrue();
            }
        }
    }

    @Test
    void renewal_inTheBackground_keepsTheLeaseUntilItIsClosed() throws Exception {
        try (LinkStore links = open()) {
            links.shorten("http://example.org/0");
            now = now.plusSeconds(31);
            assertThatThrownBy(() -> links.shorten("http://example.org/1")).isInstanceOf(LeaseExpiredException.class);
            try (Renewal renewal = Renewal.start(links, Duration.ofMillis(1), failure -> {
                throw new AssertionError(failure);
            })) {
                assertThat(renewal).isNotNull();
                while (!isRenewed(links)) {
                    Thread.onSpinWait();
                }
            }
            now = now.plusSeconds(31);
            assertThatThrownBy(() -> links.shorten("http://example.org/2")).isInstanceOf(LeaseExpiredException.class);
        }
    }

    private static boolean isRenewed(LinkStore links) throws IOException {
        try {
            return links.shorten("http://example.org/1").isNew();
        } catch (LeaseExpiredException e) {
            return false;
        }
    }

    @Test
    void shorten_leaseLost_isRefusedAndLosesNothing() throws Exception {
        try (LinkStore links = open()) {
            links.shorten("http://example.org/1");
            leases.release(new LeaseGrant(0, 1, 0)); // as an operator's mistake would
            now = now.plusSeconds(11);
            BlockingQueue<Exception> failures = new LinkedBlockingQueue<>();
            try (Renewal renewal = Renewal.start(links, Duration.ofMillis(1), failures::add)) {
                for (int i = 0; i < 3; i++) {
                    assertThat(failures.take())
                            .as("told each time, by %s", renewal)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("the lease of the worker number was lost, so no codes can be made");
                }
            }
            assertThatThrownBy(() -> links.shorten("http://example.org/2")).isInstanceOf(LeaseExpiredException.class);
            assertThat(links.codeOf("http://example.org/2")).isNull();
        }
        try (LinkStore links = open()) {
            assertThat(new Proof(links).check(1, new Tally())).isZero();
            assertThat(links.shorten("http://example.org/2").link().number()).isEqualTo(1);
        }
    }

    @Test
    void code_beforeStart_isRefused() {
        assertThatThrownBy(() -> codes().code(0, new byte[0], 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ids must be started");
    }

    private LinkStore open() throws IOException {
        return LinkStore.open(directory, 0, new LinkOptions(Durability.OS, codes(), clock));
    }

    private IdCodes codes() {
        return IdCodes.twitter(clock, () -> leases);
    }

    private static long worker(String code) {
        return Base62.decode(code) >> Layout.TWITTER.sequenceBits() & Layout.TWITTER.maxWorker();
    }
}
