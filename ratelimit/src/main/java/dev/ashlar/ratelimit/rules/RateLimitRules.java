package dev.ashlar.ratelimit.rules;

import dev.ashlar.ratelimit.Decision;
import dev.ashlar.ratelimit.KeyedRateLimiter;
import dev.ashlar.ratelimit.Limit;
import dev.ashlar.ratelimit.LocalRateLimiter;
import dev.ashlar.ratelimit.OverflowPolicy;
import dev.ashlar.ratelimit.RateLimiter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Rules of a domain, and the states of their limits.
 *
 * <p>A rule is for descriptors that have the keys of its pattern, in that order and no others. Of several rules that
 * fit, the value at the first entry decides, then at the second, and so on: the exact value goes before the longest
 * beginning that fits, and that before {@code *}. What the first entry has chosen is not given up if there is no rule for
 * the rest. A descriptor for which there is no rule is not limited.
 *
 * <p>A request may have several descriptors: all their rules must grant, and if one refuses, none is charged. Rules in shadow
 * mode count the requests that are granted, as they would if they refused. Each rule
 * decides atomically; between rules another thread may come first, and then what was taken is refunded.
 *
 * <p>States are in this JVM, in a {@link KeyedRateLimiter} for each rule, unless another place is set. Any thread may
 * use it at any time.
 */
public final class RateLimitRules {
    private static final Decision NO_RULE =
            LocalRateLimiter.of(Limit.unlimited()).decide(1);

    private final List<Rule> rules;
    private final RuleTree<Entry> tree = new RuleTree<>();

    private record Entry(Rule rule, Function<String, RateLimiter> limiters) {
        RateLimiter limiter(Descriptor descriptor) {
            return limiters.apply(rule.stateKey(descriptor));
        }
    }

    private record Charge(Rule rule, RateLimiter limiter) {}

    private RateLimitRules(Builder builder) {
        rules = List.copyOf(builder.rules);
        for (Rule rule : rules) {
            tree.put(rule.pattern().entries(), new Entry(rule, builder.limitersOf(rule)));
        }
    }

    /**
     * Starts the description of rules.
     *
     * @param domain what the rules are for; names of rules begin with it
     * @return a new builder
     */
    public static Builder builder(String domain) {
        return new Builder(Objects.requireNonNull(domain, "domain"));
    }

    /**
     * Returns all rules.
     *
     * @return in the order in which they were added; unmodifiable
     */
    public List<Rule> rules() {
        return rules;
    }

    /**
     * Finds the rule for a descriptor.
     *
     * @param descriptor what a request is
     * @return the rule, if there is one
     */
    public Optional<Rule> match(Descriptor descriptor) {
        Entry entry = tree.find(descriptor.entries());
        return entry == null ? Optional.empty() : Optional.of(entry.rule);
    }

    /**
     * Decides of a request that counts one.
     *
     * @param descriptors what it is
     * @return the decision
     */
    public RuleDecision evaluate(Descriptor... descriptors) {
        return evaluate(1, List.of(descriptors));
    }

