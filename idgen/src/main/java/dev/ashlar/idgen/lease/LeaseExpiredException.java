package dev.ashlar.idgen.lease;

/**
 * Thrown when a generator refuses an id because the lease of its worker number has expired, was lost, or was closed.
 *
 * <p>After an expiry the generator goes on by itself as soon as {@link WorkerLease#renew()} has succeeded; after a loss or
 * a close never again: acquire another lease, and build another generator.
 */
public final class LeaseExpiredException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    LeaseExpiredException(String message) {
        super(message);
    }
}
