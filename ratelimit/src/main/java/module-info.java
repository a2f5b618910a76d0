import org.jspecify.annotations.NullMarked;

/** Rate limiters for one key or millions. */
@NullMarked
module dev.ashlar.ratelimit {
    requires static org.jspecify;

    exports dev.ashlar.ratelimit;
}
