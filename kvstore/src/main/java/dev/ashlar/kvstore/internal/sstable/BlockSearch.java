package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.util.Arrays;

/** Looks a key up in a block, without copying any key and without an object. */
final class BlockSearch {
    private BlockSearch() {}

    /**
     * Finds the newest entry of a key up to a sequence number.
     *
     * @return where the value begins in the block, shifted by 32, and its length; or {@link Block#ABSENT}, or
     *     {@link Block#DELETED}
     */
    static long find(Block block, byte[] target, long maxSequence) throws CorruptionException {
        byte[] bytes = block.bytes();
        int end = block.end();
        int at = block.restart(restartBefore(block, target, 0, target.length));
        // How many bytes the entry before, which is less, has in common with the target: an entry that shares more with
        // it differs from the target where that one does, and is less too.
        int matched = 0;
        while (at < end) {
            int shared = bytes[at];
            int rest = bytes[at + 1];
            int length = bytes[at + 2];
            if ((shared | rest | length) >= 0) {
                at += 3;
            } else {
                ByteSource in = block.source(at, end - at);
                shared = in.readCount();
                rest = in.readCount();
                length = in.readCount();
                at = in.position();
            }
            if (rest > end - at) {
                throw block.corrupt(at, "an entry must end in its block: key=" + rest);
            }
            int key = at;
            at += rest;
            long trailer = 0;
            int shift = 0;
            byte part;
            do {
                if (at >= end || shift == 70) {
                    throw block.corrupt(at, "a trailer must end in its block, and fit into 64 bits");
                }
                part = bytes[at++];
                trailer |= (part & 0x7FL) << shift;
                shift += 7;
            } while (part < 0);
            if (length > end - at) {
                throw block.corrupt(at, "an entry must end in its block: value=" + length);
            }
            if (shared <= matched) {
                int keyEnd = key + rest;
                int common = Arrays.mismatch(bytes, key, keyEnd, target, shared, target.length);
                if (common < 0) {
                    if (Trailer.sequence(trailer) <= maxSequence) {
                        return found(block, at, length, Trailer.kind(trailer));
                    }
                    matched = target.length;
                } else if (common == target.length - shared
                        || (common < rest && (bytes[key + common] & 0xFF) > (target[shared + common] & 0xFF))) {
                    return Block.ABSENT; // this entry, and all after it, are greater
                } else {
                    matched = shared + common;
                }
            }
            at += length;
        }
        return Block.ABSENT;
    }

    private static long found(Block block, int value, int length, int kind) throws CorruptionException {
        if (kind == Writes.PUT) {
            return (long) value << Integer.SIZE | length;
        }
        if (kind == Writes.DELETE) {
            return Block.DELETED;
        }
        throw block.corrupt(value, "an entry must be of a known kind: kind=" + kind);
    }

    /** The last restart point whose key is less than a target, or the first: equal keys can stand on both sides of one. */
    static int restartBefore(Block block, byte[] target, int from, int to) throws CorruptionException {
        int low = 0;
        int high = block.restartCount() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (compareRestart(block, middle, target, from, to) < 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Compares the key at a restart point, which shares nothing, with a target. */
    static int compareRestart(Block block, int index, byte[] target, int from, int to) throws CorruptionException {
        byte[] bytes = block.bytes();
        int at = block.restart(index);
        int end = block.end();
        if (at >= end) {
            throw block.corrupt(at, "a restart point must have an entry");
        }
        int shared = bytes[at];
        int rest = bytes[at + 1];
        int length = bytes[at + 2];
        if ((shared | rest | length) >= 0) {
            at += 3;
        } else {
            ByteSource in = block.source(at, end - at);
            shared = in.readCount();
            rest = in.readCount();
            in.readCount();
            at = in.position();
        }
        if (shared != 0 || rest > end - at) {
            throw block.corrupt(at, "the key at a restart point must be whole: shared=" + shared + ", key=" + rest);
        }
        return Arrays.compareUnsigned(bytes, at, at + rest, target, from, to);
    }
}
