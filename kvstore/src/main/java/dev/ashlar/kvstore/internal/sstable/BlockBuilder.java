package dev.ashlar.kvstore.internal.sstable;

import dev.ashlar.kvstore.internal.io.ByteSink;
import java.util.Arrays;

/** Builds a block: sorted entries, keys sharing what they have in common with the one before. */
final class BlockBuilder {
    private final int restartInterval;
    private final ByteSink out = new ByteSink(8 * 1024);
    private final ByteSink restarts = new ByteSink(256);
    private final ByteSink lastKey = new ByteSink(64);
    private int sinceRestart;
    private int entries;

    BlockBuilder(int restartInterval) {
        this.restartInterval = restartInterval;
    }

    void add(byte[] key, int keyOffset, int keyLength, long trailer, byte[] value, int valueOffset, int valueLength) {
        int shared = 0;
        if (entries == 0 || sinceRestart == restartInterval) {
            restarts.putInt(out.length());
            sinceRestart = 0;
        } else {
            int common = Arrays.mismatch(lastKey.array(), 0, lastKey.length(), key, keyOffset, keyOffset + keyLength);
            shared = common < 0 ? keyLength : common;
        }
        out.putVarint(shared)
                .putVarint(keyLength - shared)
                .putVarint(valueLength)
                .putBytes(key, keyOffset + shared, keyLength - shared)
                .putVarint(trailer)
                .putBytes(value, valueOffset, valueLength);
        lastKey.truncate(shared);
        lastKey.putBytes(key, keyOffset + shared, keyLength - shared);
        sinceRestart++;
        entries++;
    }

    /** About how long the block would be if it ended here. */
    int length() {
        return out.length() + restarts.length() + Integer.BYTES;
    }

    boolean isEmpty() {
        return entries == 0;
    }

    /** The key that was added last; valid until the next. */
    ByteSink lastKey() {
        return lastKey;
    }

    /** Ends the block and returns its bytes, valid until {@link #clear()}. */
    ByteSink finish() {
        int count = restarts.length() / Integer.BYTES;
        out.putBytes(restarts.array(), 0, restarts.length()).putInt(count);
        return out;
    }

    void clear() {
        out.clear();
        restarts.clear();
        lastKey.clear();
        sinceRestart = 0;
        entries = 0;
    }
}
