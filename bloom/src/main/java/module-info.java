import org.jspecify.annotations.NullMarked;

/** Filters that tell what is certainly not in a set. */
@NullMarked
module dev.ashlar.bloom {
    requires com.dynatrace.hash4j;
    requires static org.jspecify;

    exports dev.ashlar.bloom;
}
