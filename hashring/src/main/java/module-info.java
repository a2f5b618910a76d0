import org.jspecify.annotations.NullMarked;

/** Consistent hashing: which node of a changing set has a key. */
@NullMarked
module dev.ashlar.hashring {
    requires com.dynatrace.hash4j;
    requires static transitive org.jspecify;

    exports dev.ashlar.hashring;
}
