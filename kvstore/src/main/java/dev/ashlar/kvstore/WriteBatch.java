package dev.ashlar.kvstore;

import dev.ashlar.kvstore.internal.io.ByteSink;
import dev.ashlar.kvstore.internal.wal.Writes;

/**
 * Writes that are applied as one: readers see all of them or none, and so does a store that is opened after a crash.
 *
 * <pre>{@code
 * WriteBatch batch = new WriteBatch().put(key, value).delete(oldKey);
 * store.write(batch);
 * }</pre>
 *
 * <p>Later writes of a batch win over earlier ones of the same key. Keys and values are copied when they are added. A
 * batch can be written more than once, and be cleared and used again. It is not for several threads.
 *
 * <p>Limits: {@link #MAX_KEY_BYTES}, {@link #MAX_VALUE_BYTES} and {@link #MAX_BYTES}. What would exceed them is refused and
 * leaves the batch as it was. The memory of the store takes as much as the batch, until it is flushed.
 */
public final class WriteBatch {
    /** The longest key, in bytes. */
    public static final int MAX_KEY_BYTES = 65_535;

    /** The longest value, in bytes: 256 MiB. */
    public static final int MAX_VALUE_BYTES = 1 << 28;

    /** The largest batch, in bytes of keys and values: 512 MiB, of which every write takes {@value #WRITE_BYTES} more. */
    public static final int MAX_BYTES = 1 << 29;

    /** About what a write takes in memory beside its key and value. */
    private static final int WRITE_BYTES = 40;

    private final ByteSink encoded;
    private int count;
    private long charged;
    private volatile boolean beingWritten;

    /** Creates an empty batch. */
    public WriteBatch() {
        this(256);
    }

    /** An empty batch with room for some bytes. */
    private WriteBatch(int capacity) {
        encoded = new ByteSink(capacity);
        Writes.begin(encoded);
    }

    /**
     * Adds a write that sets a key.
     *
     * @param key 0 to {@value #MAX_KEY_BYTES} bytes
     * @param value 0 to {@value #MAX_VALUE_BYTES} bytes
     * @return this
     * @throws IllegalArgumentException if one of them is too long, or the batch would be
     */
    public WriteBatch put(byte[] key, byte[] value) {
        checkKey(key);
        checkValue(value);
        add((long) key.length + value.length, () -> Writes.put(encoded, key, value));
        return this;
    }

    /**
     * Adds a write that removes a key; it need not be there.
     *
     * @param key 0 to {@value #MAX_KEY_BYTES} bytes
     * @return this
     * @throws IllegalArgumentException if it is too long, or the batch would be
     */
    public WriteBatch delete(byte[] key) {
        checkKey(key);
        add(key.length, () -> Writes.delete(encoded, key));
        return this;
    }

    /**
     * Returns how many writes were added.
     *
     * @return 0 or more
     */
    public int count() {
        return count;
    }

    /**
     * Returns how many bytes the batch takes in the log.
     *
     * @return the length of what is written there, without the framing
     */
    public int sizeInBytes() {
        return encoded.length();
    }

    /**
     * Removes all writes; the memory is kept for the next.
     *
     * @return this
     */
    public WriteBatch clear() {
        checkIdle();
        encoded.truncate(Writes.HEAD_BYTES);
        count = 0;
        charged = 0;
        return this;
    }

    /** A batch of one write that sets a key. */
    static WriteBatch ofPut(byte[] key, byte[] value) {
        checkKey(key);
        checkValue(value);
        return new WriteBatch(Writes.HEAD_BYTES + key.length + value.length + WRITE_BYTES).put(key, value);
    }

    static void checkKey(byte[] key) {
        if (key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key must have at most " + MAX_KEY_BYTES + " bytes: length=" + key.length);
        }
    }

    private static void checkValue(byte[] value) {
        if (value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "value must have at most " + MAX_VALUE_BYTES + " bytes: length=" + value.length);
        }
    }

    /** From here to {@link #endWriting()} the batch refuses to change: a log must not get half a change. */
    ByteSink beginWriting() {
        checkIdle();
        beingWritten = true;
        return encoded;
    }

    void endWriting() {
        beingWritten = false;
    }

    private void checkIdle() {
        if (beingWritten) {
            throw new IllegalStateException("a batch must not be changed or written while it is being written");
        }
    }

    private void add(long bytes, Runnable encode) {
        checkIdle();
        long size = charged + bytes + WRITE_BYTES;
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("a batch must have at most " + MAX_BYTES + " bytes: bytes=" + size);
        }
        int before = encoded.length();
        try {
            encode.run();
        } catch (Throwable e) {
            encoded.truncate(before); // too little memory: nothing was added
            throw e;
        }
        count++;
        charged = size;
    }
}
