package dev.ashlar.examples.shortener;

import java.io.Closeable;
import java.io.IOException;

/**
 * A way to make codes. It belongs to one store, which tells it the codes that there are, starts it, asks it for codes until
 * it gets one that is free, and closes it; all but {@link #renew} under a lock, so implementations need not be thread-safe.
 */
interface CodeMaker extends Closeable {
    /** Marks the codes of this way in the store, for {@link #restore}; never changes. */
    byte kind();

    /** Tells a code that this way has made in an earlier run, in no certain order. */
    default void restore(String code) {}

    /**
     * Begins, once all codes of earlier runs are told.
     *
     * @throws IOException if something that it needs cannot be reached
     * @throws IllegalStateException if something that it needs cannot be had
     */
    default void start() throws IOException {}

    /**
     * Proposes a code.
     *
     * @param number of the link that is to have it, from 0
     * @param url the long URL
     * @param attempt 0 at first; one more for each code that was taken
     * @return letters and digits, at most {@link dev.ashlar.idgen.Base62#MAX_LENGTH} of them
     * @throws IllegalStateException if the way is at its end, or has lost what it needs
     */
    String code(long number, byte[] url, int attempt);

    /**
     * Keeps what is held for a time only, such as a lease. To be called every few seconds; any thread may do it, and most
     * calls do nothing.
     *
     * @throws IOException if it could not be kept now; it is worth to try again
     * @throws IllegalStateException if it is lost
     */
    default void renew() throws IOException {}

    /** Gives up what is held. */
    @Override
    default void close() throws IOException {}
}
