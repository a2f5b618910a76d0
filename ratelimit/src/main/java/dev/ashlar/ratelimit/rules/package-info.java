/**
 * Many limits, read from a configuration and chosen by what a request is.
 *
 * <p>A request is described by {@link dev.ashlar.ratelimit.rules.Descriptor}s: lists of keys and values, as
 * {@code (message_type, marketing)} or {@code (path, /login), (remote_address, 10.1.2.3)}. A
 * {@link dev.ashlar.ratelimit.rules.Rule} is a limit for the descriptors of a pattern, in which values may be left open;
 * every combination of values has a state by itself. {@link dev.ashlar.ratelimit.rules.RateLimitRules} finds the rules
 * of a request and decides.
 *
 * <pre>{@code
 * RateLimitRules rules = YamlRules.read(Path.of("limits.yaml")).build();
 * RuleDecision decision = rules.evaluate(Descriptor.of("message_type", "marketing", "user", user));
 * }</pre>
 *
 * <p>with
 *
 * <pre>{@code
 * domain: messaging
 * descriptors:
 *   - key: message_type
 *     value: marketing
 *     descriptors:
 *       - key: user                    # any user; each has a limit by himself
 *         rate_limit:
 *           unit: day
 *           requests_per_unit: 5
 *   - key: path
 *     value: /login*                   # and whatever begins like that
 *     shadow_mode: true                # counts, but refuses nobody
 *     rate_limit:
 *       unit: minute
 *       requests_per_unit: 5
 *       algorithm: sliding_window
 * }</pre>
 *
 * <p>The form is that of Envoy's rate limit service, with a choice of algorithm. Rules are immutable but for the states
 * of their limits, and may be shared by threads; builders belong to one thread.
 */
@NullMarked
package dev.ashlar.ratelimit.rules;

import org.jspecify.annotations.NullMarked;
