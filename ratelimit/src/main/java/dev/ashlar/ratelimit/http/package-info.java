/**
 * What a limiter decided, as HTTP fields, and what such fields say.
 *
 * <table>
 * <caption>The fields</caption>
 * <tr><th>Field</th><th>Says</th><th>Source</th></tr>
 * <tr><td>{@code RateLimit-Policy}</td><td>what is allowed: quota and window</td>
 *     <td>draft-ietf-httpapi-ratelimit-headers-10</td></tr>
 * <tr><td>{@code RateLimit}</td><td>what remains, and for how long</td><td>the same</td></tr>
 * <tr><td>{@code Retry-After}</td><td>when a refused client may come again</td><td>RFC 9110, 10.2.3</td></tr>
 * <tr><td>{@code X-Ratelimit-Limit}, {@code -Remaining}, {@code -Retry-After}</td><td>the same in the old way</td>
 *     <td>custom</td></tr>
 * </table>
 *
 * <pre>{@code
 * QuotaPolicy policy = QuotaPolicy.of("default", limit);
 * Decision decision = limiter.decide(1);
 * RateLimitFields.write(policy, decision, response::setHeader);
 * response.setStatus(decision.granted() ? 200 : 429);
 * }</pre>
 *
 * <p>Everything here is immutable or without state, so threads may share it. Numbers of seconds are rounded up, so that
 * a client that comes back after so many is not refused again. Fields that are malformed are read as if they were not
 * there, as the draft demands.
 */
@NullMarked
package dev.ashlar.ratelimit.http;

import org.jspecify.annotations.NullMarked;
