package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The entries of a sorted run: of tables that do not overlap, in the order of their keys. A table alone is one too.
 *
 * <p>It is a position in the block that it has come to, so that a step within a block costs no more than that.
 */
public final class RunCursor extends BlockCursor {
    private final List<Table> tables;
    private final boolean keep;

    /** Which table the block is of, and which block; only where it has one. */
    private int table;

    private int place;

    /**
     * Stands nowhere at first.
     *
     * @param tables ascending, without a key in two of them
     * @param keep whether blocks that are read go into the cache
     */
    public RunCursor(List<Table> tables, boolean keep) {
        super(Block.EMPTY, Writes.PUT);
        this.tables = tables;
        this.keep = keep;
        this.table = tables.size();
    }

    @Override
    public boolean first() throws IOException {
        table = 0;
        place = -1;
        return firstOfNextBlock();
    }

    @Override
    public boolean last() throws IOException {
        table = tables.size();
        place = 0;
        return lastOfBlockBefore();
    }

    @Override
    public boolean next() throws IOException {
        return super.next() || firstOfNextBlock();
    }

    @Override
    public boolean prev() throws IOException {
        return super.prev() || lastOfBlockBefore();
    }

    @Override
    public boolean seek(byte[] key, int offset, int length, long maxSequence) throws IOException {
        table = tableOf(key, offset, offset + length);
        if (table == tables.size()) {
            moveTo(Block.EMPTY);
            return false;
        }
        place = tables.get(table).find(key, offset, length);
        if (place == tables.get(table).blocks()) {
            return firstOfNextBlock();
        }
        moveTo(tables.get(table).block(place, keep));
        return super.seek(key, offset, length, maxSequence) || firstOfNextBlock();
    }

    /** The first table whose greatest key is not less. */
    private int tableOf(byte[] key, int from, int to) {
        int low = 0;
        int high = tables.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            byte[] largest = tables.get(middle).info().largestKey();
            if (Arrays.compareUnsigned(largest, 0, largest.length, key, from, to) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean firstOfNextBlock() throws IOException {
        while (table < tables.size()) {
            place++;
            if (place < tables.get(table).blocks()) {
                moveTo(tables.get(table).block(place, keep));
                if (super.first()) {
                    return true;
                }
            } else {
                table++;
                place = -1;
            }
        }
        moveTo(Block.EMPTY);
        return false;
    }

    private boolean lastOfBlockBefore() throws IOException {
        while (table > 0 || place > 0) {
            if (place > 0) {
                place--;
                moveTo(tables.get(table).block(place, keep));
                if (super.last()) {
                    return true;
                }
            } else {
                table--;
                place = tables.get(table).blocks();
            }
        }
        moveTo(Block.EMPTY);
        return false;
    }
}
