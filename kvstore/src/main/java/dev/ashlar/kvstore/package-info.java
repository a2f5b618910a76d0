/**
 * An embedded key-value store: a log-structured merge engine in pure Java.
 *
 * <table>
 * <caption>Choosing a durability</caption>
 * <tr><th>Write with</th><th>survives</th><th>costs</th></tr>
 * <tr><td>{@link dev.ashlar.kvstore.Durability#NONE}</td><td>an orderly close</td><td>a copy in memory</td></tr>
 * <tr><td>{@link dev.ashlar.kvstore.Durability#OS}</td><td>{@code kill -9}</td><td>a write to the page cache</td></tr>
 * <tr><td>{@link dev.ashlar.kvstore.Durability#SYNC}</td><td>power loss</td><td>a flush of the drive</td></tr>
 * </table>
 *
 * <pre>{@code
 * byte[] key = "user:7".getBytes(UTF_8);
 * try (KvStore store = KvStore.open(Path.of("data"), KvOptions.DEFAULT)) {
 *     store.put(key, "Ada".getBytes(UTF_8));
 *     store.write(new WriteBatch().put(other, value).delete(key), Durability.SYNC);
 *     byte[] found = store.get(key); // null: the batch deleted it
 *     try (Cursor cursor = store.cursor(KeyRange.prefix("user:".getBytes(UTF_8)))) {
 *         for (boolean more = cursor.first(); more; more = cursor.next()) {
 *             use(cursor.key(), cursor.value());
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>A {@link dev.ashlar.kvstore.KvStore} and a {@link dev.ashlar.kvstore.Snapshot} may be shared by threads; a
 * {@link dev.ashlar.kvstore.WriteBatch} and a {@link dev.ashlar.kvstore.Cursor} may not.
 * Options and statistics are immutable.
 *
 * <p>Not in this version: merge operators, range deletes, expiry, families, checkpoints. Deliberately missing: a network
 * server, and native code.
 */
package dev.ashlar.kvstore;
