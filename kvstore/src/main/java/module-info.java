import org.jspecify.annotations.NullMarked;

/** An embedded log-structured key-value store. */
@NullMarked
module dev.ashlar.kvstore {
    requires dev.ashlar.bloom;
    requires org.lz4.java;
    requires static transitive org.jspecify;

    exports dev.ashlar.kvstore;
}
