package dev.ashlar.ratelimit;

import org.jspecify.annotations.Nullable;

/** Makes the states of one limit for one limiter, and has what they share. Immutable. */
interface Template {
    /** A state that was never used. */
    State state(@Nullable Object key, long now);

    /** The same as a part of something larger. */
    Algorithm algorithm(long now);
}
