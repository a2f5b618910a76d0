package dev.ashlar.idgen.lease;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/** The rules of {@link LeaseStore} in memory, on a clock of the test's: the model of the others. */
public final class TableLeaseStore implements LeaseStore {
    private static final class Row {
        long token;
        long expires;
        long usedUntil = Long.MIN_VALUE;
    }

    private final TreeMap<Integer, Row> rows = new TreeMap<>();
    private final LongSupplier clock;
    private final Semaphore renewals = new Semaphore(0);
    volatile boolean down;

    public TableLeaseStore(LongSupplier clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<LeaseGrant> acquire(int maxWorker, Duration duration, long usableUntilMillis)
            throws IOException {
        checkUp();
        for (int worker = 0; worker <= maxWorker; worker++) {
            Row row = rows.computeIfAbsent(worker, key -> new Row());
            if (row.token == 0 || row.expires < clock.getAsLong()) {
                LeaseGrant grant = new LeaseGrant(worker, row.token + 1, row.usedUntil);
                row.token++;
                row.expires = clock.getAsLong() + duration.toMillis();
                row.usedUntil = Math.max(row.usedUntil, usableUntilMillis);
                return Optional.of(grant);
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized boolean renew(LeaseGrant grant, Duration duration, long usableUntilMillis) throws IOException {
        renewals.release();
        checkUp();
        Row row = rows.get(grant.worker());
        if (row.token != grant.token()) {
            return false;
        }
        row.expires = clock.getAsLong() + duration.toMillis();
        row.usedUntil = Math.max(row.usedUntil, usableUntilMillis);
        return true;
    }

    @Override
    public synchronized void release(LeaseGrant grant) throws IOException {
        checkUp();
        Row row = rows.get(grant.worker());
        if (row.token == grant.token()) {
            row.expires = Long.MIN_VALUE;
        }
    }

    /** As if another process had taken the number. */
    synchronized void steal(int worker) {
        rows.get(worker).token++;
    }

    void awaitRenewals(int n) throws InterruptedException {
        renewals.drainPermits();
        renewals.acquire(n);
    }

    private void checkUp() throws IOException {
        if (down) {
            throw new IOException("the store is down");
        }
    }
}