    /**
     * Decides of a request.
     *
     * @param permits how much it counts, 1 or more
     * @param descriptors what it is; of descriptors with one rule and the same values, one counts
     * @return the decision
     * @throws IllegalArgumentException if {@code permits < 1}
     */
    public RuleDecision evaluate(long permits, List<Descriptor> descriptors) {
        if (permits <= 0) {
            throw new IllegalArgumentException("permits must be > 0: permits=" + permits);
        }
        List<Charge> charges = new ArrayList<>();
        List<Charge> shadows = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Descriptor descriptor : descriptors) {
            Entry entry = tree.find(descriptor.entries());
            if (entry == null || !seen.add(entry.rule.stateKey(descriptor))) {
                continue;
            }
            Charge charge = new Charge(entry.rule, entry.limiter(descriptor));
            (entry.rule.shadow() ? shadows : charges).add(charge);
        }
        RuleDecision refused = charges.size() > 1 ? refusal(permits, charges) : null;
        RuleDecision decision = refused != null ? refused : charge(permits, charges);
        return decision.granted() ? withShadows(permits, decision, shadows) : decision;
    }

    private static RuleDecision withShadows(long permits, RuleDecision decision, List<Charge> shadows) {
        List<Rule> shadowed = new ArrayList<>();
        for (Charge shadow : shadows) {
            if (!shadow.limiter.tryAcquire(permits)) {
                shadowed.add(shadow.rule);
            }
        }
        return new RuleDecision(decision.rule(), decision.decision(), shadowed);
    }

    /** The refusal with the longest wait, without taking anything; null if all would grant. */
    private static @Nullable RuleDecision refusal(long permits, List<Charge> charges) {
        return charges.stream()
                .map(charge -> new RuleDecision(Optional.of(charge.rule), charge.limiter.peek(permits), List.of()))
                .filter(decision -> !decision.granted())
                .max(Comparator.comparing(decision -> decision.decision().retryAfter()))
                .orElse(null);
    }

    private static RuleDecision charge(long permits, List<Charge> charges) {
        RuleDecision scarcest = new RuleDecision(Optional.empty(), NO_RULE, List.of());
        for (int i = 0; i < charges.size(); i++) {
            Charge charge = charges.get(i);
            Decision decision = charge.limiter.decide(permits);
            if (!decision.granted()) {
                charges.subList(0, i).forEach(taken -> taken.limiter.refund(permits));
                return new RuleDecision(Optional.of(charge.rule), decision, List.of());
            }
            if (i == 0 || decision.remaining() < scarcest.decision().remaining()) {
                scarcest = new RuleDecision(Optional.of(charge.rule), decision, List.of());
            }
        }
        return scarcest;
    }

    @Override
    public String toString() {
        return "RateLimitRules" + rules;
    }

    /** Describes {@link RateLimitRules}. Not safe for use by several threads at once; may be used again. */
    public static final class Builder {
        private static final long DEFAULT_MAX_KEYS = 100_000;

        private final String domain;
        private final List<Rule> rules = new ArrayList<>();
        private final RuleTree<Rule> patterns = new RuleTree<>();
        private long maxKeys = DEFAULT_MAX_KEYS;
        private OverflowPolicy overflow = OverflowPolicy.SHARE_ONE_LIMIT;
        private LongSupplier nanoClock = System::nanoTime;
        private @Nullable Function<Rule, Function<String, RateLimiter>> limiters;

        private Builder(String domain) {
            this.domain = domain;
        }

        /**
         * Adds a rule, which is named by the domain and the pattern.
         *
         * @param limit what each combination of values is allowed
         * @param pattern keys and values as of {@link Descriptor#of}; {@code *} at the end of a value stands for anything
         * @return this builder
         * @throws IllegalArgumentException if the pattern is none, or there is a rule for it
         */
        public Builder rule(Limit limit, String... pattern) {
            return rule("", Descriptor.of(pattern), limit, false);
        }

        /**
         * Adds a rule that counts but refuses nobody, which is named by the domain and the pattern.
         *
         * @param limit what each combination of values is allowed
         * @param pattern keys and values as of {@link Descriptor#of}; {@code *} at the end of a value stands for anything
         * @return this builder
         * @throws IllegalArgumentException if the pattern is none, or there is a rule for it
         */
        public Builder shadowRule(Limit limit, String... pattern) {
            return rule("", Descriptor.of(pattern), limit, true);
        }

        /**
         * Adds a rule.
         *
         * @param name by which people know it, and which no other rule has; if empty, the domain and the pattern
         * @param pattern which descriptors it is for
         * @param limit what each combination of values is allowed
         * @param shadow whether it counts but refuses nobody
         * @return this builder
         * @throws IllegalArgumentException if there is a rule for the pattern, or of the name
         */
        public Builder rule(String name, Descriptor pattern, Limit limit, boolean shadow) {
            Rule rule = new Rule(name.isEmpty() ? domain + ": " + pattern : name, pattern, limit, shadow);
            if (rules.stream().anyMatch(other -> other.name().equals(rule.name()))) {
                throw new IllegalArgumentException("rule must be the only one of its name: name=" + rule.name());
            }
            if (!patterns.put(pattern.entries(), rule)) {
                throw new IllegalArgumentException("rule must be the only one of its pattern: pattern=" + pattern);
            }
            rules.add(rule);
            return this;
        }

        /**
         * Sets how many combinations of values each rule may have a state for. Unless set, it is 100 000.
         *
         * @param maxKeys 1 or more
         * @return this builder
         * @throws IllegalArgumentException if {@code maxKeys < 1}
         */
        public Builder maxKeys(long maxKeys) {
            if (maxKeys <= 0) {
                throw new IllegalArgumentException("maxKeys must be > 0: maxKeys=" + maxKeys);
            }
            this.maxKeys = maxKeys;
            return this;
        }

        /**
         * Sets what happens to a new combination of values that finds no room. Unless set, it is
         * {@link OverflowPolicy#SHARE_ONE_LIMIT}.
         *
         * @param overflow the policy
         * @return this builder
         */
        public Builder overflow(OverflowPolicy overflow) {
            this.overflow = Objects.requireNonNull(overflow, "overflow");
            return this;
        }

        /**
         * Sets the clock, for tests and simulations. Unless set, it is {@link System#nanoTime()}.
         *
         * @param nanoClock nanoseconds since any origin
         * @return this builder
         */
        public Builder nanoClock(LongSupplier nanoClock) {
            this.nanoClock = Objects.requireNonNull(nanoClock, "nanoClock");
            return this;
        }

        /**
         * Sets another place for the states, as a Redis server.
         *
         * @param limiters called once for each rule when the rules are built; what it returns is called for each request
         *     with a text that tells the combination of values, and returns its limiter
         * @return this builder
         */
        public Builder limiters(Function<Rule, Function<String, RateLimiter>> limiters) {
            this.limiters = Objects.requireNonNull(limiters, "limiters");
            return this;
        }

        private Function<String, RateLimiter> limitersOf(Rule rule) {
            if (limiters != null) {
                return limiters.apply(rule);
            }
            return KeyedRateLimiter.<String>builder()
                    .limit(rule.limit())
                    .maxKeys(maxKeys)
                    .overflow(overflow)
                    .nanoClock(nanoClock)
                    .build()::limiter;
        }

        /**
         * Builds the rules.
         *
         * @return new rules, of which none has been used
         */
        public RateLimitRules build() {
            return new RateLimitRules(this);
        }
    }
}
