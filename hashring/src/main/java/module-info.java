import org.jspecify.annotations.NullMarked;

/** Consistent hashing: which node of a changing set has a key. */
@NullMarked
module dev.ashlar.hashring {
    requires static org.jspecify;

    exports dev.ashlar.hashring;
}
