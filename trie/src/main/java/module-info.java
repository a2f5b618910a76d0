import org.jspecify.annotations.NullMarked;

/** Top-k completion of prefixes. */
@NullMarked
module dev.ashlar.trie {
    requires static org.jspecify;

    exports dev.ashlar.trie;
}
