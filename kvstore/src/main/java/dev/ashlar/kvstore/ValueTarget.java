package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.memtable.Memtable;
import dev.ashlar.kvstore.internal.sstable.Block;
import org.jspecify.annotations.Nullable;

/** Where a value that was found is copied to: a new array, or one that the caller has. */
final class ValueTarget {
    /* One look-up serves both ways; the one without an object is the one that must not allocate. */

    private byte @Nullable [] value;

    byte @Nullable [] value() {
        return value;
    }

    /** Copies a value of a block to one of the two, and returns its length. */
    static int copy(Block block, long found, byte[] array, @Nullable ValueTarget target) {
        if (target == null) {
            return block.value(found, array);
        }
        target.value = block.value(found);
        return (int) found;
    }

    /** Copies a value of a memtable to one of the two, and returns its length. */
    static int copy(Memtable memtable, int node, byte[] array, @Nullable ValueTarget target) {
        if (target == null) {
            return memtable.value(node, array);
        }
        target.value = memtable.value(node);
        return memtable.valueLength(node);
    }
}
