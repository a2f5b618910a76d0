package dev.ashlar.kvstore;

/** How tables are merged: a choice between what writes cost and what reads and space cost. */
public enum CompactionStyle {
    /**
     * Each level is one sorted run, ten times as large as the one above, and flushed tables are merged into it soon. Reads look into
     * few tables, and at most a ninth more space is taken than the data needs; writing costs the most. The default.
     */
    LEVELED,

    /**
     * Flushed tables are merged with others of about their size, in steps, and come to the deepest level only when they are a
     * quarter of it: lazy leveling. Every byte is written about half as often; a read looks into some more tables, up to
     * about twelve, and up to twice the space is taken for a time.
     *
     * <p>Source: Dayan and Idreos, "Dostoevsky: Better Space-Time Trade-Offs for LSM-Tree Based Key-Value Stores", 2018.
     */
    TIERED
}
