package dev.ashlar.idgen;

import java.io.IOException;

/**
 * Where {@link Segments} get ranges of numbers from: a counter for each name that only ever rises.
 *
 * <p>{@link InMemorySegmentStore} is for one process and for tests, {@link JdbcSegmentStore} for all that reach one
 * database. Implementations are thread-safe; calls may block.
 */
@FunctionalInterface
public interface SegmentStore {
    /**
     * Takes the next numbers of a name. When this returns they are taken for good, through any crash.
     *
     * @param name whose numbers, 1 to 64 characters
     * @param size how many, 1 or more
     * @return the first of them, 0 or more; the others follow it without a gap
     * @throws IOException if the store cannot be reached, cannot record it, or has not that many left; numbers may have been
     *     taken then, and are lost
     */
    long reserve(String name, int size) throws IOException;
}
