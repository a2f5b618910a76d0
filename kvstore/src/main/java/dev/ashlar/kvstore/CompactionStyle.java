package dev.ashlar.kvstore;

/** How tables are merged: a choice between what writes cost and what reads and space cost. */
public enum CompactionStyle {
    /**
     * Each level is one sorted run, ten times as large as the one above, and flushed tables are merged into it soon. Reads look into
     * few tables, and what was replaced takes the least space; writing costs the most. The default.
     */
    LEVELED,

    /**
     * Flushed tables are merged with others of about their size, in steps, and come to the deepest level only when they are a
     * quarter of it: lazy leveling. Less is written; a read looks into more tables, up to
     * twelve of level 0 and more while they are merged, and what was replaced takes space for longer.
     *
     * <p>Source: Dayan and Idreos, "Dostoevsky: Better Space-Time Trade-Offs for LSM-Tree Based Key-Value Stores", 2018.
     */
    TIERED
}
