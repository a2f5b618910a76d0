import org.jspecify.annotations.NullMarked;

/** Unique 64-bit ids in the order of time, and codecs to print them. */
@NullMarked
module dev.ashlar.idgen {
    requires static org.jspecify;

    exports dev.ashlar.idgen;
}
