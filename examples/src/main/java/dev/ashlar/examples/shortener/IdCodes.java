package dev.ashlar.examples.shortener;

import dev.ashlar.idgen.Base62;
import dev.ashlar.idgen.Exhaustion;
import dev.ashlar.idgen.Layout;
import dev.ashlar.idgen.Rollback;
import dev.ashlar.idgen.Snowflake;
import dev.ashlar.idgen.SnowflakeBuilder;
import dev.ashlar.idgen.lease.LeaseStore;
import dev.ashlar.idgen.lease.WorkerLease;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Codes from Snowflake ids: no two are equal, so there is nothing to resolve; but they can be guessed, and tell when they
 * were made.
 *
 * <p>An id of Twitter's layout has 63 bits, and 62<sup>7</sup> is less than 2<sup>42</sup>. So codes of seven characters
 * need a layout of 41 bits: 30 bits of seconds, until 2060, and 11 bits of sequence. The numbers of datacenter and worker
 * go, because a store belongs to one process. What is made faster than 2 048 a second borrows from the seconds to come.
 *
 * <p>Codes of eleven characters have room for a worker number. It is leased, and renewed by {@link #renew}: its ids differ
 * from those of every other holder of a lease from the same place. Without a lease there are no codes.
 */
final class IdCodes implements CodeMaker {
    /*
     * Ids must not repeat after a restart, although time may have been borrowed, or the clock set back. The codes are
     * all in the store, so the newest id is told on opening, and time starts behind it. And were all that to fail, a
     * code that is taken is not used.
     */
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final Layout COMPACT = Layout.of(30, 0, 0, 11).withTick(Duration.ofSeconds(1));
    private static final int COMPACT_WIDTH = 7;
    /** At 2 048 a second that is a list of 64 thousand million URLs at once. */
    private static final Duration AHEAD = Duration.ofDays(365);

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration RENEW_BEFORE = Duration.ofSeconds(20);

    private final byte kind;
    private final int width;
    private final Layout layout;
    private final InstantSource clock;
    private final @Nullable Leases leases;
    private long newest = -1;
    private long notBeforeMillis = Long.MIN_VALUE;
    private @Nullable WorkerLease lease;
    private @Nullable Snowflake ids;

    private IdCodes(char kind, int width, Layout layout, InstantSource clock, @Nullable Leases leases) {
        this.kind = (byte) kind;
        this.width = width;
        this.layout = layout;
        this.clock = clock;
        this.leases = leases;
    }

    /** Where worker numbers are leased; opened on starting, when the data directory is there and is ours. */
    @FunctionalInterface
    interface Leases {
        LeaseStore open() throws IOException;
    }

    /** Codes of seven characters. */
    static IdCodes compact(InstantSource clock) {
        return new IdCodes('i', COMPACT_WIDTH, COMPACT, clock, null);
    }

    /** Codes of eleven characters, from ids as Twitter's. */
    static IdCodes twitter(InstantSource clock, Leases leases) {
        return new IdCodes('t', Base62.MAX_LENGTH, Layout.TWITTER, clock, leases);
    }

    @Override
    public byte kind() {
        return kind;
    }

    @Override
    public void restore(String code) {
        long id = Base62.decode(code);
        int bits = layout.totalBits();
        if (id >>> bits != 0) {
            throw new IllegalArgumentException("id must have at most " + bits + " bits: id=" + id);
        }
        newest = Math.max(newest, id);
    }

    @Override
    public void start() throws IOException {
        if (newest >= 0) {
            long ticks = (newest >>> (layout.totalBits() - layout.timeBits())) + 1;
            notBeforeMillis = EPOCH.plus(layout.tick().multipliedBy(ticks)).toEpochMilli();
        }
        SnowflakeBuilder builder = Snowflake.builder()
                .layout(layout)
                .epoch(EPOCH)
                .datacenter(0)
                .clock(this::millis)
                .onRollback(Rollback.freeze(AHEAD))
                .onExhausted(Exhaustion.borrow(AHEAD));
        if (leases == null) {
            ids = builder.worker(0).build();
        } else {
            // By the clock of the ids: the lease must last beyond the newest of them, were it ahead of the time.
            lease = WorkerLease.acquire(leases.open(), layout.maxWorker(), LEASE, this::millis);
            ids = builder.worker(lease).build();
        }
    }

    @Override
    public String code(long number, byte[] url, int attempt) {
        if (ids == null) {
            throw new IllegalStateException("ids must be started");
        }
        return Base62.encode(ids.next(), width);
    }

    @Override
    public void renew() throws IOException {
        if (lease == null
                || lease.usableUntil().isAfter(Instant.ofEpochMilli(millis()).plus(RENEW_BEFORE))) {
            return;
        }
        if (!lease.renew()) {
            throw new IllegalStateException(
                    "the lease of the worker number was lost, so no codes can be made; start again: " + lease);
        }
    }

    @Override
    public void close() throws IOException {
        if (lease != null) {
            lease.close();
        }
    }

    private long millis() {
        return Math.max(clock.millis(), notBeforeMillis);
    }
}
