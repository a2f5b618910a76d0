package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.io.ByteSource;
import java.io.IOException;
import java.util.Arrays;

/**
 * A block of an index, made fast to search: which of some blocks, data blocks or others of the index, has a key.
 * Immutable.
 */
final class IndexBlock {
    /*
     * All keys of the block begin with the same bytes, perhaps none. The eight bytes after them, as numbers in an array,
     * decide nearly every comparison of the binary search without a look at the keys themselves.
     */
    private final Block block;
    private final long fileBytes;
    private final byte[] common;
    private final long[] prefixes;

    IndexBlock(Block block, long fileBytes) throws IOException {
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
            byte[] key = cursor.keyArray();
            int from = cursor.keyOffset();
            int length = cursor.keyLength();
            if (n > 0 && BlockSearch.compareRestart(block, n - 1, key, from, from + length) >= 0) {
                throw block.corrupt("the keys of an index must ascend: entry=" + n);
            }
            prefixes[n] = prefix(key, from, length);
            n++;
        }
        if (n != count) {
            throw block.corrupt(
                    "an index must have an entry for every restart point: entries=" + n + ", restart points=" + count);
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

    /** How many blocks there are. */
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

    /** Compares an index key with another key. */
    int compareKey(int index, byte[] key) throws CorruptionException {
        return BlockSearch.compareRestart(block, index, key, 0, key.length);
    }

    /** A copy of an index key. */
    byte[] key(int index) throws CorruptionException {
        ByteSource in = entry(index);
        in.readCount();
        int length = in.readCount();
        in.readCount();
        int from = in.skip(length);
        return Arrays.copyOfRange(in.array(), from, from + length);
    }

    /** Where the index block is. */
    long fileOffset() {
        return block.fileOffset();
    }

    CorruptionException corrupt(String rule) {
        return block.corrupt(rule);
    }

    /** Where a block is. */
    BlockHandle handle(int index) throws IOException {
        ByteSource in = entry(index);
        in.readCount();
        int keyLength = in.readCount();
        int valueLength = in.readCount();
        in.skip(keyLength);
        in.readVarint();
        int value = in.skip(valueLength);
        return BlockHandle.read(block.source(value, valueLength), fileBytes);
    }

    private ByteSource entry(int index) throws CorruptionException {
        int start = block.restart(index);
        return block.source(start, block.end() - start);
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
