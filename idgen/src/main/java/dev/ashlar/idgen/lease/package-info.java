/**
 * Worker numbers for {@link dev.ashlar.idgen.Snowflake}: no two running generators may have the same one.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Way</th><th>Use it when</th></tr>
 * <tr><td>a fixed number, {@code worker(7)}</td><td>there are few processes, and somebody keeps the list</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.lease.WorkerIds}</td><td>an operator or an orchestrator numbers the instances</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.lease.WorkerLease} from a {@link dev.ashlar.idgen.lease.FileLeaseStore}</td>
 *     <td>processes come and go on one machine</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.lease.WorkerLease} from a {@link dev.ashlar.idgen.lease.JdbcLeaseStore}</td>
 *     <td>processes come and go on many machines, which reach one database</td></tr>
 * </table>
 *
 * <pre>{@code
 * JdbcLeaseStore store = JdbcLeaseStore.of(dataSource, "orders");
 * store.createTable();
 * try (WorkerLease lease = WorkerLease.acquire(store, Layout.INSTAGRAM.maxWorker(), Duration.ofSeconds(30))) {
 *     lease.renewOn(scheduler);
 *     Snowflake ids = Snowflake.builder().layout(Layout.INSTAGRAM).worker(lease).build();
 *     long id = ids.next();
 * }
 * }</pre>
 *
 * <p>Stores and leases may be shared by threads. Deliberately missing: random and hashed numbers, and a thread that renews
 * by itself.
 */
package dev.ashlar.idgen.lease;
