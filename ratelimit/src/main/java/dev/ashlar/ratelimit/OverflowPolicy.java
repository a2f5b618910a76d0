package dev.ashlar.ratelimit;

/**
 * What a {@link KeyedRateLimiter} does with a new key when it has as many keys as it may have, and found none to drop.
 * Keys that it has are served as ever; no policy takes a live key's state away.
 */
public enum OverflowPolicy {
    /**
     * Refuses new keys until there is room: nothing gets past the limits, but a flood of made-up keys shuts new
     * callers out. They are told to come back after the time in which their limit would recover.
     */
    DENY_NEW_KEYS,

    /**
     * Lets all new keys together draw on one more state of the common limit, until there is room: new
     * callers get through as far as that goes. A key that moves from there to a state of its own starts it unused. Refunds of
     * a key without a state of its own put nothing back.
     */
    SHARE_ONE_LIMIT
}
