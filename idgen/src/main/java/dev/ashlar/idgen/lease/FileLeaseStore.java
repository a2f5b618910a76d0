package dev.ashlar.idgen.lease;

import dev.ashlar.idgen.internal.MarkFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Worker numbers for the processes of one machine: a directory with a file for each number, locked by its holder.
 *
 * <p>The operating system holds the lock for as long as the process lives, so here a lease does not expire while its holder
 * is paused, and is free at once when it has died. What the file says is the time up to which ids may have been issued;
 * every renewal writes it, and flushes it to disk.
 *
 * <p>Limits: the directory must be on a local file system, for locks over a network are not to be relied on. Do not delete
 * the files: the usable times are lost with them. Do not open them either, in a process that holds a lease: on POSIX systems
 * a process that closes a file gives up all its locks on it. Thread-safe; any number of stores and processes may use one directory.
 *
 * <p>The files' layout is in docs/formats/idgen-mark.md.
 */
public final class FileLeaseStore implements LeaseStore {
    private static final long TURN_NANOS = 1_000_000;
    /** Others' turns take milliseconds. */
    private static final int MAX_TURNS = 30_000;

    private final Path directory;
    private final Map<Integer, MarkFile> held = new ConcurrentHashMap<>();

    private FileLeaseStore(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a directory of leases, and makes it if there is none.
     *
     * @param directory where the files are
     * @return the store
     * @throws IOException if the directory cannot be made
     */
    public static FileLeaseStore open(Path directory) throws IOException {
        return new FileLeaseStore(Files.createDirectories(directory));
    }

    @Override
    public Optional<LeaseGrant> acquire(int maxWorker, Duration duration, long usableUntilMillis) throws IOException {
        // One at a time: whoever looks into a file has it locked meanwhile, and it would seem to be taken.
        MarkFile turn = awaitTurn();
        try {
            return acquireInTurn(maxWorker, usableUntilMillis - duration.toMillis(), usableUntilMillis);
        } finally {
            turn.close();
        }
    }

    private Optional<LeaseGrant> acquireInTurn(int maxWorker, long now, long usableUntilMillis) throws IOException {
        int best = -1;
        long bestMark = Long.MAX_VALUE;
        for (int worker = 0; worker <= maxWorker; worker++) {
            MarkFile file = MarkFile.tryOpen(file(worker));
            if (file == null) {
                continue;
            }
            long mark = file.mark();
            if (mark < now) {
                return Optional.of(hold(worker, file, usableUntilMillis));
            }
            file.close();
            if (mark < bestMark) {
                bestMark = mark;
                best = worker;
            }
        }
        // All that are free were in use a moment ago: the one whose rest of usable time is the shortest.
        MarkFile file = best < 0 ? null : MarkFile.tryOpen(file(best));
        return file == null ? Optional.empty() : Optional.of(hold(best, file, usableUntilMillis));
    }

    @Override
    public boolean renew(LeaseGrant grant, Duration duration, long usableUntilMillis) throws IOException {
        MarkFile file = held.get(grant.worker());
        if (file == null || file.token() != grant.token()) {
            return false;
        }
        file.write(Math.max(file.mark(), usableUntilMillis), grant.token());
        return true;
    }

    @Override
    public void release(LeaseGrant grant) throws IOException {
        MarkFile file = held.get(grant.worker());
        if (file != null && file.token() == grant.token() && held.remove(grant.worker(), file)) {
            file.close();
        }
    }

    @Override
    public String toString() {
        return "FileLeaseStore[" + directory + "]";
    }

    private MarkFile awaitTurn() throws IOException {
        boolean interrupted = false;
        try {
            for (int i = 0; i < MAX_TURNS; i++) {
                MarkFile turn = MarkFile.tryOpen(directory.resolve("acquiring"));
                if (turn != null) {
                    return turn;
                }
                interrupted |= Thread.interrupted(); // with the flag set nobody can be parked
                LockSupport.parkNanos(TURN_NANOS);
            }
            throw new IOException(directory + " must not be locked by others for so long");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private LeaseGrant hold(int worker, MarkFile file, long usableUntilMillis) throws IOException {
        boolean done = false;
        try {
            LeaseGrant grant = new LeaseGrant(worker, file.token() + 1, file.mark());
            file.write(Math.max(file.mark(), usableUntilMillis), grant.token());
            held.put(worker, file);
            done = true;
            return grant;
        } finally {
            if (!done) {
                file.close();
            }
        }
    }

    private Path file(int worker) {
        return directory.resolve("worker-" + worker);
    }
}
