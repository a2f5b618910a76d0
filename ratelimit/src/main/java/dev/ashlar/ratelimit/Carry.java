package dev.ashlar.ratelimit;

/** What a limiter keeps of its state when it is {@linkplain LocalRateLimiter#reconfigure reconfigured}. */
public enum Carry {
    /** As many permits as remain, or are owed; at most as many as the new limit has. */
    AS_IS,

    /** The same share of the new limit as remains, or is owed, of the old one; permits rounded down. */
    PROPORTIONAL,

    /** Nothing: the new limit starts as if it had never been used. */
    RESET
}
