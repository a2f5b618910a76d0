package dev.ashlar.kvstore;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be read: the {@linkplain KvStore store} as it is now, or as it was when a {@link Snapshot} was taken. */
public interface KvReader {
    /** What {@link #get(byte[], byte[])} returns where the key is not. */
    int NOT_FOUND = -1;

    /**
     * Returns the value of a key.
     *
     * @param key 0 to {@value WriteBatch#MAX_KEY_BYTES} bytes
     * @return a new array, or null if the key is not there
     * @throws CorruptionException if the block that would have it is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if this is closed
     * @throws IllegalArgumentException if the key is too long
     */
    byte @Nullable [] get(byte[] key) throws IOException;

    /**
     * Copies the value of a key into an array, and allocates nothing if its block is in the cache.
     *
     * @param key 0 to {@value WriteBatch#MAX_KEY_BYTES} bytes
     * @param target where the value goes, from the beginning; of one that is longer, as much as there is room for
     * @return the length of the value, which can be greater than the array's; {@link #NOT_FOUND} if the key is not there
     * @throws CorruptionException if the block that would have it is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if this is closed
     * @throws IllegalArgumentException if the key is too long
     */
    int get(byte[] key, byte[] target) throws IOException;

    /**
     * Returns the values of several keys, all as of one moment.
     *
     * @param keys the keys, each of 0 to {@value WriteBatch#MAX_KEY_BYTES} bytes
     * @return for each key, in their order, a new array, or null if the key is not there
     * @throws CorruptionException if a block that would have one is damaged
     * @throws IOException if a file cannot be read
     * @throws IllegalStateException if this is closed
     * @throws IllegalArgumentException if a key is too long
     */
    List<byte @Nullable []> multiGet(List<byte[]> keys) throws IOException;

    /**
     * Opens a cursor over all keys.
     *
     * @return the cursor, to be closed by the caller
     * @throws IllegalStateException if this is closed
     */
    default Cursor cursor() {
        return cursor(KeyRange.all());
    }

    /**
     * Opens a cursor over the keys of a range, as they are now, whatever is written later.
     *
     * @param range the range
     * @return the cursor, to be closed by the caller
     * @throws IllegalStateException if this is closed
     */
    Cursor cursor(KeyRange range);
}
