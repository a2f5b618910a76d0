package dev.ashlar.idgen;

/** A worker number that comes with the fence of its ids, such as a {@link dev.ashlar.idgen.lease.WorkerLease}. */
public interface FencedWorker extends TimeFence {
    /**
     * Returns the number.
     *
     * @return 0 or more
     */
    int worker();
}
