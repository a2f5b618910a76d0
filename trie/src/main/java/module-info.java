import org.jspecify.annotations.NullMarked;

/** Top-k completion of prefixes. */
@NullMarked
module dev.ashlar.trie {
    requires static transitive org.jspecify;

    exports dev.ashlar.trie;
}
