package dev.ashlar.kvstore;

/** How the blocks of a table are compressed. */
public enum Compression {
    /** Not at all. */
    NONE,
    /** LZ4, in pure Java; blocks that shrink by less than an eighth are stored as they are. */
    LZ4
}
