package dev.ashlar.examples.shortener;

/**
 * A way to make codes. The store asks for one until it gets a code that is free, under a lock: implementations need not
 * be thread-safe.
 */
interface CodeMaker {
    /** Marks the codes of this way in the store, for {@link #restore}; never changes. */
    byte kind();

    /** Tells a code that this way has made in an earlier run, in no certain order. */
    void restore(String code);

    /**
     * Proposes a code.
     *
     * @param url the long URL
     * @param attempt 0 at first; one more for each code that was taken
     * @return letters and digits, at most {@link dev.ashlar.idgen.Base62#MAX_LENGTH} of them
     * @throws IllegalStateException if the way is at its end
     */
    String code(byte[] url, int attempt);
}
