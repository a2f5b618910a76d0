package dev.ashlar.ratelimit.rules;

import dev.ashlar.ratelimit.Decision;
import java.util.List;
import java.util.Optional;

/**
 * What the rules decided of a request. Immutable.
 *
 * @param rule which decided: if the request was refused, the one that asks for the longest wait, and otherwise the one
 *     that has the least left; empty if there is no rule for the request that refuses anybody
 * @param decision what it decided; of an unlimited grant if there is no rule
 * @param shadowed rules in shadow mode that would have refused the request, if it was granted; empty if it was not, for
 *     they have not counted it then
 */
public record RuleDecision(Optional<Rule> rule, Decision decision, List<Rule> shadowed) {
    /**
     * Creates a decision.
     *
     * @param rule which decided
     * @param decision what it decided
     * @param shadowed rules in shadow mode that would have refused
     */
    public RuleDecision {
        shadowed = List.copyOf(shadowed);
    }

    /**
     * Tells whether the request may be served.
     *
     * @return whether no rule refused it
     */
    public boolean granted() {
        return decision.granted();
    }
}
