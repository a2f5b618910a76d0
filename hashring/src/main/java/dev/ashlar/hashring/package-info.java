/**
 * Consistent hashing: which node of a changing set has a key, so that a change of the set moves few keys.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Type</th><th>Nodes</th><th>Use it when</th></tr>
 * <tr><td>{@link dev.ashlar.hashring.JumpHash}</td><td>numbered 0 to n-1; only the last can leave</td>
 *     <td>shards are added at the end and never removed from the middle</td></tr>
 * </table>
 *
 * <pre>{@code
 * int shard = JumpHash.bucket(hash, 16);
 * }</pre>
 *
 * <p>Everything here is stateless or immutable and may be shared by threads. Deliberately missing: hash functions for
 * keys (use hash4j), and any form of membership or network.
 */
package dev.ashlar.hashring;
