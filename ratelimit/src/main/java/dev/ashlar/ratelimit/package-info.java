/**
 * Rate limiting: how often something may happen.
 *
 * <p>A {@link dev.ashlar.ratelimit.Limit} says what is allowed, and is one algorithm:
 *
 * <table>
 * <caption>Choosing a limit of L permits, refilled in W</caption>
 * <tr><th>Type</th><th>For</th><th>Most in any window W</th><th>State</th></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.TokenBucket}</td><td>bursts, with a bound on the long run</td>
 *     <td>2 L</td><td>one word, lock-free</td></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.LeakyBucket} as a meter</td><td>the same, seen from the other side</td>
 *     <td>2 L</td><td>one word, lock-free</td></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.LeakyBucket} as a shaper</td><td>a steady outflow; requests wait their turn</td>
 *     <td>L + 1</td><td>a few words, and those that wait</td></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.FixedWindow}</td><td>quotas by the hour or day</td>
 *     <td>2 L</td><td>one word, lock-free</td></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.SlidingWindowLog}</td><td>limits that must be exact</td>
 *     <td>L</td><td>a word for each permit</td></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.SlidingWindowCounter}</td><td>nearly as exact, in little memory</td>
 *     <td>L; estimating, almost 2 L</td><td>a word for each slot</td></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.WarmUp}</td><td>what is slow when it is cold</td>
 *     <td>L + 1</td><td>four numbers</td></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.CompositeLimit}</td><td>several limits as one decision</td>
 *     <td>the least of its parts</td><td>that of its parts</td></tr>
 * </table>
 *
 * <p>A {@link dev.ashlar.ratelimit.RateLimiter} keeps the state of one: {@link dev.ashlar.ratelimit.LocalRateLimiter} in
 * this JVM; {@link dev.ashlar.ratelimit.KeyedRateLimiter} keeps one for every key.
 *
 * <pre>{@code
 * KeyedRateLimiter<String> logins = KeyedRateLimiter.<String>builder()
 *         .limit(TokenBucket.of(5, 5, Duration.ofMinutes(1)))
 *         .maxKeys(1_000_000)
 *         .build();
 * Decision decision = logins.decide("10.1.2.3");
 * if (!decision.granted()) {
 *     refuse(decision.retryAfter()); // HTTP 429
 * }
 * }</pre>
 *
 * <p>All limiters may be shared by threads; limits, decisions and reservations are immutable or safe for threads;
 * builders belong to one thread.
 *
 * <p>Deliberately missing: threads and timers of our own (nothing happens between calls), calendars with their months
 * and summer times, and limits that adapt by themselves.
 */
package dev.ashlar.ratelimit;
