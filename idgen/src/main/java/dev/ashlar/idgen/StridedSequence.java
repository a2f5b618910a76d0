package dev.ashlar.idgen;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Auto-increment with a stride: server i of k issues i, i + k, i + 2k, and so on, so no two servers issue the same number.
 *
 * <p>Nothing is asked and nothing is waited for. What it costs: numbers of different servers are in no order of time; the
 * stride is fixed, so a server more than the k that were planned needs a new start behind all numbers; and the last number
 * must come from somewhere after a restart, commonly from the table that the numbers are the keys of
 * ({@link #after(long)}).
 *
 * <p>Thread-safe and lock-free: one compare-and-set for a number; no allocation.
 */
public final class StridedSequence {
    private final AtomicLong next;
    private final int server;
    private final int stride;

    private StridedSequence(long first, int server, int stride) {
        next = new AtomicLong(first);
        this.server = server;
        this.stride = stride;
    }

    /**
     * Returns the sequence of a server.
     *
     * @param server which server it is, from 0 to less than {@code servers}; its first number
     * @param servers how many servers there can be, 1 or more; the same for all of them, for ever
     * @return the sequence
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static StridedSequence of(int server, int servers) {
        if (servers < 1) {
            throw new IllegalArgumentException("servers must be >= 1: servers=" + servers);
        }
        if (server < 0 || server >= servers) {
            throw new IllegalArgumentException("server must be 0 to " + (servers - 1) + ": server=" + server);
        }
        return new StridedSequence(server, server, servers);
    }

    /**
     * Returns the same server's sequence from a number on, for a process that starts again.
     *
     * @param number a number that this or another server has issued, 0 or more
     * @return a sequence whose numbers are greater
     * @throws IllegalArgumentException if {@code number} is negative
     * @throws IllegalStateException if there is no greater one
     */
    public StridedSequence after(long number) {
        if (number < 0) {
            throw new IllegalArgumentException("number must be >= 0: number=" + number);
        }
        long distance = Math.floorMod(server - number - 1, (long) stride) + 1; // 1 to stride
        if (number > Long.MAX_VALUE - distance) {
            throw ended();
        }
        return new StridedSequence(number + distance, server, stride);
    }

    /**
     * Returns the next number.
     *
     * @return 0 or more
     * @throws IllegalStateException if the numbers of a long are used up
     */
    public long next() {
        while (true) {
            long number = next.get();
            if (number < 0) {
                throw ended();
            }
            // After the last one the state is negative, and stays so.
            if (next.compareAndSet(number, number + stride)) {
                return number;
            }
        }
    }

    private IllegalStateException ended() {
        return new IllegalStateException("all numbers up to 2^63-1 are issued: stride=" + stride);
    }

    @Override
    public String toString() {
        return "StridedSequence[next=" + next + ", stride=" + stride + "]";
    }
}
