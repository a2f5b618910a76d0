package dev.ashlar.hashring;

import java.util.List;

/**
 * Tells which node of a set has a key, so that a change of the set moves few keys.
 *
 * <p><b>Keys</b> are bytes, text, or 64-bit hashes. Bytes and text are hashed by {@link #hash(byte[])} and
 * {@link #hash(CharSequence)}; to ask several locators for one key, hash once. A hash given directly must have all of its 64
 * bits well mixed.
 *
 * <p><b>Guarantee.</b> The same nodes, given in the same way, have the same keys on every machine and in every version,
 * unless a type says otherwise. {@code toString} and {@code hashCode} of nodes never matter.
 *
 * <p><b>Threads.</b> Any number of threads may ask at once. What else is safe, each type tells.
 *
 * @param <N> what a node is
 */
public interface Locator<N> {
    /**
     * Returns the node that has a key, by the key's hash. Does not allocate.
     *
     * @param hash the key's hash
     * @return the node
     * @throws IllegalStateException if there is no node
     */
    N locate(long hash);

    /**
     * Returns the node that has a key of bytes.
     *
     * @param key the key
     * @return the node
     * @throws IllegalStateException if there is no node
     */
    default N locate(byte[] key) {
        return locate(hash(key));
    }

    /**
     * Returns the node that has a text.
     *
     * @param key the key
     * @return the node
     * @throws IllegalStateException if there is no node
     */
    default N locate(CharSequence key) {
        return locate(hash(key));
    }

    /**
     * Returns the nodes, in an order that each type tells.
     *
     * @return an immutable list
     */
    List<N> nodes();

    /**
     * Returns the hash that stands for a key of bytes.
     *
     * @param key the key
     * @return its XXH3 hash, 64 bits, seed 0; the same in every version
     */
    static long hash(byte[] key) {
        return Mixing.XXH3.hashBytesToLong(key);
    }

    /**
     * Returns the hash that stands for a text. It is not that of the text's UTF-8 bytes: the two are different keys.
     *
     * @param key the key
     * @return the XXH3 hash of its UTF-16 characters, little-endian; the same in every version
     */
    static long hash(CharSequence key) {
        return Mixing.XXH3.hashCharsToLong(key);
    }
}
