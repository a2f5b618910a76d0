package dev.ashlar.kvstore.internal.entry;

import java.io.IOException;
import java.util.Arrays;

/**
 * A position among sorted entries: keys ascend by their unsigned bytes, and of one key the newest entry comes first.
 *
 * <p>It stands at an entry or nowhere; where a move finds no entry it stands nowhere afterwards, and only {@link #first},
 * {@link #last} and {@link #seek} may follow. What it stands at is in its fields, valid until the next move: the arrays
 * belong to others and must not be changed. For one thread.
 */
public abstract class EntryCursor {
    /* Fields, not methods: every entry of a scan goes through several layers of cursors. */

    protected byte[] keyArray = {};
    protected int keyOffset;
    protected int keyLength;
    protected long trailer;
    protected byte[] valueArray = {};
    protected int valueOffset;
    protected int valueLength;

    /** Moves to the first entry; false if there is none. */
    public abstract boolean first() throws IOException;

    /** Moves to the last entry; false if there is none. */
    public abstract boolean last() throws IOException;

    /**
     * Moves to the first entry that is not before the newest one of a key up to a sequence number: of that key the first
     * whose sequence number is not greater, or of a greater key the first; false if there is none.
     */
    public abstract boolean seek(byte[] key, int offset, int length, long maxSequence) throws IOException;

    /** Moves to the entry after this; false if there is none. */
    public abstract boolean next() throws IOException;

    /** Moves to the entry before this; false if there is none. */
    public abstract boolean prev() throws IOException;

    public final byte[] keyArray() {
        return keyArray;
    }

    public final int keyOffset() {
        return keyOffset;
    }

    public final int keyLength() {
        return keyLength;
    }

    /** The sequence number and the kind in one: see {@link Trailer}. */
    public final long trailer() {
        return trailer;
    }

    public final byte[] valueArray() {
        return valueArray;
    }

    public final int valueOffset() {
        return valueOffset;
    }

    public final int valueLength() {
        return valueLength;
    }

    /** A copy of the key. */
    public final byte[] copyOfKey() {
        return Arrays.copyOfRange(keyArray, keyOffset, keyOffset + keyLength);
    }

    /** Compares keys by their unsigned bytes. */
    public final int compareKey(byte[] key, int offset, int length) {
        return Arrays.compareUnsigned(keyArray, keyOffset, keyOffset + keyLength, key, offset, offset + length);
    }

    /** Compares keys, then the newer first. */
    final int compareTo(EntryCursor other) {
        int order = compareKey(other.keyArray, other.keyOffset, other.keyLength);
        return order != 0 ? order : Long.compareUnsigned(other.trailer, trailer);
    }

    /** Takes the place of another cursor. */
    protected final void standAt(EntryCursor other) {
        keyArray = other.keyArray;
        keyOffset = other.keyOffset;
        keyLength = other.keyLength;
        trailer = other.trailer;
        valueArray = other.valueArray;
        valueOffset = other.valueOffset;
        valueLength = other.valueLength;
    }
}
