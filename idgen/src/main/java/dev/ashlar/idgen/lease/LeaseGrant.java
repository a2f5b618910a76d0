package dev.ashlar.idgen.lease;

/**
 * What a {@link LeaseStore} has granted.
 *
 * @param worker the worker number, 0 or more
 * @param token the fencing token: greater than that of every earlier grant of the number
 * @param usedUntilMillis up to when ids of earlier holders may have been issued, in milliseconds since 1970;
 *     {@link Long#MIN_VALUE} if there was none
 */
public record LeaseGrant(int worker, long token, long usedUntilMillis) {}
