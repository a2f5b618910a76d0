package dev.ashlar.kvstore;

/**
 * Slows writes down to the pace of compactions before they would have to stop, and further the more tables level 0 has. Few of them
 * wait, so that all others are as fast as ever. Guarded by the lock of the engine.
 */
final class Pacing {
    /** How long those wait that do: shorter waits are saved up, and a large batch does not wait for all of itself. */
    private static final long WAIT_NANOS = 10_000_000;

    /** What a byte is thought to cost before anything was merged. */
    private static final double FIRST_NANOS_PER_BYTE = 10;

    private final int from;
    private final int stop;
    private final long memtableBytes;
    private double nanosPerByte = FIRST_NANOS_PER_BYTE;
    private long nanosAhead;
    private long asOf;

    /**
     * Paces from half of the tables on at which writes stop.
     *
     * @param memtableBytes about how much is written for each table
     */
    Pacing(int stop, long memtableBytes) {
        this.from = stop / 2;
        this.stop = stop;
        this.memtableBytes = memtableBytes;
    }

    /** Some tables of level 0 were merged. */
    void merged(int tables, long nanos) {
        double latest = (double) nanos / Math.max(1, tables) / memtableBytes;
        nanosPerByte += (latest - nanosPerByte) / 4;
    }

    /**
     * Some bytes were written while level 0 had some tables.
     *
     * @param now in nanoseconds
     */
    void wrote(long bytes, int tables, long now) {
        if (tables < from) {
            nanosAhead = 0;
            return;
        }
        // As fast as tables are merged, for those that are being merged count until they all are; and half as fast at
        // the end.
        double share = 1 + (double) (tables - from) / (stop - from);
        nanosAhead = ahead(now) + (long) (bytes * nanosPerByte * share);
        asOf = now;
    }

    /** How many tables level 0 has from which on writes are slowed down. */
    int from() {
        return from;
    }

    /** Whether writes may have to wait. */
    boolean isActive() {
        return nanosAhead > 0;
    }

    /** How long the next write waits. */
    long waitNanos(long now) {
        long ahead = ahead(now);
        return ahead < WAIT_NANOS ? 0 : WAIT_NANOS;
    }

    private long ahead(long now) {
        return nanosAhead == 0 ? 0 : Math.max(0, nanosAhead - (now - asOf));
    }
}
