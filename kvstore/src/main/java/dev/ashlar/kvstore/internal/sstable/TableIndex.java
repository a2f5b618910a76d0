package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSource;
import java.io.IOException;
import java.util.Arrays;

/** Which data block of a table has a key: the index block, made fast to search. Immutable. */
final class TableIndex {
    /*
     * All keys of the index begin with the same bytes, perhaps none. The eight bytes after them, as numbers in an array,
     * decide nearly every comparison of the binary search without a look at the keys themselves.
     */
    private final Block block;
    private final long fileBytes;
    private final byte[] common;
    private final long[] prefixes;

    TableIndex(Block block, long fileBytes) throws IOException {
        this.block = block;
        this.fileBytes = fileBytes;
        int count = block.end() == 0 ? 0 : block.restartCount();
        BlockCursor cursor = new BlockCursor(block);
        common = count == 0 ? new byte[0] : common(cursor);
        prefixes = new long[count];
        int n = 0;
        for (boolean more = cursor.first(); more; more = cursor.next()) {
            if (n == count || block.restart(n) != cursor.start()) {
                throw block.corrupt("every entry of an index must be a restart point: entry=" + n);
            }
            prefixes[n] = prefix(cursor.keyArray(), cursor.keyOffset(), cursor.keyLength());
            if (n > 0 && Long.compareUnsigned(prefixes[n - 1], prefixes[n]) > 0) {
                throw block.corrupt("the keys of an index must ascend: entry=" + n);
            }
            n++;
        }
    }

    /** What the first key and the last, and so all between them, begin with. */
    private static byte[] common(BlockCursor cursor) throws IOException {
        cursor.first();
        byte[] first = cursor.copyOfKey();
        cursor.last();
        byte[] last = cursor.copyOfKey();
        int length = Arrays.mismatch(first, last);
        return length < 0 ? first : Arrays.copyOf(first, length);
    }

    /** How many data blocks there are. */
    int count() {
        return prefixes.length;
    }

    /** The memory that it takes, about. */
    long memory() {
        return block.memory() + (long) Long.BYTES * prefixes.length;
    }

    /** The first block whose index key is not less than a key, the only one that can have it; or the count. */
    int find(byte[] key, int offset, int length) throws CorruptionException {
        int order =
                Arrays.compareUnsigned(key, offset, offset + Math.min(length, common.length), common, 0, common.length);
        if (order != 0) { // shorter than what all begin with, or not beginning with it
            return order < 0 ? 0 : prefixes.length;
        }
        long wanted = prefix(key, offset, length);
        int low = firstNotLess(wanted);
        // Of entries with one prefix there can be many, and prefixes do not tell them apart.
        int high = wanted == -1 ? prefixes.length : firstNotLess(wanted + 1);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (BlockSearch.compareRestart(block, middle, key, offset, offset + length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int firstNotLess(long wanted) {
        int low = 0;
        int size = prefixes.length;
        while (size > 0) {
            int half = size >>> 1;
            if (Long.compareUnsigned(prefixes[low + half], wanted) < 0) {
                low += half + 1;
                size -= half + 1;
            } else {
                size = half;
            }
        }
        return low;
    }

    /** Where a data block is. */
    BlockHandle handle(int index) throws IOException {
        int start = block.restart(index);
        ByteSource in = block.source(start, block.end() - start);
        in.readCount();
        int keyLength = in.readCount();
        int valueLength = in.readCount();
        in.skip(keyLength);
        in.readVarint();
        int value = in.skip(valueLength);
        return BlockHandle.read(block.source(value, valueLength), fileBytes);
    }

    /** The eight bytes after those that all keys begin with, big-endian; zeros where there are fewer. */
    private long prefix(byte[] key, int offset, int length) {
        long value = 0;
        for (int i = common.length; i < common.length + Long.BYTES; i++) {
            value = value << 8 | (i < length ? key[offset + i] & 0xFF : 0);
        }
        return value;
    }
}
