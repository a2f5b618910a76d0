/**
 * Rate limiting: how often something may happen, decided call by call without blocking.
 *
 * <table>
 * <caption>Choosing</caption>
 * <tr><th>Type</th><th>Limits</th><th>Most in any time T</th></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.TokenBucket}</td><td>one thing</td>
 *     <td>capacity + rate * T</td></tr>
 * <tr><td>{@link dev.ashlar.ratelimit.KeyedRateLimiter}</td><td>every key by itself: users, addresses, tenants</td>
 *     <td>capacity + rate * T for each key, and a bounded number of keys</td></tr>
 * </table>
 *
 * <pre>{@code
 * KeyedRateLimiter<String> logins = KeyedRateLimiter.<String>builder()
 *         .bucket(b -> b.capacity(5).refill(5, Duration.ofMinutes(1)))
 *         .maxKeys(1_000_000)
 *         .build();
 * Decision decision = logins.decide("10.1.2.3");
 * if (!decision.granted()) {
 *     refuse(decision.retryAfter()); // HTTP 429
 * }
 * }</pre>
 *
 * <p>All limiters may be shared by threads, and take no lock for a key that they know; builders belong to one thread;
 * decisions are immutable.
 *
 * <p>Deliberately missing: threads and timers (nothing happens between calls), and clocks of the wall (a limit is on
 * elapsed time).
 */
package dev.ashlar.ratelimit;
