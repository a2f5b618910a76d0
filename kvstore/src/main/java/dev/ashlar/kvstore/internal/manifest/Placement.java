package dev.ashlar.kvstore.internal.manifest;

import dev.ashlar.kvstore.internal.sstable.TableInfo;

/**
 * A table and where it is.
 *
 * @param level 0 for tables as they were flushed, which overlap, to {@link #MAX_LEVEL}
 */
public record Placement(int level, TableInfo table) {
    /** The deepest level. */
    public static final int MAX_LEVEL = 6;
}
