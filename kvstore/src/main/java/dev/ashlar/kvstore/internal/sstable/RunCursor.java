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

    /** Which table the block is of, which partition of its index has it, and which of that one's blocks it is. */
    private int table;

    private int number;
    private IndexPartition partition = IndexPartition.NONE;
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
        standBefore(0);
        return firstOfNextBlock();
    }

    @Override
    public boolean last() throws IOException {
        standBefore(tables.size());
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
        standBefore(tableOf(key, offset, offset + length));
        if (table < tables.size()) {
            number = tables.get(table).find(key, offset, length);
            if (number < tables.get(table).partitions()) {
                partition = tables.get(table).partition(number, keep);
                place = partition.find(key, offset, length);
                if (place < partition.blocks()) {
                    moveTo(tables.get(table).block(partition, place, keep));
                    if (super.seek(key, offset, length, maxSequence)) {
                        return true;
                    }
                }
            }
        }
        return firstOfNextBlock();
    }

    /** Goes before the first block of a table, which is after the last of the table before. */
    private void standBefore(int next) {
        table = next;
        number = -1;
        partition = IndexPartition.NONE;
        place = 0;
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
        do {
            while (++place < partition.blocks()) {
                moveTo(tables.get(table).block(partition, place, keep));
                if (super.first()) {
                    return true;
                }
            }
        } while (toNextPartition());
        standBefore(tables.size());
        moveTo(Block.EMPTY);
        return false;
    }

    private boolean toNextPartition() throws IOException {
        while (table < tables.size()) {
            if (++number < tables.get(table).partitions()) {
                partition = tables.get(table).partition(number, keep);
                place = -1;
                return true;
            }
            standBefore(table + 1);
        }
        return false;
    }

    private boolean lastOfBlockBefore() throws IOException {
        do {
            while (--place >= 0) {
                moveTo(tables.get(table).block(partition, place, keep));
                if (super.last()) {
                    return true;
                }
            }
        } while (toPartitionBefore());
        standBefore(0);
        moveTo(Block.EMPTY);
        return false;
    }

    private boolean toPartitionBefore() throws IOException {
        while (number > 0 || table > 0) {
            if (number > 0) {
                number--;
                partition = tables.get(table).partition(number, keep);
                place = partition.blocks();
                return true;
            }
            table--;
            number = tables.get(table).partitions();
        }
        return false;
    }
}
