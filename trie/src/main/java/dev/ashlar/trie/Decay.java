package dev.ashlar.trie;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Popularity that fades: what was asked for one half-life ago counts half as much as what is asked for now.
 *
 * <p>By forward decay (Cormode, Shkapenyuk, Srivastava and Xu, "Forward Decay", ICDE 2009): an event counts 2<sup>t/H</sup>, t
 * being its time after a landmark and H the half-life. As time goes by, all counts would be divided by the same number; so their
 * order stays as it is, and nothing is ever rescored. A score is the logarithm of the sum, to base 2, with 40 bits behind the
 * point, so it does not overflow: it reaches 4 million half-lives to both sides of the landmark, and tells sums apart that
 * differ by one part in 10<sup>12</sup>. Equal on every JDK.
 *
 * <p>Immutable, so threads may share it.
 *
 * @param halfLife after which time an event counts half
 * @param landmark the time of an event with the score 0; any, as long as it stays the same
 */
public record Decay(Duration halfLife, Instant landmark) {
    private static final double ONE = 1L << 40;
    private static final double MOST_HALF_LIVES = 1 << 22;

    /**
     * Creates a decay.
     *
     * @param halfLife after which time an event counts half
     * @param landmark the time of an event with the score 0
     * @throws IllegalArgumentException if the half-life is not positive
     */
    public Decay {
        Objects.requireNonNull(halfLife, "halfLife");
        Objects.requireNonNull(landmark, "landmark");
        if (halfLife.isNegative() || halfLife.isZero()) {
            throw new IllegalArgumentException("halfLife must be > 0: halfLife=" + halfLife);
        }
    }

    /**
     * Creates a decay whose landmark is the begin of 2020. For a half-life of a minute, times up to the end of 2027 have scores; with
     * one of an hour, 478 years. With less, take a landmark of your own.
     *
     * @param halfLife after which time an event counts half
     * @return the decay
     * @throws IllegalArgumentException if the half-life is not positive
     */
    public static Decay halfLife(Duration halfLife) {
        return new Decay(halfLife, Instant.parse("2020-01-01T00:00:00Z"));
    }

    /**
     * Returns the score of one event.
     *
     * @param at its time
     * @return the score; later is greater
     * @throws IllegalArgumentException if the time is more than 4,194,304 half-lives from the landmark
     */
    public long score(Instant at) {
        double halfLives = seconds(Duration.between(landmark, at)) / seconds(halfLife);
        if (!(Math.abs(halfLives) <= MOST_HALF_LIVES)) {
            throw new IllegalArgumentException("time must be within " + (long) MOST_HALF_LIVES
                    + " half-lives of the landmark: at=" + at + ", landmark=" + landmark);
        }
        return Math.round(halfLives * ONE);
    }

    /**
     * Adds scores: returns that of the events of both.
     *
     * @param a a score
     * @param b a score of the same decay
     * @return the score of all; greater than each, but for what is beyond 12 digits
     */
    public static long sum(long a, long b) {
        long greater = Math.max(a, b);
        // Far apart, the difference of two longs can overflow; that of doubles cannot, and the sum is the greater one.
        double apart = ((double) greater - (double) Math.min(a, b)) / ONE;
        long more = Math.round(StrictMath.log1p(StrictMath.pow(2, -apart)) / StrictMath.log(2) * ONE);
        return Duplicates.saturatedSum(greater, more);
    }

    /**
     * Returns the score of a number of events at one time.
     *
     * @param at their time
     * @param count how many, more than 0; need not be whole
     * @return the score
     * @throws IllegalArgumentException if the count is not positive and finite, or the time too far from the landmark
     */
    public long score(Instant at, double count) {
        if (!(count > 0) || Double.isInfinite(count)) {
            throw new IllegalArgumentException("count must be > 0: count=" + count);
        }
        return score(at) + Math.round(StrictMath.log(count) / StrictMath.log(2) * ONE);
    }

    /**
     * Returns what a score is worth at a time: as many events at that time have the same score.
     *
     * @param score a score of this decay
     * @param at the time
     * @return how many; infinite if they are more than a {@code double} can tell
     * @throws IllegalArgumentException if the time is too far from the landmark
     */
    public double countAt(long score, Instant at) {
        return StrictMath.pow(2, ((double) score - (double) score(at)) / ONE);
    }

    private static double seconds(Duration duration) {
        return duration.getSeconds() + duration.getNano() / 1e9;
    }
}
