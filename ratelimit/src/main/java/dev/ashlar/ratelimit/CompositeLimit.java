package dev.ashlar.ratelimit;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Several limits as one: permits are granted when all of them grant, and then taken from all; if one does not, nothing
 * is taken from any. As in "5 a second, and 100 an hour".
 *
 * <p>The decision is one atomic step. A refused caller is told the longest of the waits; a retry exactly then succeeds.
 * The limit and what remains are the least of them.
 *
 * <p>Cost: those of the parts one after the other, and one lock.
 *
 * <p>The parts belong to this limit alone: a limit that several share, as one per user and one for all users, is two
 * limiters, of which the second is asked when the first has granted, and the first is refunded if the second does not.
 */
public final class CompositeLimit extends Limit {
    private final List<Limit> parts;

    private CompositeLimit(List<Limit> parts) {
        this.parts = parts;
    }

    /**
     * Returns the limit that grants what all of these grant.
     *
     * @param parts one or more; none of them a {@linkplain LeakyBucket#shaper shaper}, whose queue is its own
     * @return the limit
     * @throws IllegalArgumentException if there are no parts, or a shaper is among them
     */
    public static CompositeLimit of(Limit... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("parts must be one or more: parts=[]");
        }
        for (Limit part : parts) {
            if (part instanceof LeakyBucket bucket && bucket.isShaper()) {
                throw new IllegalArgumentException("parts must not have a queue: part=" + part);
            }
        }
        return new CompositeLimit(List.of(parts));
    }

    /**
     * Returns the limits of which this one is made.
     *
     * @return one or more; unmodifiable
     */
    public List<Limit> parts() {
        return parts;
    }

    @Override
    public long permits() {
        return parts.stream().mapToLong(Limit::permits).min().orElseThrow();
    }

    @Override
    public Duration window() {
        return parts.stream().map(Limit::window).max(Duration::compareTo).orElseThrow();
    }

    @Override
    boolean startsRecovered() {
        return parts.stream().allMatch(Limit::startsRecovered);
    }

    @Override
    Template template(Instant origin) {
        List<Template> templates =
                parts.stream().map(part -> part.template(origin)).toList();
        return new LockedTemplate(
                now -> new AllOf(templates.stream()
                        .map(template -> template.algorithm(now))
                        .toArray(Algorithm[]::new)),
                Long.MAX_VALUE);
    }

    @Override
    public String toString() {
        return "CompositeLimit" + parts;
    }
}
