/**
 * Consistent hashing: which node of a changing set has a key, so that a change of the set moves few keys.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Type</th><th>Nodes</th><th>Use it when</th></tr>
 * <tr><td>{@link dev.ashlar.hashring.HashRing}</td><td>any may come and go; weights, zones</td>
 *     <td>nodes have names, keys have replicas: nearly always</td></tr>
 * <tr><td>{@link dev.ashlar.hashring.LiveHashRing}</td><td>the same</td><td>the set changes while threads ask</td></tr>
 * <tr><td>{@link dev.ashlar.hashring.BoundedLoad}</td><td>the same</td><td>no node may get much more than its part</td></tr>
 * <tr><td>{@link dev.ashlar.hashring.Maglev}</td><td>any may come and go</td>
 *     <td>shares must be equal, and a few keys more may move</td></tr>
 * <tr><td>{@link dev.ashlar.hashring.Rendezvous}</td><td>any may come and go; any weights</td>
 *     <td>there are few nodes, and shares must be exact</td></tr>
 * <tr><td>{@link dev.ashlar.hashring.JumpHash}, {@link dev.ashlar.hashring.JumpBackHash}</td>
 *     <td>numbered 0 to n-1; only the last can leave</td>
 *     <td>shards are added at the end and never removed from the middle</td></tr>
 * <tr><td>{@link dev.ashlar.hashring.MementoLocator}</td><td>in a row; any may leave for a time</td>
 *     <td>shares must be equal, and few are away at once</td></tr>
 * <tr><td>{@link dev.ashlar.hashring.KetamaRing}</td><td>of memcached</td>
 *     <td>keys must be where a memcached client has them</td></tr>
 * </table>
 *
 * <pre>{@code
 * HashRing<Server> ring = HashRing.builder(Server::address).add(a).add(b, 2).build();
 * Server owner = ring.locate("user:42");
 * List<Server> three = ring.replicas(Locator.hash("user:42"), 3);
 * }</pre>
 *
 * <p>All but the builder may be shared by threads; nearly all is immutable. Deliberately missing: any form of membership or
 * network, and failure detection: tell the ring who is there.
 */
package dev.ashlar.hashring;
