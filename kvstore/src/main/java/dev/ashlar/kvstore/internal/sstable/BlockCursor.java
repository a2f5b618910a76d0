package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.CorruptionException;
import dev.ashlar.kvstore.internal.entry.EntryCursor;
import dev.ashlar.kvstore.internal.entry.Trailer;
import dev.ashlar.kvstore.internal.io.ByteSource;
import dev.ashlar.kvstore.internal.wal.Writes;
import java.io.IOException;
import java.util.Arrays;

/** A position in a block, and after {@link #moveTo} in another. */
class BlockCursor extends EntryCursor {
    /*
     * Keys share their beginning with the one before, so an entry can only be read after those before it, from a restart
     * point on. Going backwards, all entries since the restart point are read and kept, and then given out from the last
     * to the first: each entry is still read once.
     */
    private static final int RUN = TableFormat.RESTART_INTERVAL;

    private final int leastKind;
    private Block block;
    private byte[] bytes;
    private int end;

    /** Where the entry at which this stands begins, and the one after it. */
    private int here;

    private int next;

    /** The key of the entry that was read last, for the next one to share. */
    private byte[] key = new byte[64];

    /* The entries since a restart point: for each where it begins, where its key ends, its value and the next entry. */

    private boolean keepsRun;
    private int run;
    private final int[] entryStarts = new int[RUN];
    private final int[] keyEnds = new int[RUN];
    private final int[] valueStarts = new int[RUN];
    private final int[] valueLengths = new int[RUN];
    private final long[] trailers = new long[RUN];
    private byte[] keys = new byte[64];

    /** Stands nowhere at first; entries may be of no kind, as those of an index are. */
    BlockCursor(Block block) {
        this(block, 0);
    }

    BlockCursor(Block block, int leastKind) {
        this.leastKind = leastKind;
        moveTo(block);
    }

    /** Goes to another block, and stands nowhere. */
    final void moveTo(Block other) {
        block = other;
        bytes = other.bytes();
        end = other.end();
        keepsRun = false;
        here = 0;
        next = end;
    }

    /** Where the entry begins. */
    final int start() {
        return here;
    }

    /** The value, to be read on. */
    final ByteSource value() {
        return block.source(valueOffset, valueLength);
    }

    @Override
    public boolean first() throws IOException {
        toRestart(0);
        return next();
    }

    @Override
    public boolean last() throws IOException {
        if (end == 0) {
            return false;
        }
        readRun(block.restartCount() - 1, end);
        return standAtRun(run - 1);
    }

    @Override
    public boolean next() throws IOException {
        if (next >= end) {
            return false;
        }
        if (keepsRun) {
            keepsRun = false;
            reserve(keyLength);
            System.arraycopy(keyArray, keyOffset, key, 0, keyLength);
        }
        read();
        return true;
    }

    @Override
    public boolean prev() throws IOException {
        if (here == 0) {
            return false;
        }
        if (!keepsRun || here == entryStarts[0]) {
            readRun(restartBefore(here), here);
            return standAtRun(run - 1);
        }
        return standAtRun(run - 2);
    }

    @Override
    public boolean seek(byte[] target, int offset, int length, long maxSequence) throws IOException {
        toRestart(BlockSearch.restartBefore(block, target, offset, offset + length));
        while (next()) {
            int order = compareKey(target, offset, length);
            if (order > 0 || (order == 0 && Trailer.sequence(trailer) <= maxSequence)) {
                return true;
            }
        }
        return false;
    }

    private void toRestart(int index) throws CorruptionException {
        keepsRun = false;
        keyLength = 0;
        here = 0;
        next = block.restart(index);
    }

    /** The last restart point before an entry. */
    private int restartBefore(int entry) throws CorruptionException {
        int low = 0;
        int high = block.restartCount() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (block.restart(middle) < entry) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Reads the entries from a restart point to an entry, without it, and keeps them. */
    private void readRun(int restart, int to) throws IOException {
        toRestart(restart);
        run = 0;
        int keysEnd = 0;
        while (next < to) {
            read();
            if (run == RUN) {
                throw block.corrupt(here, "every " + RUN + "th entry at least must be a restart point");
            }
            if (keys.length - keysEnd < keyLength) {
                keys = Arrays.copyOf(keys, Math.max(keysEnd + keyLength, 2 * keys.length));
            }
            System.arraycopy(key, 0, keys, keysEnd, keyLength);
            keysEnd += keyLength;
            entryStarts[run] = here;
            keyEnds[run] = keysEnd;
            valueStarts[run] = valueOffset;
            valueLengths[run] = valueLength;
            trailers[run] = trailer;
            run++;
        }
        if (run == 0 || next != to) {
            throw block.corrupt(next, "an entry must end where the next begins: next=" + to);
        }
    }

    private boolean standAtRun(int index) {
        keepsRun = true;
        run = index + 1;
        here = entryStarts[index];
        keyArray = keys;
        keyOffset = index == 0 ? 0 : keyEnds[index - 1];
        keyLength = keyEnds[index] - keyOffset;
        trailer = trailers[index];
        valueArray = bytes;
        valueOffset = valueStarts[index];
        valueLength = valueLengths[index];
        next = valueOffset + valueLength;
        return true;
    }

    /** Reads the entry at {@link #next}. */
    private void read() throws CorruptionException {
        byte[] from = bytes;
        int at = next;
        here = at;
        // There are eight bytes at least after the entries, so this reads none outside.
        int shared = from[at];
        int rest = from[at + 1];
        int length = from[at + 2];
        if ((shared | rest | length) >= 0) {
            at += 3;
        } else {
            ByteSource in = block.source(at, end - at);
            shared = in.readCount();
            rest = in.readCount();
            length = in.readCount();
            at = in.position();
        }
        if (shared > keyLength) {
            throw block.corrupt(at, "a key must share no more than the one before has: shared=" + shared);
        }
        if (rest > end - at) {
            throw block.corrupt(at, "an entry must end in its block: key=" + rest);
        }
        reserve(shared + rest);
        System.arraycopy(from, at, key, shared, rest);
        at += rest;
        long number = 0;
        int shift = 0;
        byte part;
        do {
            if (at >= end || shift == 70) {
                throw block.corrupt(at, "a trailer must end in its block, and fit into 64 bits");
            }
            part = from[at++];
            number |= (part & 0x7FL) << shift;
            shift += 7;
        } while (part < 0);
        int kind = Trailer.kind(number);
        if (length > end - at || kind < leastKind || kind > Writes.DELETE) {
            throw block.corrupt(
                    at, "an entry must end in its block, and be of a known kind: value=" + length + ", kind=" + kind);
        }
        keyArray = key;
        keyOffset = 0;
        keyLength = shared + rest;
        trailer = number;
        valueArray = from;
        valueOffset = at;
        valueLength = length;
        next = at + length;
    }

    private void reserve(int length) {
        if (key.length < length) {
            key = Arrays.copyOf(key, Math.max(length, 2 * key.length));
        }
    }
}
