import org.jspecify.annotations.NullMarked;

/** Unique ids in the order of time, numbers from central counters, and codecs to print them. */
@NullMarked
module dev.ashlar.idgen {
    requires static org.jspecify;
    // Only for the stores on JDBC: who does not use them needs no java.sql in his runtime image.
    requires static transitive java.sql;

    exports dev.ashlar.idgen;
    exports dev.ashlar.idgen.lease;
}
