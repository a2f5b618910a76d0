package dev.ashlar.idgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ashlar.idgen.lease.LeaseExpiredException;
import dev.ashlar.idgen.lease.NoFreeWorkerException;
import dev.ashlar.idgen.lease.TableLeaseStore;
import dev.ashlar.idgen.lease.WorkerLease;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Some processes with clocks of their own, which jump by up to an hour, stand still and go on, share a store of leases;
 * they are paused past their leases and killed without an end. No id may be issued twice. The check is exact.
 */
class ChaosTest {
    private static final Layout LAYOUT = Layout.of(41, 0, 10, 12);
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final long HOUR = 3_600_000;
    private static final int PROCESSES = 5;
    private static final int MAX_WORKER = 11;

    private final IdRuns issued = new IdRuns();
    private long[] many = new long[0];
    private long trueMillis = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    private final TableLeaseStore store = new TableLeaseStore(() -> trueMillis);
    private int restarts;
    private int expired;
    private int lost;

    private final class Process {
        long offset;

        @Nullable
        Long frozenAt;

        @Nullable
        WorkerLease lease;

        @Nullable
        Snowflake ids;

        long millis() {
            return frozenAt == null ? trueMillis + offset : frozenAt;
        }

        void start() throws IOException {
            try {
                lease = WorkerLease.acquire(store, MAX_WORKER, LEASE, this::millis);
                ids = Snowflake.builder()
                        .layout(LAYOUT)
                        .worker(lease)
                        .clock(this::millis)
                        .onRollback(Rollback.freeze(Duration.ofHours(3)))
                        .onExhausted(Exhaustion.borrow(Duration.ofHours(3)))
                        .build();
                restarts++;
            } catch (NoFreeWorkerException e) {
                ids = null; // some other time
            }
        }

        void issue(SplittableRandom random) throws IOException {
            if (ids == null) {
                start();
                return;
            }
            try {
                if (random.nextInt(4) == 0) {
                    for (int i = random.nextInt(200); i > 0; i--) {
                        many[0] = ids.next();
                        record(1);
                    }
                } else {
                    record(ids.next(many, 0, random.nextInt(1, many.length)));
                }
            } catch (LeaseExpiredException e) {
                expired++;
                if (!lease.renew()) {
                    lost++;
                    start();
                }
            } catch (ClockMovedBackwardsException | SequenceExhaustedException e) {
                // refused as it should be
            }
        }

        /** Ids of one worker, in the order in which they are issued, without the worker's number in between. */
        private void record(int count) {
            long first = place(many[0]);
            long last = place(many[count - 1]);
            boolean rising = last - first == count - 1 || count == 1;
            if (!rising || !issued.add(first, last)) {
                for (int i = 0; !rising && i < count; i++) { // not a run: one by one
                    assertThat(issued.add(place(many[i]), place(many[i])))
                            .as("id %d, %s", many[i], ids)
                            .isTrue();
                }
                assertThat(rising).as("%d ids from %d, %s", count, many[0], ids).isFalse();
            }
        }
    }

    /** Worker, time, sequence. */
    private static long place(long id) {
        long time = id >>> 22;
        long worker = (id >>> 12) & 1023;
        return worker << 53 | time << 12 | id & 4095;
    }

    @Test
    void next_chaos_noIdTwice() throws IOException {
        run(5_000_000, 1_000, Seeds.seed(2024));
    }

    @Tag("soak")
    @Test
    void next_aThousandMillionIdsInChaos_noIdTwice() throws IOException {
        run(1_000_000_000, 20_000, Seeds.seed(2025));
    }

    private void run(long target, int atOnce, long seed) throws IOException {
        many = new long[atOnce];
        SplittableRandom random = new SplittableRandom(seed);
        Process[] processes = new Process[PROCESSES];
        for (int i = 0; i < PROCESSES; i++) {
            processes[i] = new Process();
        }
        while (issued.size() < target) {
            Process process = processes[random.nextInt(PROCESSES)];
            int event = random.nextInt(1000);
            if (event < 300) {
                trueMillis += random.nextInt(20);
            } else if (event < 310) {
                process.offset = random.nextLong(-HOUR, HOUR);
            } else if (event < 320) {
                process.frozenAt = process.frozenAt == null ? process.millis() : null;
            } else if (event < 330) {
                process.offset = 0; // somebody has set it right
                process.frozenAt = null;
            } else if (event < 332) {
                trueMillis += LEASE.toMillis() + random.nextInt(1000); // all were paused
            } else if (event < 336) {
                process.ids = null; // killed: nothing is given back
            } else if (event < 340 && process.ids != null && process.lease != null) {
                lost += process.lease.renew() ? 0 : 1;
            }
            process.issue(random);
        }
        assertThat(restarts).as("seed=%d", seed).isGreaterThan(20);
        assertThat(expired).as("seed=%d", seed).isGreaterThan(20);
        assertThat(lost).as("seed=%d", seed).isGreaterThan(5);
    }

    @Test
    void check_numberThatIsThere_isFound() {
        IdRuns runs = new IdRuns();
        assertThat(runs.add(10, 20)).isTrue();
        assertThat(runs.add(30, 30)).isTrue();
        assertThat(runs.add(21, 29)).isTrue();
        for (long number = 10; number <= 30; number++) {
            assertThat(runs.add(number, number)).isFalse();
            assertThat(runs.add(number, number + 100)).isFalse();
            assertThat(runs.add(number - 100, number)).isFalse();
        }
        assertThat(runs.add(0, 40)).isFalse();
        assertThat(runs.add(9, 9)).isTrue();
        assertThat(runs.add(31, 35)).isTrue();
        assertThat(runs.size()).isEqualTo(27);
    }

    /** What the fence is for: the same processes with numbers that are used again without it. */
    @Test
    void next_numberIsUsedAgainWithoutAFence_repeatsIds() {
        IdRuns runs = new IdRuns();
        assertThatThrownBy(() -> {
                    for (int restart = 0; restart < 2; restart++) {
                        Snowflake ids = Snowflake.builder()
                                .layout(LAYOUT)
                                .worker(1)
                                .clock(() -> trueMillis)
                                .build();
                        if (!runs.add(place(ids.next()), place(ids.next()))) {
                            throw new IllegalStateException("twice");
                        }
                    }
                })
                .hasMessage("twice");
    }
}
