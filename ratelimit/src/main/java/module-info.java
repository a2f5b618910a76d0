import org.jspecify.annotations.NullMarked;

/** Rate limiters for one key or millions. */
@NullMarked
module dev.ashlar.ratelimit {
    requires static org.jspecify;
    requires static org.snakeyaml.engine.v2; // for rules in YAML

    exports dev.ashlar.ratelimit;
    exports dev.ashlar.ratelimit.http;
    exports dev.ashlar.ratelimit.redis;
    exports dev.ashlar.ratelimit.rules;
}
