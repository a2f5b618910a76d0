package dev.ashlar.kvstore;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;

/**
 * A file system in memory that stores can be opened on, and that can be killed, lose power and fail: to test what your own
 * code makes of a store.
 *
 * <pre>{@code
 * SimFs whole = new SimFs();
 * work(whole); // opens stores by whole.open(options), uses them, closes them
 * for (int last = 1; last <= whole.operations(); last++) {
 *     SimFs crashing = new SimFs();
 *     crashing.crashAt(last);
 *     try {
 *         work(crashing);
 *     } catch (IOException e) {
 *         // the machine has stopped
 *     }
 *     try (KvStore store = crashing.afterPowerLoss(last).open(options)) {
 *         check(store); // what must be there after a crash at any moment
 *     }
 * }
 * }</pre>
 *
 * <p><b>What is lost with the power</b>: of each file, what was written since it was last synced, in part, torn by the sector
 * of 512 bytes, or replaced by zeros or by what was there before; of a mapped file any sectors; and of the names of files that
 * were made, renamed and deleted since the directory was last synced, any. What a kill of the process leaves is all that was
 * handed to the operating system.
 *
 * <p><b>The same every time</b>: a store that is opened here flushes and merges on the thread that writes, and has no others, so
 * work that is itself the same takes the same operations. What is lost follows from the seed.
 *
 * <p><b>Threads</b> may share it; operations of several come in no order that could be repeated.
 */
public final class SimFs {
    private final SimDirectory directory;

    /** A file system as of Linux, empty. */
    public SimFs() {
        this(new SimDirectory());
    }

    private SimFs(SimDirectory directory) {
        this.directory = directory;
    }

    /**
     * A file system as of Windows, empty: a file that is open can be neither deleted, renamed nor replaced.
     *
     * @return the file system
     */
    public static SimFs ofWindows() {
        return new SimFs(SimDirectory.ofWindows());
    }

    /**
     * Opens the store that is here, or makes one.
     *
     * @param options how to open it
     * @return the open store
     * @throws StoreLockedException if it is open
     * @throws CorruptionException if its files are damaged
     * @throws IOException if this file system has crashed, or an operation was made to fail
     */
    public KvStore open(KvOptions options) throws IOException {
        return KvStore.open(directory, options);
    }

    /**
     * Opens the store that is here for reading.
     *
     * @param options how to open it
     * @return the store as it is now
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws CorruptionException if its files are damaged
     * @throws IOException if this file system has crashed, or an operation was made to fail
     */
    public ReadOnlyStore openReadOnly(KvOptions options) throws IOException {
        return ReadOnlyStore.open(directory, options);
    }

    /**
     * How many operations were asked of this file system: files made, opened, written, synced, renamed, deleted and listed.
     *
     * @return the number of the last operation; the first is 1
     */
    public int operations() {
        return directory.operations();
    }

    /**
     * The machine stops in the middle of an operation; that one and all later ones throw an {@link IOException}.
     *
     * @param operation its number; what is not above {@link #operations()} is never reached
     */
    public void crashAt(int operation) {
        directory.crashAt(operation);
    }

    /**
     * Whether the machine has stopped.
     *
     * @return whether the operation of {@link #crashAt} was reached
     */
    public boolean crashed() {
        return directory.crashed();
    }

    /**
     * Operations that fail with an {@link IOException}, half done, while the machine goes on: the drive is full or broken.
     *
     * @param operation tells by its number whether one fails; replaces what was said before
     */
    public void failAt(IntPredicate operation) {
        directory.failAt(operation);
    }

    /**
     * Reads from files that fail with an {@link IOException}, half done.
     *
     * @param read tells by its number whether one fails; the first is 1, and other operations do not count. Replaces what was
     *     said before
     */
    public void failReadAt(IntPredicate read) {
        directory.failReadAt(read);
    }

    /**
     * How many reads were asked of files.
     *
     * @return the number of the last read; the first is 1
     */
    public int reads() {
        return directory.reads();
    }

    /** A sync that {@link #failAt} makes fail loses what it should have synced, as on Linux. */
    public void dropOnFailedSync() {
        directory.dropOnFailedSync();
    }

    /**
     * What another process finds after this one was killed now, or where it stopped. This file system stays as it is.
     *
     * @return a file system of its own, where nothing is open, crashes or fails
     */
    public SimFs afterKill() {
        return new SimFs(directory.afterKill());
    }

    /**
     * What is found after the power was lost now, or where the machine stopped. This file system stays as it is.
     *
     * @param seed which of the many things that may be lost are
     * @return a file system of its own, where nothing is open, crashes or fails
     */
    public SimFs afterPowerLoss(long seed) {
        return new SimFs(directory.afterPowerLoss(new SplittableRandom(seed)));
    }
}
