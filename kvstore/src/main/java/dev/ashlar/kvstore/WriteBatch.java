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
 * <p>Limits: see {@link #put(byte[], byte[])}; and the encoded batch may have {@value #MAX_BYTES} bytes. What would exceed
 * them is refused and leaves the batch as it was.
 */
public final class WriteBatch {
    /** The longest key, in bytes. */
    public static final int MAX_KEY_BYTES = 65_535;

    /** The longest value, in bytes: 256 MiB. */
    public static final int MAX_VALUE_BYTES = 1 << 28;

    /** The largest batch, encoded, in bytes: 1 GiB. An entry takes at most 13 bytes more than its key and value. */
    public static final int MAX_BYTES = 1 << 30;

    private static final int MAX_ENTRY_OVERHEAD = 13;

    private final ByteSink encoded = new ByteSink(256);
    private int count;

    /** Creates an empty batch. */
    public WriteBatch() {
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
        if (value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "value must have at most " + MAX_VALUE_BYTES + " bytes: length=" + value.length);
        }
        checkRoom((long) key.length + value.length);
        Writes.put(encoded, key, value);
        count++;
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
        checkRoom(key.length);
        Writes.delete(encoded, key);
        count++;
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
     * @return up to {@value #MAX_BYTES}
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
        encoded.truncate(Writes.HEAD_BYTES);
        count = 0;
        return this;
    }

    ByteSink encoded() {
        return encoded;
    }

    static void checkKey(byte[] key) {
        if (key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key must have at most " + MAX_KEY_BYTES + " bytes: length=" + key.length);
        }
    }

    private void checkRoom(long bytes) {
        long size = encoded.length() + bytes + MAX_ENTRY_OVERHEAD;
        if (size > MAX_BYTES) {
            throw new IllegalArgumentException("a batch must have at most " + MAX_BYTES + " bytes: bytes=" + size);
        }
    }
}
