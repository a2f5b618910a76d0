/**
 * Unique ids, made in the process without asking anybody or in segments from a central counter, and codecs to print them.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Type</th><th>What it is</th><th>Use it when</th></tr>
 * <tr><td>{@link dev.ashlar.idgen.Snowflake}</td><td>time, datacenter, worker and sequence in a positive long</td>
 *     <td>several processes make ids for one table, and each has a number of its own</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.Layout}</td><td>how many bits each of these has</td>
 *     <td>1 024 generators, 69 years or 4 096 ids a millisecond are too few or too many</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.Rollback}</td><td>what to do when the clock was set back</td>
 *     <td>one second on frozen time, and an exception beyond, is not what you want</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.Exhaustion}</td><td>what to do when a tick has no more ids</td>
 *     <td>waiting for the next tick is not what you want</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.HighWaterFile}, {@link dev.ashlar.idgen.lease}</td>
 *     <td>fences, and worker numbers for some time</td>
 *     <td>a process starts again with the same number, or needs one of its own</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.Tsid}</td><td>a Snowflake id of 41 and 22 bits, in 13 characters</td>
 *     <td>others who share the ids make TSIDs</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.Uuid7}, {@link dev.ashlar.idgen.Ulid}</td><td>time and chance in 128 bits</td>
 *     <td>no process has a number</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.Segments}</td><td>numbers from a central counter, thousands at a time</td>
 *     <td>they should be short and dense, and a database is there</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.StridedSequence}</td><td>every k-th number</td>
 *     <td>there are k servers for ever, and order does not matter</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.Base62}, {@link dev.ashlar.idgen.Crockford32}, {@link dev.ashlar.idgen.Hex},
 *     {@link dev.ashlar.idgen.UuidText}</td><td>numbers as letters and digits, that sort like them</td>
 *     <td>an id is part of a URL, or must not meet JavaScript's numbers</td></tr>
 * <tr><td>{@link dev.ashlar.idgen.Sqids}</td><td>numbers as short codes that look mixed</td>
 *     <td>a code should not show a sequence at first sight</td></tr>
 * </table>
 *
 * <pre>{@code
 * Snowflake ids = Snowflake.builder()
 *         .epoch(Instant.parse("2024-01-01T00:00:00Z"))
 *         .datacenter(3)
 *         .worker(7)
 *         .onRollback(Rollback.freeze(Duration.ofSeconds(5)))
 *         .onExhausted(Exhaustion.borrow(Duration.ofMillis(50)).thenAwait(Duration.ofSeconds(6)))
 *         .build();
 * long id = ids.next();
 * Snowflake.Parts parts = ids.parse(id); // timestamp, datacenter 3, worker 7, sequence
 * String code = Base62.encode(id, Base62.MAX_LENGTH); // sorts like the id
 * }</pre>
 *
 * <p>Generators may be shared by threads; everything else is stateless or immutable, but for the builder.
 *
 * <p>Deliberately missing: random or hashed worker numbers, which are not unique; a default worker number; ids that
 * cannot be guessed.
 */
package dev.ashlar.idgen;
