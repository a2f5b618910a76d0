package dev.ashlar.idgen.lease;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Where worker numbers are leased from: it keeps, for each number, who has it, and up to which time ids with it may have
 * been issued.
 *
 * <p>An implementation must see to it, through any crash, that:
 *
 * <ul>
 *   <li>a number that is granted is granted to nobody else before it is released or its lease has expired;
 *   <li>each grant of a number has a greater token than the one before, and a renewal or a release with an older token
 *       changes nothing;
 *   <li>{@code usableUntilMillis} of a grant or a renewal is recorded before the call returns, never lowered, and told to
 *       the next holder as {@link LeaseGrant#usedUntilMillis()}.
 * </ul>
 *
 * <p>{@link FileLeaseStore} is for processes of one machine, {@link JdbcLeaseStore} for all that reach one database.
 * Implementations are thread-safe; calls may block.
 */
public interface LeaseStore {
    /**
     * Takes a number that nobody has.
     *
     * @param maxWorker the greatest number that will do, 0 or more
     * @param duration how long the lease lasts, by the store's own clock, unless it is renewed
     * @param usableUntilMillis up to when the new holder may issue ids, in milliseconds since 1970
     * @return the grant, or empty if all numbers are taken
     * @throws IOException if the store cannot be reached, or cannot record it
     */
    Optional<LeaseGrant> acquire(int maxWorker, Duration duration, long usableUntilMillis) throws IOException;

    /**
     * Lets a lease last longer, counted from now. It may have expired, if nobody else has taken the number since.
     *
     * @param grant the grant
     * @param duration how long the lease lasts from now
     * @param usableUntilMillis up to when the holder may issue ids, in milliseconds since 1970
     * @return false if the number has been granted to somebody else
     * @throws IOException if the store cannot be reached, or cannot record it; the lease is then as it was, or renewed
     */
    boolean renew(LeaseGrant grant, Duration duration, long usableUntilMillis) throws IOException;

    /**
     * Gives a number back; nothing happens if somebody else has it.
     *
     * @param grant the grant
     * @throws IOException if the store cannot be reached; the lease then expires by itself
     */
    void release(LeaseGrant grant) throws IOException;
}
